"""Classes, interfaces and enums, with their members, as the tree declares them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from tests.apexvm.tree import Node
from tests.apexvm.types import Type
from tests.apexvm.values import EnumValue, Instance, Value

if TYPE_CHECKING:
    from tests.apexvm.machine import Machine

Run = Callable[[Value, list[Value]], Value]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a method."""

    name: str
    type: Type


@dataclass(slots=True, eq=False)
class Method:
    """A method, a constructor or an accessor; it is compiled when it is first called."""

    owner: Class
    name: str
    parameters: tuple[Parameter, ...]
    returns: Type | None
    body: Node | None
    modifiers: frozenset[str] = frozenset()
    annotations: frozenset[str] = frozenset()
    accessor_of: str | None = None
    code: Run | None = None

    @property
    def static(self) -> bool:
        """Whether the method needs no instance."""
        return "static" in self.modifiers

    @property
    def place(self) -> str:
        """How a stack trace names it."""
        return f"Class.{self.owner.full}.{self.name}"

    def run(self, this: Value, arguments: list[Value]) -> Value:
        """Call it."""
        if self.code is None:
            self.code = self.owner.machine.compile_method(self)
        return self.code(this, arguments)

    def same_parameters(self, other: Method) -> bool:
        """Whether one overrides the other."""
        mine = [one.type for one in self.parameters]
        return mine == [one.type for one in other.parameters]


@dataclass(slots=True, eq=False)
class Field:
    """A field, or a property with what its accessors do."""

    name: str
    type: Type
    initial: Node | None
    modifiers: frozenset[str] = frozenset()
    getter: Method | None = None
    setter: Method | None = None


@dataclass(slots=True, eq=False)
class Block:
    """A block of statements that runs when its class or its instance is made."""

    body: Node


@dataclass(eq=False)
class Class:
    """A class, an interface or an enum."""

    name: str
    kind: str
    outer: Class | None = None
    superclass: Type | None = None
    interfaces: tuple[Type, ...] = ()
    modifiers: frozenset[str] = frozenset()
    annotations: frozenset[str] = frozenset()
    fields: dict[str, Field] = field(default_factory=dict)
    static_fields: dict[str, Field] = field(default_factory=dict)
    instance_parts: list[Field | Block] = field(default_factory=list)
    static_parts: list[Field | Block] = field(default_factory=list)
    methods: dict[str, list[Method]] = field(default_factory=dict)
    constructors: list[Method] = field(default_factory=list)
    inner: dict[str, Class] = field(default_factory=dict)
    constants: dict[str, EnumValue] = field(default_factory=dict)
    parent: Class | None = None
    above: tuple[Class, ...] = ()
    platform_interfaces: frozenset[str] = frozenset()
    file: str = ""
    ready: bool = False
    statics: dict[str, Value] = field(default_factory=dict)
    owner: Machine | None = None
    found: dict[tuple[str, int], tuple[Method, ...]] = field(default_factory=dict)

    @classmethod
    def platform(cls, name: str, parent: Class | None) -> Class:
        """Declare a class of the platform that user classes may extend or throw."""
        return cls(name, "platform", parent=parent, ready=True)

    @property
    def machine(self) -> Machine:
        """What runs the class."""
        assert self.owner is not None, self.full
        return self.owner

    @cached_property
    def full(self) -> str:
        """The name with the name of the class around it."""
        return f"{self.outer.full}.{self.name}" if self.outer else self.name

    @cached_property
    def type(self) -> Type:
        """The class as a type."""
        return Type(self.full)

    @cached_property
    def told_name(self) -> str:
        """The name as the platform tells it."""
        return f"System.{self.name}" if self.kind == "platform" else self.full

    def chain(self) -> Iterator[Class]:
        """Give the class and its superclasses, nearest first."""
        one: Class | None = self
        while one is not None:
            yield one
            one = one.parent

    def around(self) -> Iterator[Class]:
        """Give the class and the classes that it is written in."""
        one: Class | None = self
        while one is not None:
            yield one
            one = one.outer

    @cached_property
    def ancestors(self) -> frozenset[str]:
        """The keys of all types that an instance belongs to."""
        keys = {"object"}
        for one in self.chain():
            keys |= {one.type.key, *one.platform_interfaces}
            for interface in one.above:
                keys |= interface.ancestors
        return frozenset(keys)

    @cached_property
    def all_fields(self) -> dict[str, Field]:
        """The fields of an instance, those of the superclass first."""
        return (self.parent.all_fields if self.parent else {}) | self.fields

    @cached_property
    def getters(self) -> dict[str, Method]:
        """What runs where a property of an instance is read."""
        return {key: one.getter for key, one in self.all_fields.items() if one.getter}

    @cached_property
    def setters(self) -> dict[str, Method]:
        """What runs where a property of an instance is set."""
        return {key: one.setter for key, one in self.all_fields.items() if one.setter}

    @cached_property
    def is_exception(self) -> bool:
        """Whether the class can be thrown."""
        return "exception" in self.ancestors

    def candidates(self, name: str, count: int) -> tuple[Method, ...]:
        """Find the methods of a name and a number of parameters, overridden ones left out."""
        key = (name.lower(), count)
        if key not in self.found:
            self.found[key] = tuple(self._candidates(*key))
        return self.found[key]

    def _candidates(self, name: str, count: int) -> list[Method]:
        found: list[Method] = []
        for one in self.chain():
            for method in one.methods.get(name, ()):
                hidden = any(method.same_parameters(other) for other in found)
                if len(method.parameters) == count and not hidden:
                    found.append(method)
        return found

    def call(self, this: Instance | None, name: str, *arguments: Value) -> Value:
        """Call the only method of a name and a number of parameters."""
        return self.candidates(name, len(arguments))[0].run(this, list(arguments))

    def has(self, name: str, count: int) -> bool:
        """Whether there is such a method."""
        return bool(self.candidates(name, count))
