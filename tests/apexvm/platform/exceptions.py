"""The methods of exceptions."""

from __future__ import annotations

from tests.apexvm.errors import exception_message, fail
from tests.apexvm.registry import method
from tests.apexvm.values import Instance, Value


@method("Exception")
def get_message(this: Instance) -> str:
    """Give the message."""
    return exception_message(this)


@method("Exception")
def set_message(this: Instance, message: str | None) -> None:
    """Change the message."""
    this.fields["message"] = message


@method("Exception")
def get_cause(this: Instance) -> Value:
    """Give the exception that led to this one, or null."""
    return this.fields.get("cause")


@method("Exception")
def init_cause(this: Instance, cause: Value) -> None:
    """Set the cause; it can be set once."""
    if this.fields.get("cause") is not None:
        fail("IllegalArgumentException", "Cause already set")
    this.fields["cause"] = cause


@method("Exception")
def get_type_name(this: Instance) -> str:
    """Give the name of the type."""
    return this.cls.told_name


@method("Exception")
def get_line_number(this: Instance) -> Value:
    """Give the line on which it was thrown."""
    return this.fields.get("line")


@method("Exception")
def get_stack_trace_string(this: Instance) -> str:
    """Give the calls that led to it, the innermost first."""
    found: str = this.fields.get("trace") or ""
    return found


@method("Exception")
def get_num_dml(this: Instance) -> int:
    """Count the records that failed."""
    return len(this.fields.get("errors") or ())


@method("Exception")
def get_dml_message(this: Instance, index: int) -> str:
    """Give the message of a record that failed."""
    found: str = this.fields["errors"][index].message
    return found


@method("Exception")
def get_dml_type(this: Instance, index: int) -> Value:
    """Give the status of a record that failed."""
    return this.fields["errors"][index].status
