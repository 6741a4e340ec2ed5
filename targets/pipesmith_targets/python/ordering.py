"""The order of declarations in a module: that of the source, save where Python needs another.

Python evaluates annotations, defaults and aliases where they stand, so what they name comes first.
Only a record's annotations may name what follows, in quotes: that is how cycles are broken.
"""

from collections.abc import Iterable, Iterator

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.signals import awaited_signals
from pipesmith.ir.walk import inside


def python_order(module: n.Module) -> list[n.Declaration]:
    """Give the declarations of a module, each after what it needs."""
    return _Ordering(module).order()


class _Ordering:
    def __init__(self, module: n.Module) -> None:
        self.module = module
        self.items = {item.name: item for item in module.declarations}
        self.done: dict[str, n.Declaration] = {}
        self.open: set[str] = set()

    def order(self) -> list[n.Declaration]:
        for item in self.module.declarations:
            self.visit(item)
        return list(self.done.values())

    def visit(self, item: n.Declaration) -> None:
        if item.name in self.done or item.name in self.open:
            return
        self.open.add(item.name)
        for need in self._known(_firm(item)):
            self.visit(need)
        for need in self._known(_loose(item)):
            if not self._blocked(need, set()):
                self.visit(need)
        self.open.discard(item.name)
        self.done[item.name] = item

    def _known(self, names: Iterable[tuple[str, str]]) -> Iterator[n.Declaration]:
        for module, name in names:
            if name in self.items and module in (self.module.name, ""):
                yield self.items[name]

    def _blocked(self, item: n.Declaration, seen: set[str]) -> bool:
        """Tell whether something that has begun already must stand before an item."""
        if item.name in self.open:
            return True
        seen.add(item.name)
        needs = (need for need in self._known(_firm(item)) if need.name not in seen)
        return any(self._blocked(need, seen) for need in needs if need.name not in self.done)


def _firm(item: n.Declaration) -> list[tuple[str, str]]:
    """Name what must stand before a declaration."""
    match item:
        case n.Record(fields=fields):
            return [name for each in fields for name in _of_default(each)]
        case n.Alias(type=type_):
            return _of_type(type_)
        case n.ErrorKind(ancestors=ancestors):
            return [("", ancestors[0])]
        case n.Enum():
            return []
        case n.Function() | n.Component() | n.Pipeline():
            names = [name for each in item.parameters for name in _of_type(each.type)]
            names += [name for each in item.parameters for name in _of_default(each)]
            results = [item.result, *(each.result for each in awaited_signals(item))]
            return names + [name for each in results if each for name in _of_type(each)]


def _loose(item: n.Declaration) -> list[tuple[str, str]]:
    """Name what had better stand before a declaration."""
    if isinstance(item, n.Record):
        return [name for each in item.fields for name in _of_type(each.type)]
    return []


def _of_type(type_: t.Type) -> list[tuple[str, str]]:
    nominal = (each for each in t.inside(type_) if isinstance(each, t.NominalType))
    return [(each.module, each.name) for each in nominal]


def _of_default(field: n.Field) -> list[tuple[str, str]]:
    """Name the classes that a default makes values of, and the functions that it calls."""
    names = []
    for node in inside(field.default) if field.default is not None else ():
        match node:
            case n.CallDeclared(module=module, function=name):
                names.append((module, name))
            case n.Construct(type=type_) | n.EnumMember(type=type_) | n.Widen(type=type_):
                names += _of_type(type_)
            case _:
                continue
    return names
