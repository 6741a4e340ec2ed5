"""The forms in which Python writes a call, and the conditions under which one applies."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Literal

from pipesmith import types as t
from pipesmith.ir import nodes as ir


class Level(IntEnum):
    """How tightly an expression of Python binds, loosest first."""

    test = 0  # lambda, conditional
    either = 1  # or
    both = 2  # and
    negation = 3  # not
    comparison = 4
    union = 5  # |
    sum = 6
    product = 7
    unary = 8
    postfix = 9  # call, attribute, index; names, literals and displays


@dataclass(frozen=True, slots=True)
class RuntimeFunction:
    """`pipesmith_runtime.<module>.<name>`, called with the arguments that the call gives."""

    module: str
    name: str


@dataclass(frozen=True, slots=True)
class Hole:
    """A place of a template, and how tightly its filling must bind."""

    argument: int
    part: Literal["value", "body", "each", "item"] = "value"
    needs: Level = Level.test


@dataclass(frozen=True, slots=True)
class Inline:
    """An expression with holes, and how tightly it binds as a whole."""

    template: str
    binds: Level = Level.postfix

    @property
    def pieces(self) -> tuple[str | Hole | RuntimeFunction, ...]:
        """Give the template as literal text, holes, and functions of the runtime."""
        return _pieces(self.template)

    @property
    def builtins(self) -> frozenset[str]:
        """Give the builtins that the template names, which no name of the program may hide."""
        text = " ".join(piece for piece in self.pieces if isinstance(piece, str))
        return frozenset(re.findall(r"(?<![.\w])([a-z]+)\(", text))


Form = Inline | RuntimeFunction


@dataclass(frozen=True, slots=True)
class Given:
    """The arguments of one call, and their types: without aliases, and never `T?`."""

    arguments: tuple[ir.Expression, ...]
    types: tuple[t.Type, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A form, and when it applies."""

    form: Form | Callable[[Given], Form]
    when: Callable[[Given], bool]


_HOLE = re.compile(r"\{(?:(\d+)(?:\.(body|each|item))?(?::(\w+))?|([a-z_]+))\}")


_PARTS: Mapping[str | None, Literal["value", "body", "each", "item"]] = {
    None: "value",
    "body": "body",
    "each": "each",
    "item": "item",
}


@cache
def _pieces(template: str) -> tuple[str | Hole | RuntimeFunction, ...]:
    pieces: list[str | Hole | RuntimeFunction] = []
    end = 0
    for found in _HOLE.finditer(template):
        pieces += [template[end : found.start()], _piece(found)]
        end = found.end()
    return tuple(piece for piece in (*pieces, template[end:]) if piece != "")


def _piece(found: re.Match[str]) -> Hole | RuntimeFunction:
    if found[4]:
        return NAMED[found[4]]
    needs = Level[found[3]] if found[3] else Level.test
    return Hole(int(found[1]), _PARTS[found[2]], needs)


NAMED: Mapping[str, RuntimeFunction] = {
    "type_of": RuntimeFunction("data", "type_of"),
    "ints": RuntimeFunction("lists", "ints"),
}
"""What a template may name in braces."""


# ---------------------------------------------------------------- when a form applies


def always(given: Given) -> bool:
    """Apply in every case."""
    return True


def arity(count: int) -> Callable[[Given], bool]:
    """Ask for a number of arguments."""
    return lambda given: len(given.arguments) == count


def every(*conditions: Callable[[Given], bool]) -> Callable[[Given], bool]:
    """Ask for several conditions at once."""
    return lambda given: all(condition(given) for condition in conditions)


def is_a(*names: str, at: int = 0) -> Callable[[Given], bool]:
    """Ask that an argument is of one of these kinds: a scalar's name, `list`, `set`, `map`."""
    return lambda given: kind(given.types[at]) in names


def items_are(*names: str) -> Callable[[Given], bool]:
    """Ask that the first argument is a list of items of one of these kinds."""
    return lambda given: _item_kind(given.types[0]) in names


def _item_kind(type_: t.Type) -> str:
    return kind(type_.item) if isinstance(type_, t.ListType) else ""


def kind(type_: t.Type) -> str:
    """Name what a value is in Python: a scalar's name, or the kind of a type with parts."""
    match type_:
        case t.Scalar(name=name):
            return name
        case t.LiteralType() | t.SecretType():
            return "string"
        case t.UnionType(members=members) if isinstance(members[0], t.LiteralType):
            return "string"
        case _:
            return type_.kind


TEXTS = ("string", "email", "url")
HASHABLE = (
    *TEXTS,
    "int",
    "float",
    "decimal",
    "bool",
    "uuid",
    "date",
    "datetime",
    "duration",
    "path",
)


def simple(at: int) -> Callable[[Given], bool]:
    """Ask that an argument may be written twice: it is a name, or a member of one."""
    return lambda given: _is_simple(given.arguments[at])


def _is_simple(expression: ir.Expression) -> bool:
    match expression:
        case ir.Member(subject=subject):
            return _is_simple(subject)
        case _:
            return isinstance(expression, ir.Local)


def cannot_fail(at: int) -> Callable[[Given], bool]:
    """Ask that evaluating an argument or not makes no difference."""
    return lambda given: (
        _is_simple(given.arguments[at]) or isinstance(given.arguments[at], _CONSTANTS)
    )


_CONSTANTS = (
    ir.IntValue,
    ir.FloatValue,
    ir.DecimalValue,
    ir.DurationValue,
    ir.TextValue,
    ir.BoolValue,
    ir.NullValue,
    ir.EnumMember,
)


def constant_text(at: int) -> Callable[[Given], bool]:
    """Ask that an argument is a text of the program, and not empty."""

    def applies(given: Given) -> bool:
        argument = given.arguments[at]
        return isinstance(argument, ir.TextValue) and argument.value != ""

    return applies


def count_between(at: int, low: int, high: int) -> Callable[[Given], bool]:
    """Ask that an argument is an int of the program between two bounds."""

    def applies(given: Given) -> bool:
        argument = given.arguments[at]
        return isinstance(argument, ir.IntValue) and low <= argument.value <= high

    return applies


def comparable(given: Given) -> bool:
    """Ask that Python's `==` is the language's: no `true` beside `1`, as JSON may have."""
    return kind(given.types[1]) in (*HASHABLE, "null")
