"""What ends an execution: Apex exceptions, and what this interpreter does not know."""

from __future__ import annotations

from typing import NoReturn

from tests.apexvm.exceptions import platform_exception
from tests.apexvm.values import Instance, Value


class Thrown(Exception):
    """An Apex exception on its way to a catch block."""

    def __init__(self, value: Instance) -> None:
        super().__init__(value)
        self.value = value

    @property
    def type_name(self) -> str:
        """The name of the type, as Apex tells it: `System.MathException`."""
        return self.value.cls.told_name

    @property
    def message(self) -> str:
        """The message."""
        return exception_message(self.value)

    def __str__(self) -> str:
        return f"{self.type_name}: {self.message}"


class CompileError(Exception):
    """What an org would have refused before it ran."""


class Unknown(Exception):
    """A part of the platform that this interpreter lacks; its text names the part."""


class UnknownMethod(Unknown):
    """`UnknownMethod: String.foo/1`."""


class UnknownName(Unknown):
    """A variable, field or class that is nowhere declared."""


class UnknownType(Unknown):
    """A type that is nowhere declared."""


class UnknownSyntax(Unknown):
    """A construct that this interpreter does not run."""


def exception_message(value: Instance) -> str:
    """Give the message of an exception, which is never null."""
    found: str | None = value.fields.get("message")
    return "Script-thrown exception" if found is None else found


def fail(type_name: str, message: str, cause: Value = None) -> NoReturn:
    """Throw an exception of the platform."""
    raise Thrown(platform_exception(type_name, message, cause))


def dereference() -> NoReturn:
    """Throw what every use of null throws."""
    fail("NullPointerException", "Attempt to de-reference a null object")
