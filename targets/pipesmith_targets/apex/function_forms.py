"""The forms in which Apex writes a call of a standard function, and when one applies."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from pipesmith import types as t
from pipesmith.ir import nodes as ir
from pipesmith_targets.apex import syntax as ax


class Writer(Protocol):
    """What the class being written knows of types, and of the run."""

    def written(self, type_: t.Type, /) -> str:
        """Write a type."""
        ...

    def plain(self, type_: t.Type, /) -> t.Type:
        """Give what is left of a type without null and without aliases."""
        ...

    def as_json(self, value: ax.Expression, type_: t.Type, /) -> ax.Expression:
        """Write what turns a value into JSON data."""
        ...

    def now(self) -> ax.Expression:
        """Write the start of the run."""
        ...


@dataclass(frozen=True, slots=True)
class Given:
    """A call whose arguments have been written; their types are without aliases and null."""

    call: ir.Call
    values: tuple[ax.Expression, ...]
    types: tuple[t.Type, ...]
    to: Writer

    @property
    def result(self) -> str:
        """Write the type of the call."""
        return self.to.written(self.call.type)

    @property
    def nodes(self) -> tuple[ir.Expression, ...]:
        """Give the arguments as the IR has them."""
        return tuple(each for each in self.call.arguments if each is not None)

    def as_json(self, at: int) -> ax.Expression:
        """Give an argument as JSON data."""
        return self.to.as_json(self.values[at], self.nodes[at].type)


Form = Callable[[Given], ax.Expression]


@dataclass(frozen=True, slots=True)
class Case:
    """A form, and when it applies."""

    form: Form
    when: Callable[[Given], bool]


# ---------------------------------------------------------------- forms


def static(path: str, *more: ax.Expression) -> Form:
    """Call a method of the runtime or the platform with all arguments, then some constants."""
    return lambda given: ax.call(path, *given.values, *more)


def cast(path: str, *more: ax.Expression) -> Form:
    """Call what gives an object, and say its type."""
    return lambda given: _typed(ax.call(path, *given.values, *more), given.result)


def filling(path: str) -> Form:
    """Call what fills an empty list of the type that is wanted."""
    return lambda given: _typed(ax.call(path, *given.values, ax.New(given.result)), given.result)


def of_json(path: str, *more: ax.Expression) -> Form:
    """Call what takes the first argument as JSON data."""
    return lambda given: ax.call(path, given.as_json(0), *given.values[1:], *more)


def method(name: str) -> Form:
    """Call a method of the first argument with the others."""
    return lambda given: ax.send(given.values[0], name, *given.values[1:])


def same() -> Form:
    """Give the first argument as it is."""
    return lambda given: given.values[0]


def listed(path: str, items: str = "List<Object>") -> Form:
    """Call what takes all arguments as one list."""
    return lambda given: _typed(ax.call(path, ax.NewItems(items, given.values)), given.result)


def _typed(value: ax.Expression, written: str) -> ax.Expression:
    return value if written == "Object" else ax.Cast(written, value)


# ---------------------------------------------------------------- conditions


def always(given: Given) -> bool:
    """Apply in every case."""
    return True


def arity(count: int) -> Callable[[Given], bool]:
    """Ask for a number of arguments."""
    return lambda given: len(given.values) == count


def every(*conditions: Callable[[Given], bool]) -> Callable[[Given], bool]:
    """Ask for several conditions at once."""
    return lambda given: all(condition(given) for condition in conditions)


def is_a(*names: str) -> Callable[[Given], bool]:
    """Ask that the first argument is of one of these kinds: a scalar's name, `list`, `map`."""
    return lambda given: kind(given.types[0]) in names


def items_are(*names: str) -> Callable[[Given], bool]:
    """Ask that the first argument is a list or set of items of one of these kinds."""
    return lambda given: _item_kind(given) in names


def _item_kind(given: Given) -> str:
    match given.types[0]:
        case t.ListType(item=item) | t.SetType(item=item):
            return kind(given.to.plain(item)) if not isinstance(item, t.OptionalType) else ""
        case _:
            return ""


def kind(type_: t.Type) -> str:
    """Name what a value is in Apex: a scalar's name, or the kind of a type with parts."""
    match type_:
        case t.Scalar(name=name):
            return name
        case t.LiteralType() | t.SecretType():
            return "string"
        case t.UnionType(members=(t.LiteralType(), *_)):
            return "string"
        case _:
            return type_.kind


def text_constant(at: int) -> Callable[[Given], bool]:
    """Ask that an argument is a text that is known, and not empty."""

    def known(given: Given) -> bool:
        node = given.nodes[at]
        return isinstance(node, ir.TextValue) and node.value != ""

    return known


TEXTS = ("string", "email", "url", "uuid", "path")


def select(cases: Sequence[Case], given: Given) -> ax.Expression:
    """Write the first form that applies."""
    form = next(case.form for case in cases if case.when(given))
    return form(given)
