"""`Time`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.apexvm.arithmetic import DAY_MS
from tests.apexvm.registry import method, static
from tests.apexvm.values import Time

if TYPE_CHECKING:
    pass

_SECOND, _MINUTE, _HOUR = 1000, 60_000, 3_600_000


@static("Time", "newInstance")
def new_time(hour: int, minute: int, second: int, millisecond: int) -> Time:
    """Make a time of day from its parts."""
    return Time(hour * _HOUR + minute * _MINUTE + second * _SECOND + millisecond)


def _register_time() -> None:
    parts = {
        "hour": (_HOUR, 24),
        "minute": (_MINUTE, 60),
        "second": (_SECOND, 60),
        "millisecond": (1, 1000),
    }
    for name, (size, many) in parts.items():
        method("Time", name)(lambda this, size=size, many=many: this.ms // size % many)
        method("Time", f"add{name.capitalize()}s")(
            lambda this, count, size=size: Time((this.ms + count * size) % DAY_MS)
        )


_register_time()
