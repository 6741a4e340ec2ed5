"""`System`, `UserInfo`, `Label` and what else has no theme of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.apexvm import hashing
from tests.apexvm.equality import equal_exactly
from tests.apexvm.registry import enum, static
from tests.apexvm.text import to_text
from tests.apexvm.values import EnumValue, Id, Value

if TYPE_CHECKING:
    from tests.apexvm.machine import Machine

enum("LoggingLevel", "NONE INTERNAL FINEST FINER FINE DEBUG INFO WARN ERROR")
enum("AccessLevel", "SYSTEM_MODE USER_MODE")


@static("System")
def debug(first: Value, *rest: Value, vm: Machine) -> None:
    """Write to the log of the machine."""
    level = first.name if rest and isinstance(first, EnumValue) else "DEBUG"
    vm.debug_log.append(f"{level}|{to_text(rest[-1] if rest else first)}")


@static("System")
def is_queueable(*, vm: Machine) -> bool:
    """Say whether a queued job runs."""
    return vm.running_job is not None


@static("System", "isBatch")
@static("System", "isFuture")
@static("System", "isScheduled")
def never() -> bool:
    """Say no: none of these runs here."""
    return False


@static("System")
def equals(left: Value, right: Value) -> bool:
    """Compare as `equals` does, where both may be null."""
    return equal_exactly(left, right)


@static("System")
def hash_code(value: Value) -> int:
    """Give a hash code; that of null is zero."""
    return hashing.hash_code(value)


@static("UserInfo")
def get_user_id(*, vm: Machine) -> Id:
    """Give the identifier of the user."""
    return Id(vm.run_as)


@static("UserInfo")
def get_user_name() -> str:
    """Give the name that the user logs in with."""
    return "admin@example.com"


@static("UserInfo")
def get_name() -> str:
    """Give the full name of the user."""
    return "Admin User"


@static("UserInfo")
def get_organization_id() -> Id:
    """Give the identifier of the org."""
    return Id("00D000000000001AAA")


@static("UserInfo")
def get_locale() -> str:
    """Give the locale of the user."""
    return "en_US"
