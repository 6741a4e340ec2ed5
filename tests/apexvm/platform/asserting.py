"""`Assert`, and the older assertions of `System`."""

from __future__ import annotations

from typing import NoReturn

from tests.apexvm.conversion import instance_of, type_of
from tests.apexvm.equality import equal_exactly
from tests.apexvm.errors import fail as throw
from tests.apexvm.registry import static
from tests.apexvm.text import to_text
from tests.apexvm.values import TypeValue, Value


def _failed(message: Value, facts: str = "") -> NoReturn:
    said = "" if message is None else f": {to_text(message)}"
    throw("AssertException", f"Assertion Failed{said}{facts}")


@static("Assert", "areEqual")
@static("System", "assertEquals")
def are_equal(expected: Value, actual: Value, message: Value = None) -> None:
    """Demand that two values are equal."""
    if not equal_exactly(expected, actual):
        _failed(message, f": Expected: {to_text(expected)}, Actual: {to_text(actual)}")


@static("Assert", "areNotEqual")
@static("System", "assertNotEquals")
def are_not_equal(unexpected: Value, actual: Value, message: Value = None) -> None:
    """Demand that two values are different."""
    if equal_exactly(unexpected, actual):
        _failed(message, f": Same value: {to_text(actual)}")


@static("Assert", "isTrue")
@static("System", "assert")
def is_true(condition: Value, message: Value = None) -> None:
    """Demand a condition."""
    if condition is not True:
        _failed(message)


@static("Assert")
def is_false(condition: Value, message: Value = None) -> None:
    """Demand that a condition does not hold."""
    if condition is not False:
        _failed(message)


@static("Assert")
def is_null(value: Value, message: Value = None) -> None:
    """Demand null."""
    if value is not None:
        _failed(message)


@static("Assert")
def is_not_null(value: Value, message: Value = None) -> None:
    """Demand anything but null."""
    if value is None:
        _failed(message)


@static("Assert")
def is_instance_of_type(value: Value, expected: TypeValue, message: Value = None) -> None:
    """Demand a type."""
    if not instance_of(value, expected.type):
        told = "null" if value is None else str(type_of(value))
        _failed(message, f": Expected: {expected.type}, Actual: {told}")


@static("Assert")
def is_not_instance_of_type(value: Value, unexpected: TypeValue, message: Value = None) -> None:
    """Demand another type."""
    if instance_of(value, unexpected.type):
        _failed(message)


@static("Assert")
def fail(message: Value = None) -> None:
    """Fail."""
    _failed(message)
