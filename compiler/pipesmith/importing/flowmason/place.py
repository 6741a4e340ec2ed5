"""One stage at the place where it is written: its settings as code, and what it gives."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipesmith import types as t
from pipesmith.importing import codes
from pipesmith.importing.expressions import tree as e
from pipesmith.importing.expressions.coercing import converted, truth
from pipesmith.importing.expressions.lexer import Unreadable
from pipesmith.importing.expressions.parser import read_expression
from pipesmith.importing.expressions.templates import read_template
from pipesmith.importing.expressions.translating import Translator, Unresolved, Untranslatable
from pipesmith.importing.flowmason.building import Building
from pipesmith.importing.flowmason.dialect import Stage
from pipesmith.importing.flowmason.scope import StageScope
from pipesmith.importing.flowmason.structure import Home
from pipesmith.importing.ledger import Part
from pipesmith.importing.names import snake_name
from pipesmith.importing.values import Shape, Value, constant, listed, mapped, type_syntax
from pipesmith.syntax import nodes as n

BROKEN = Value(n.NullLiteral(), t.JSON)
"""Stands for what could not be read; that is told."""


@dataclass(slots=True)
class Place:
    """A stage, the block it is written in, and the names that it sees beside the common ones."""

    building: Building
    stage: Stage
    home: Home
    names: dict[str, Value] = field(default_factory=dict)
    before: list[n.Statement] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Give the name that the stage has in the program."""
        return self.building.names.of(self.stage.id)

    def setting(self, *names: str) -> Part:
        """Give a setting of the stage."""
        return self.stage.setting(*names)

    def gives(
        self, main: Value, views: Mapping[str, Value] | None = None, whole: bool = False
    ) -> None:
        """Note what the stage gives: its value, by the members that its output has."""
        views = dict(views or {})
        code = mapped(views) if whole and views else main
        self.building.outputs[self.stage.id] = Value(code.code, code.type, code.shape, views, main)

    # ---- expressions

    def value(self, part: Part) -> Value:
        """Translate data: texts are templates, wherever they stand."""
        match part.value:
            case dict():
                part.ledger.take(part.path) if not part.value else None
                return mapped({each.name: self.value(each) for each in part.members()})
            case list():
                part.ledger.take(part.path) if not part.value else None
                return listed([self.value(each) for each in part.items()])
            case str():
                return self._read(part, template=True)
            case _:
                return constant(part.take())

    def code(self, part: Part, wanted: t.Type = t.JSON) -> n.Expression:
        """Translate data that is used as a type."""
        return converted(self.value(part), wanted)

    def condition(self, part: Part) -> n.Expression:
        """Translate a condition."""
        return truth(self.expression(part))

    def expression(self, part: Part) -> Value:
        """Translate an expression, which may stand between braces or without them."""
        if not isinstance(part.value, str):
            return self.value(part)
        return self._read(part, template=False)

    def _read(self, part: Part, template: bool) -> Value:
        text = part.take()
        try:
            tree = self._tree(text, template)
            return self.translator(part).value(tree)
        except Unreadable as problem:
            what, label = f"this cannot be read: {problem}", "not an expression"
            part.note(codes.UNTRANSLATED, what, label)
        except Untranslatable as problem:
            what, label = f"the language has no way to say {problem}", "cannot be said"
            part.note(codes.UNTRANSLATED, what, label)
        except Unresolved as problem:
            part.note(codes.UNRESOLVED, str(problem), "reads what nothing gives")
        return BROKEN

    def _tree(self, text: str, template: bool) -> e.Tree:
        ids = self.building.ids
        return read_template(text, ids) if template else read_expression(text, ids)

    def translator(self, part: Part) -> Translator:
        """Give a translator that sees what the stage sees."""
        return Translator(StageScope(self.building, self.home, part, self.names))

    def seeing(self, names: Mapping[str, Value]) -> "Place":
        """Give the place with more names to be seen."""
        return Place(self.building, self.stage, self.home, {**self.names, **names}, self.before)

    # ---- statements

    @property
    def doc(self) -> str | None:
        """Give the documentation: the stage's name, and its id where the program has another."""
        name, description = self.stage.field("name").text(), self.stage.field("description").text()
        told = name if name and snake_name(name) != snake_name(self.stage.id) else None
        own = None if self.stage.id == self.name else f"`{self.stage.id}`"
        first = " ".join(filter(None, (told, own and (f"({own})" if told else own))))
        return plain("\n".join(filter(None, (first, description)))) or None

    def invoke(self, component: str, arguments: Mapping[str, n.Expression]) -> n.Invoke:
        """Call a component; a value that is called like its parameter stands alone."""
        given = tuple(_argument(name, code) for name, code in arguments.items())
        return n.Invoke(n.Call(n.Name(component), given))

    def named(self, body: n.Body, *clauses: n.Clause, type: t.Type | None = None) -> n.Stage:  # noqa: A002
        """Write the stage."""
        kind = None if type is None else type_syntax(type)
        return n.Stage(n.Name(self.name), kind, body, clauses, doc=self.doc)

    def let(self, value: Value) -> n.Let:
        """Write the stage as a value."""
        kind = type_syntax(t.JSON) if value.type == t.JSON else None
        return n.Let(n.Name(self.name), kind, value.code, doc=self.doc)

    def result(self, kind: t.Type, shape: Shape | None = None) -> Value:
        """Give the stage's name as a value."""
        return Value(n.Reference(self.name), kind, shape or Shape(kind))

    def hoisted(self, value: Value, wanted: str) -> Value:
        """Give a list of different things, which needs a name, as that name."""
        if not isinstance(value.code, n.ListLiteral) or value.type != t.JSON:
            return value
        name = self.building.names.give(wanted)
        kind = t.ListType(t.JSON)
        self.before.append(n.Let(n.Name(name), type_syntax(kind), value.code))
        return Value(n.Reference(name), kind, Shape(kind, item=value.shape.item))


def plain(text: str) -> str:
    """Give a text without what a comment cannot hold."""
    lines = (
        "".join(char if char.isprintable() else " " for char in line) for line in text.splitlines()
    )
    return "\n".join(line.strip() for line in lines).strip()


def _argument(name: str, code: n.Expression) -> n.Argument:
    if code == n.Reference(name):
        return n.Argument(None, code)
    return n.Argument(n.Name(name), code)


def duration(milliseconds: float) -> n.Expression:
    """Write a time in the largest unit that it is a whole number of."""
    whole = max(round(milliseconds), 0)
    for unit, size in (("m", 60_000), ("s", 1_000)):
        if whole and whole % size == 0:
            return n.DurationLiteral(whole // size, unit)  # type: ignore[arg-type]
    return n.DurationLiteral(whole, "ms")


GREATEST = 10.0**12
"""The greatest number of a setting: a time of thirty years in milliseconds."""


def number_in(part: Part, least: float = -GREATEST) -> float | None:
    """Take a number that is written as one or as a text; anything else is left."""
    value: Any = part.value
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    if not plain or not least <= value <= GREATEST:
        return None
    part.take()
    return float(value)


def literals(parts: Iterator[Part]) -> list[str]:
    """Take the texts of a list."""
    return [text for each in parts if (text := each.text()) is not None]
