"""Expressions of other systems as expressions of the language.

A scope says what names mean. What cannot be said raises `Untranslatable`, and what no name gives
`Unresolved`; both are caught where the place of the expression is known.
"""

from collections.abc import Mapping
from typing import Protocol, assert_never

from pipesmith import types as t
from pipesmith.importing.declared import Declared, RecordField
from pipesmith.importing.expressions import tree as e
from pipesmith.importing.expressions.coercing import (
    a_list,
    call,
    converted,
    text_part,
    truth,
)
from pipesmith.importing.names import snake_name
from pipesmith.importing.values import (
    UNKNOWN,
    MayMiss,
    Shape,
    Value,
    constant,
    listed,
    loose,
    mapped,
)
from pipesmith.importing.values import text as words
from pipesmith.syntax import nodes as n


class Untranslatable(Exception):
    """What an expression says and the language does not."""


class Unresolved(Exception):
    """What an expression reads and nothing gives."""


class Scope(Protocol):
    """What names mean in an expression."""

    @property
    def declared(self) -> Declared:
        """Give the types of the program."""

    def value(self, name: str) -> Value | None:
        """Give the value of a name, None where there is none."""

    def within(self, head: str, name: str) -> Value | None:
        """Give the value of `head.name` where the head is no value; None where it is one."""

    def note(self, what: str) -> None:
        """Note that an expression is read as what was likely meant."""


class Inner:
    """A scope with names of its own, such as that of an item."""

    def __init__(self, outer: Scope, names: Mapping[str, Value]) -> None:
        self.outer, self.names = outer, names

    @property
    def declared(self) -> Declared:
        """Give the types of the program."""
        return self.outer.declared

    def value(self, name: str) -> Value | None:
        """Give the value of a name."""
        return self.names[name] if name in self.names else self.outer.value(name)

    def within(self, head: str, name: str) -> Value | None:
        """Give the value of `head.name`."""
        return None if head in self.names else self.outer.within(head, name)

    def note(self, what: str) -> None:
        """Note a guess."""
        self.outer.note(what)


