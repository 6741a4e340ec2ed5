"""Names of types to what they mean: the classes of a project, linked to each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tests.apexvm import exceptions
from tests.apexvm.declarations import Class, Field, Method
from tests.apexvm.errors import UnknownType
from tests.apexvm.types import Type


class Catalogue:
    """The classes of a project by their names."""

    def __init__(self) -> None:
        self.classes: dict[str, Class] = {}

    def add(self, one: Class) -> None:
        """Take in a top-level class."""
        self.classes[one.name.lower()] = one

    def everything(self) -> Iterator[Class]:
        """Give all classes, the inner ones after theirs."""
        return _with_inner(self.classes.values())

    def find(self, name: str, seen_from: Class | None = None) -> Class | None:
        """Find the class that a name means at a place."""
        first, *rest = name.lower().split(".")
        found = self._nearest(first, seen_from) or self.classes.get(first)
        for part in rest:
            found = found.inner.get(part) if found else None
        return found

    def _nearest(self, name: str, seen_from: Class | None) -> Class | None:
        for around in seen_from.around() if seen_from else ():
            for one in around.chain():
                if name in one.inner:
                    return one.inner[name]
        return None

    def resolve(self, written: Type, seen_from: Class | None) -> Type:
        """Give a type by the full name of what it means."""
        arguments = tuple(self.resolve(one, seen_from) for one in written.arguments)
        found = self.find(written.name, seen_from)
        name = found.full if found else written.name.removeprefix("System.")
        return Type(name, arguments)

    def link(self, added: Iterable[Class] | None = None) -> None:
        """Connect classes with what they extend, and resolve the types in their members: all, or
        those that were added, of which the others know nothing.
        """
        linked = [*_with_inner(self.classes.values() if added is None else added)]
        for one in linked:
            self._link_ancestors(one)
        for one in linked:
            self._link_members(one)

    def _link_ancestors(self, one: Class) -> None:
        if one.superclass:
            found = self.find(one.superclass.name, one.outer) or exceptions.find(one.superclass)
            if found is None:
                raise UnknownType(f"{one.full} extends {one.superclass}")
            one.parent = found
        declared = {written: self.find(written.name, one) for written in one.interfaces}
        one.above = tuple(found for found in declared.values() if found)
        one.platform_interfaces = frozenset(
            key for written, found in declared.items() if not found for key in _keys(written)
        )

    def _link_members(self, one: Class) -> None:
        for member in (*one.fields.values(), *one.static_fields.values()):
            self._link_field(member, one)
        for methods in (*one.methods.values(), one.constructors):
            for method in methods:
                self._link_method(method, one)

    def _link_field(self, member: Field, one: Class) -> None:
        member.type = self.resolve(member.type, one)
        for accessor in (member.getter, member.setter):
            if accessor:
                self._link_method(accessor, one)

    def _link_method(self, method: Method, one: Class) -> None:
        method.parameters = tuple(
            replace(parameter, type=self.resolve(parameter.type, one))
            for parameter in method.parameters
        )
        method.returns = self.resolve(method.returns, one) if method.returns else None


def _with_inner(classes: Iterable[Class]) -> Iterator[Class]:
    for one in classes:
        yield one
        yield from one.inner.values()


def _keys(written: Type) -> set[str]:
    return {written.head, written.key}
