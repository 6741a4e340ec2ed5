"""`JSON`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.apexvm.errors import fail
from tests.apexvm.json_reading import read, typed, untyped
from tests.apexvm.json_writing import Writer
from tests.apexvm.registry import static
from tests.apexvm.values import TypeValue, Value

if TYPE_CHECKING:
    from tests.apexvm.machine import Machine


@static("JSON")
def serialize(value: Value, suppress_nulls: bool = False) -> str:
    """Write JSON without spaces."""
    return Writer(suppress_nulls, pretty=False).write(value)


@static("JSON")
def serialize_pretty(value: Value, suppress_nulls: bool = False) -> str:
    """Write JSON with lines and indentation."""
    return Writer(suppress_nulls, pretty=True).write(value)


@static("JSON")
def deserialize_untyped(text: Value) -> Value:
    """Read JSON as maps, lists and simple values."""
    return untyped(read(_text(text)))


@static("JSON")
def deserialize(text: Value, wanted: TypeValue, *, vm: Machine) -> Value:
    """Read JSON as a type; keys that it lacks are left out."""
    return typed(read(_text(text)), wanted.type, vm, strict=False)


@static("JSON")
def deserialize_strict(text: Value, wanted: TypeValue, *, vm: Machine) -> Value:
    """Read JSON as a type; keys that it lacks are refused."""
    return typed(read(_text(text)), wanted.type, vm, strict=True)


def _text(text: Value) -> str:
    if text is None:
        fail("NullPointerException", "Argument cannot be null.")
    return str(text)
