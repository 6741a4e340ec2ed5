"""`Datetime`; the time zone of every user is GMT."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.apexvm import calendar
from tests.apexvm.arithmetic import DAY_MS
from tests.apexvm.errors import fail
from tests.apexvm.platform.dates import add_months
from tests.apexvm.platform.zones import offset, zone_of
from tests.apexvm.registry import method, static
from tests.apexvm.text import to_text
from tests.apexvm.values import Date, Datetime, Long, Time, Value

if TYPE_CHECKING:
    from tests.apexvm.machine import Machine

_SECOND, _MINUTE, _HOUR = 1000, 60_000, 3_600_000


@static("Datetime")
@static("System", "now")
def now(*, vm: Machine) -> Datetime:
    """Give this instant."""
    return Datetime(vm.clock())


@static("System")
def current_time_millis(*, vm: Machine) -> Long:
    """Give this instant in milliseconds."""
    return Long(vm.clock())


@static("Datetime", "newInstanceGmt")
@static("Datetime", "newInstance")
def new_instance(first: Value, *rest: Value) -> Datetime:
    """Make an instant from its parts, from a day and a time, or from milliseconds."""
    if isinstance(first, Date):
        time = rest[0].ms if rest else 0
        return Datetime((first.day - calendar.day_of(0)) * DAY_MS + time)
    if not rest:
        return Datetime(int(first))
    month, day, hour, minute, second = [*rest, 0, 0, 0][:5]
    ms = hour * _HOUR + minute * _MINUTE + second * _SECOND
    return Datetime(calendar.ms_of(first, month, day, ms))


_WRITTEN = re.compile(r"(\d+)-(\d+)-(\d+) (\d+):(\d+):(\d+)")


@static("Datetime", "valueOfGmt")
@static("Datetime", "valueOf")
def value_of(value: Value) -> Datetime:
    """Read `2026-01-31 13:05:09`."""
    if isinstance(value, Datetime):
        return value
    found = _WRITTEN.fullmatch(to_text(value))
    if not found:
        fail("TypeException", f"Invalid date/time: {to_text(value)}")
    return new_instance(*map(int, found.groups()))


@method("Datetime")
def get_time(this: Datetime) -> Long:
    """Give the milliseconds since 1970."""
    return Long(this.ms)


@method("Datetime", "format")
def format_(this: Datetime, pattern: str = "M/d/yyyy, h:mm a", zone: str = "GMT") -> str:
    """Write by a pattern, as clocks in a zone show it."""
    name, found = zone_of(zone)
    return _formatted(this.ms, pattern, offset(found, this.ms), name)


@method("Datetime")
def format_gmt(this: Datetime, pattern: str) -> str:
    """Write by a pattern, in GMT."""
    return _formatted(this.ms, pattern)


@method("Datetime")
def format_long(this: Datetime) -> str:
    """Write with the name of the zone."""
    return _formatted(this.ms, "M/d/yyyy, h:mm:ss a z")


def _formatted(ms: int, pattern: str, ahead: int = 0, zone: str = "GMT") -> str:
    try:
        return calendar.formatted(ms, pattern, ahead, zone)
    except ValueError as error:
        fail("IllegalArgumentException", str(error))


def _register_parts() -> None:
    parts = {
        "year": lambda moment: moment.year,
        "month": lambda moment: moment.month,
        "day": lambda moment: moment.day,
        "hour": lambda moment: moment.hour,
        "minute": lambda moment: moment.minute,
        "second": lambda moment: moment.second,
        "millisecond": lambda moment: moment.microsecond // 1000,
        "dayOfYear": lambda moment: moment.timetuple().tm_yday,
    }
    for name, read in parts.items():
        for suffix in ("", "Gmt"):
            method("Datetime", name + suffix)(
                lambda this, read=read: read(calendar.instant(this.ms))
            )


_register_parts()


@method("Datetime", "date")
@method("Datetime", "dateGmt")
def date_part(this: Datetime) -> Date:
    """Give the day."""
    return Date(calendar.day_of(this.ms))


@method("Datetime", "time")
@method("Datetime", "timeGmt")
def time_part(this: Datetime) -> Time:
    """Give the time of day."""
    return Time(this.ms % DAY_MS)


def _register_steps() -> None:
    steps = {"addDays": DAY_MS, "addHours": _HOUR, "addMinutes": _MINUTE, "addSeconds": _SECOND}
    for name, size in steps.items():
        method("Datetime", name)(
            lambda this, count, size=size: Datetime(this.ms + int(count) * size)
        )


_register_steps()


@method("Datetime", "addMonths")
def datetime_add_months(this: Datetime, count: int) -> Datetime:
    """Move by months, to the last day of a shorter one."""
    moved = add_months(date_part(this), count)
    return Datetime((moved.day - calendar.day_of(0)) * DAY_MS + this.ms % DAY_MS)


@method("Datetime", "addYears")
def datetime_add_years(this: Datetime, count: int) -> Datetime:
    """Move by years."""
    return datetime_add_months(this, count * 12)


@method("Datetime", "isSameDay")
def datetime_is_same_day(this: Datetime, other: Datetime) -> bool:
    """Say whether the day is the same."""
    return calendar.day_of(this.ms) == calendar.day_of(other.ms)
