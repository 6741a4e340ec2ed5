"""Where a node stands while its statements are written: what its configuration can read there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from pipesmith import types as t
from pipesmith.importing import codes
from pipesmith.importing.expressions import tree as e
from pipesmith.importing.expressions.coercing import converted, text_part
from pipesmith.importing.expressions.lexer import Unreadable
from pipesmith.importing.expressions.translating import (
    Scope,
    Translator,
    Unresolved,
    Untranslatable,
)
from pipesmith.importing.ledger import Part
from pipesmith.importing.values import Value, constant, listed, mapped
from pipesmith.importing.workflows.acts import Node
from pipesmith.importing.workflows.spelling import read, read_text
from pipesmith.syntax import nodes as n

Said = TypeVar("Said")
NOTHING = Value(n.NullLiteral(), t.JSON)
NEVER: n.Expression = n.BoolLiteral(False)


class Around(Protocol):
    """What the writer knows at the place of a node."""

    def input(self) -> Value:
        """Give what comes in."""

    def output(self, name: str) -> Value:
        """Give what a node gave; Unresolved says why it cannot be read here."""

    def item(self) -> Value | None:
        """Give the item of the loop around, if there is one."""

    def index(self) -> Value | None:
        """Give the number of the turn of the loop around, if there is one."""

    def error(self) -> Value | None:
        """Give the error that was caught around, if there was one."""

    def variable(self, name: str) -> Value | None:
        """Give a variable of the workflow."""

    def named_item(self, name: str) -> Value | None:
        """Give the item of a loop around that calls it so."""

    def merged(self, items: n.Expression) -> Value:
        """Give the objects of a list as one."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One node while it is written."""

    node: Node
    around: Around
    scope: Scope

    def value(self, part: Part) -> Value:
        """Give JSON with templates in it as a value; null where there is none."""
        if not part:
            return NOTHING
        match part.value:
            case str() as text:
                plain = text.removeprefix("=") if text.startswith("={{") else text
                return self._said(part, lambda to: to.value(read_text(plain)), NOTHING)
            case list():
                return listed([self.value(each) for each in part.items()])
            case dict():
                return mapped({each.name: self.value(each) for each in part.members()})
            case float() as number if number != number or abs(number) == float("inf"):
                part.tell(codes.BAD_FIELD, "this number has no end", "a number is expected")
                return NOTHING
            case other:
                part.take()
                return constant(other)

    def expression(self, part: Part) -> Value:
        """Give the value of an expression, written with or without `{{ }}`."""
        if not isinstance(part.value, str):
            return self.value(part)
        text = part.value
        return self._said(part, lambda to: to.value(read(_bare(text))), NOTHING)

    def condition(self, part: Part) -> n.Expression:
        """Give a condition, written with or without `{{ }}`."""
        if isinstance(part.value, bool):
            part.take()
            return n.BoolLiteral(part.value)
        if not isinstance(part.value, str):
            part.tell(codes.BAD_FIELD, "this is no condition", "a text is expected")
            return n.BoolLiteral(False)
        text = part.value
        return self._said(
            part,
            lambda to: to.condition(read(_bare(text))),
            NEVER,
        )

    def of_item(self, part: Part, names: dict[str, Value]) -> Value:
        """Give an expression in which further names have values."""
        if not isinstance(part.value, str):
            return self.value(part)
        text = part.value
        return self._said(
            part,
            lambda to: to.inner(names).value(read(_bare(text))),
            NOTHING,
        )

    def of_tree(self, part: Part, tree: e.Tree, names: dict[str, Value]) -> Value:
        """Give an expression that is read already."""
        return self._said(part, lambda to: to.inner(names).value(tree), NOTHING)

    def text(self, part: Part) -> n.Expression:
        """Give a template as a text; what is no text is written as one."""
        found = self.value(part)
        if found.type == t.STRING:
            return found.code
        return n.Text((text_part(found),))

    def converted(self, part: Part, wanted: t.Type) -> n.Expression:
        """Give a value of a type."""
        return converted(self.value(part), wanted)

    def _said(self, part: Part, say: Callable[[Translator], Said], otherwise: Said) -> Said:
        """Translate a part; what cannot be is told, and something else stands for it."""
        part.take()
        try:
            return say(Translator(self.scope))
        except Unreadable as failure:
            message = f"this expression cannot be read: {failure}"
            part.note(codes.UNTRANSLATED, message, "cannot be read")
        except Untranslatable as failure:
            part.note(codes.UNTRANSLATED, f"the language does not say this: {failure}", "left out")
        except Unresolved as failure:
            part.note(codes.UNRESOLVED, f"this reads what is not there: {failure}", "not there")
        except (ValueError, RecursionError):
            part.note(codes.UNTRANSLATED, "this expression cannot be written", "cannot be written")
        return otherwise


def _bare(text: str) -> str:
    """Give an expression without what marks it as one."""
    return text.strip().removeprefix("=") if text.strip().startswith("={{") else text