class Translator:
    """Translates the expressions of one scope."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def inner(self, names: Mapping[str, Value]) -> "Translator":
        """Give a translator that knows more names."""
        return Translator(Inner(self.scope, names))

    def value(self, tree: e.Tree) -> Value:
        """Translate an expression."""
        from pipesmith.importing.expressions import calling, operators

        match tree:
            case e.Constant(value=value):
                return constant(value)
            case e.Words(parts=parts):
                return self._words(parts)
            case e.Name(text=name):
                return self._named(name)
            case e.Attribute():
                return self._attribute(tree)
            case e.Subscript():
                return self._subscript(tree)
            case e.Cut():
                return self._cut(tree)
            case e.Call():
                return calling.called(tree, self)
            case e.Filtered():
                return calling.filtered(tree, self)
            case e.Queried():
                return calling.queried(tree, self)
            case e.Unary() | e.Binary() | e.Comparison() | e.Choice():
                return operators.operated(tree, self)
            case e.Items(items=items):
                return listed([self.value(each) for each in items])
            case e.Members(members=members):
                return mapped({key: self.value(each) for key, each in members})
            case e.Comprehension():
                return self._comprehension(tree)
            case _:
                assert_never(tree)

    def operand(self, tree: e.Tree) -> Value:
        """Translate what is part of a larger expression."""
        return loose(self.value(tree))

    def condition(self, tree: e.Tree) -> n.Expression:
        """Translate a condition."""
        return truth(self.operand(tree))

    def text(self, tree: e.Tree) -> n.Expression:
        """Translate what is used as a text."""
        return converted(self.operand(tree), t.STRING)

    # ---- names and members

    def _named(self, name: str) -> Value:
        found = self.scope.value(name)
        if found is None:
            raise Unresolved(f"nothing is called `{name}`")
        return found

    def _attribute(self, tree: e.Attribute) -> Value:
        if isinstance(tree.subject, e.Name):
            found = self.scope.within(tree.subject.text, tree.name)
            if found is not None:
                return found
        return self.member(self.operand(tree.subject), tree.name, tree.safe)

    def member(self, subject: Value, name: str, safe: bool = False) -> Value:
        """Give a member of a value by the name that the data has."""
        if name in subject.views:
            found = subject.views[name]
            if safe and isinstance(subject.views, MayMiss):
                subject.views.may_miss(name)
            if found.doubt is not None:
                self.scope.note(found.doubt)
            return found
        if subject.main is not None:
            return self.member(subject.main, name, safe)
        known = t.present(subject.type)
        match known:
            case t.NominalType(of="record"):
                return self._field(subject, known, name)
            case t.MapType(value=item):
                return self._keyed(subject, item, name, safe)
            case t.Scalar("json") if name == "length" and subject.shape.members is None:
                return Value(call("length", a_list(subject).code), t.INT)
            case t.Scalar("json"):
                return self._keyed(subject, t.JSON, name, safe)
            case t.ListType() if name == "length":
                return Value(call("length", subject.code), t.INT)
            case t.Scalar("string") if name == "length":
                return Value(call("length", subject.code), t.INT)
            case _:
                raise Unresolved(f"a value of type `{known}` has no `{name}`")

    def _field(self, subject: Value, record: t.NominalType, name: str) -> Value:
        fields = self.scope.declared.records.get(record.name) or {
            key: RecordField(key, kind) for key, kind in t.BUILT_IN_RECORDS.get(record.name, ())
        }
        if name not in fields:
            raise Unresolved(f"a `{record.name}` has no `{name}`")
        optional = isinstance(subject.type, t.OptionalType)
        kind = t.optional(fields[name].type) if optional else fields[name].type
        return Value(n.Member(subject.code, n.Name(fields[name].name), safe=optional), kind)

    def _keyed(self, subject: Value, item: t.Type, name: str, safe: bool) -> Value:
        members = subject.shape.members
        if isinstance(subject.code, n.NullLiteral):
            return Value(subject.code, t.JSON)
        if subject.type == t.JSON and isinstance(subject.shape.type, t.ListType):
            raise Unresolved(f"a list has no `{name}`")
        subject = loose(subject)
        if members is not None and name not in members:
            raise Unresolved(f"nothing called `{name}` is in it")
        shape = members[name] if members is not None else Shape(item)
        if safe or isinstance(subject.type, t.OptionalType):
            return Value(call("get", subject.code, words(name)), t.optional(item), shape)
        return Value(n.Index(subject.code, words(name)), item, shape)

    # ---- indexes

    def _subscript(self, tree: e.Subscript) -> Value:
        if isinstance(tree.subject, e.Name) and isinstance(tree.index, e.Constant):
            found = self.scope.within(tree.subject.text, str(tree.index.value))
            if found is not None:
                return found
        subject = self.operand(tree.subject)
        if isinstance(tree.index, e.Constant) and isinstance(tree.index.value, str):
            return self.member(subject, tree.index.value)
        index = self.operand(tree.index)
        known = t.present(subject.type)
        if isinstance(known, t.ListType):
            code = n.Index(a_list(subject).code, converted(index, t.INT))
            return Value(code, known.item, subject.shape.item or Shape(known.item))
        if known == t.STRING:
            return Value(n.Index(converted(subject, t.STRING), converted(index, t.INT)), t.STRING)
        if known in (t.BOOL, t.INT, t.FLOAT, t.NULL, t.DATETIME):
            raise Untranslatable(f"an index of a value of type `{known}`")
        if isinstance(subject.code, n.NullLiteral):
            return Value(subject.code, t.JSON)
        wanted = t.INT if t.present(index.known) == t.INT else t.STRING
        item = known.value if isinstance(known, t.MapType) else t.JSON
        shape = subject.shape.item or UNKNOWN
        return Value(n.Index(subject.code, converted(index, wanted)), item, shape)

    def _cut(self, tree: e.Cut) -> Value:
        subject = self.operand(tree.subject)
        if t.present(subject.known) != t.STRING:
            subject = a_list(subject)
        else:
            subject = Value(converted(subject, t.STRING), t.STRING)
        code = n.Slice(subject.code, self._end(tree.start), self._end(tree.stop))
        return Value(code, subject.type, subject.shape)

    def _end(self, tree: e.Tree | None) -> n.Expression | None:
        return None if tree is None else converted(self.operand(tree), t.INT)

    # ---- texts and lists

    def _words(self, parts: tuple[str | e.Tree, ...]) -> Value:
        made = [each if isinstance(each, str) else self._hole(each) for each in parts]
        return Value(n.Text(tuple(made), block=_in_lines(parts)), t.STRING, Shape(t.STRING))

    def _hole(self, tree: e.Tree) -> n.Expression:
        found = self.value(tree)
        code = text_part(found)
        return call("to_json", code) if isinstance(code, n.MapLiteral | n.ListLiteral) else code

    def _comprehension(self, tree: e.Comprehension) -> Value:
        items = a_list(self.operand(tree.items))
        name, code = snake_name(tree.name), items.code
        item = item_of(items, name)
        inner = self.inner({tree.name: item})
        for condition in tree.conditions:
            code = each_of(code, "filter", name, inner.condition(condition))
        result = inner.value(tree.result)
        if result.code == n.Reference(name):
            return Value(code, items.type, items.shape)
        mapped_to = each_of(code, "map", name, result.code)
        kind = t.ListType(result.type)
        return Value(mapped_to, kind, Shape(kind, item=result.shape))


def _in_lines(parts: tuple[str | e.Tree, ...]) -> bool:
    """Tell whether words are of several lines, none of which blanks would change."""
    whole = "".join(each if isinstance(each, str) else "x" for each in parts)
    lines = whole.split("\n")
    return len(lines) > 1 and all(line.isprintable() and line == line.strip() for line in lines)


def item_of(items: Value, name: str) -> Value:
    """Give an item of a list, by the name it has in a lambda or loop."""
    kind = items.type.item if isinstance(items.type, t.ListType) else t.JSON
    return Value(n.Reference(name), kind, items.shape.item or Shape(kind))


def each_of(items: n.Expression, function: str, name: str, body: n.Expression) -> n.Filter:
    """Write `items | function(name => body)`."""
    each = n.Argument(None, n.Lambda((n.Name(name),), body))
    return n.Filter(items, n.Name(function), (each,))
