"""What the platform offers: methods, static methods, constants and constructors, by their names.

A function takes the place of a method of the same name, without the underscores. A parameter whose
annotation does not allow None refuses null as the platform does. A keyword `vm` asks for the
machine.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from tests.apexvm.errors import UnknownMethod, fail
from tests.apexvm.types import Type
from tests.apexvm.values import EnumValue, Value

if TYPE_CHECKING:
    from tests.apexvm.machine import Machine

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Native:
    """One method of the platform, written in Python."""

    label: str
    function: Callable[..., Value]
    wants_machine: bool
    least: int
    most: int
    never_null: tuple[int, ...]
    gives_text: bool = False

    def accepts(self, count: int) -> bool:
        """Whether it may be called with so many arguments."""
        return self.least <= count <= self.most

    def call(self, machine: Machine, this: tuple[Value, ...], arguments: list[Value]) -> Value:
        """Call it, once the arguments that may not be null are not."""
        if not self.least <= len(arguments) <= self.most:
            raise UnknownMethod(f"{self.label}/{len(arguments)}")
        for index in self.never_null:
            if index < len(arguments) and arguments[index] is None:
                fail("NullPointerException", f"Argument {index + 1} cannot be null")
        if self.wants_machine:
            return self.function(*this, *arguments, vm=machine)
        return self.function(*this, *arguments)


METHODS: dict[str, dict[str, Native]] = {}
STATICS: dict[str, dict[str, Native]] = {}
CONSTRUCTORS: dict[str, Native] = {}
CONSTANTS: dict[str, dict[str, Value]] = {}
ANCESTORS: dict[str, frozenset[str]] = {}


def _native(function: Callable[..., Value], label: str, skip: int) -> Native:
    every = list(inspect.signature(function).parameters.values())
    taken = [one for one in every[skip:] if one.kind is one.POSITIONAL_OR_KEYWORD]
    rest = any(one.kind is one.VAR_POSITIONAL for one in every)
    return Native(
        label,
        function,
        any(one.name == "vm" for one in every),
        sum(one.default is one.empty for one in taken),
        99 if rest else len(taken),
        tuple(index for index, one in enumerate(taken) if not _nullable(str(one.annotation))),
        inspect.signature(function).return_annotation == "str",
    )


def _nullable(annotation: str) -> bool:
    return "None" in annotation or annotation in ("Value", "typing.Any")


def _apex_name(name: str) -> str:
    return name.replace("_", "")


def method(owner: str, name: str = "") -> Callable[[F], F]:
    """Register a method of the values of a type; its first parameter is the value."""

    def register(function: F) -> F:
        called = name or _apex_name(function.__name__)
        native = _native(function, f"{owner}.{called}", 1)
        METHODS.setdefault(owner.lower(), {})[called.lower()] = native
        return function

    return register


def static(owner: str, name: str = "") -> Callable[[F], F]:
    """Register a static method of a class."""

    def register(function: F) -> F:
        called = name or _apex_name(function.__name__)
        native = _native(function, f"{owner}.{called}", 0)
        STATICS.setdefault(owner.lower(), {})[called.lower()] = native
        return function

    return register


def constant(owner: str, name: str, value: Value) -> None:
    """Register a constant of a class."""
    CONSTANTS.setdefault(owner.lower(), {})[name.lower()] = value


def enum(owner: str, names: str) -> Type:
    """Register an enum of the platform."""
    made = Type(owner)
    for ordinal, name in enumerate(names.split()):
        constant(owner, name, EnumValue(made, name, ordinal))
    return made


def enum_value(owner: str, name: str) -> EnumValue:
    """Give a value of an enum of the platform."""
    found: EnumValue = CONSTANTS[owner.lower()][name.lower()]
    return found


def is_platform_class(name: str) -> bool:
    """Whether the platform has a class of that name."""
    return any(name in table for table in (STATICS, CONSTANTS, CONSTRUCTORS, METHODS))


class PlatformObject:
    """An object of a platform class: its public Python methods are its methods.

    Attributes named in `properties` are read and set as properties.
    """

    apex_name: ClassVar[str] = "Object"
    belongs_to: ClassVar[frozenset[str]] = frozenset({"object"})
    properties: ClassVar[dict[str, str]] = {}
    native: ClassVar[dict[str, Native]] = {}

    def __init_subclass__(
        cls, apex: str, new: bool = False, like: str = "", properties: str = ""
    ) -> None:
        cls.apex_name = apex
        cls.belongs_to = frozenset({"object", apex.lower(), *like.lower().split()})
        ANCESTORS[apex.lower()] = cls.belongs_to
        cls.properties = {one.replace("_", "").lower(): one for one in properties.split()}
        public = {name: value for name, value in vars(cls).items() if not name.startswith("_")}
        functions = {name: one for name, one in public.items() if inspect.isfunction(one)}
        cls.native = dict(cls.native) | {
            _apex_name(name).lower(): _native(one, f"{apex}.{_apex_name(name)}", 1)
            for name, one in functions.items()
        }
        METHODS.setdefault(apex.lower(), {}).update(cls.native)
        if new:
            CONSTRUCTORS[apex.lower()] = _constructor(cls, apex)


def _constructor(cls: type[PlatformObject], apex: str) -> Native:
    initial = cls.__init__
    shape = _native(initial, f"new {apex}", 1)
    if initial is object.__init__:
        return Native(shape.label, cls, False, 0, 0, ())
    return Native(shape.label, cls, shape.wants_machine, shape.least, shape.most, shape.never_null)
