"""`Datetime`, `Date` and `Time`; the time zone of every user is GMT."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.apexvm import calendar
from tests.apexvm.arithmetic import DAY_MS
from tests.apexvm.errors import fail
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


@static("Date")
@static("System", "today")
def today(*, vm: Machine) -> Date:
    """Give this day."""
    return Date(calendar.day_of(vm.clock()))


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


@static("Datetime", "isLeapYear")
@static("Date", "isLeapYear")
def is_leap_year(year: int) -> bool:
    """Say whether a year has 366 days."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


@static("Date", "newInstance")
def new_date(year: int, month: int, day: int) -> Date:
    """Make a day from its parts."""
    return Date(calendar.day_number(year, month, day))


@static("Date", "valueOf")
def date_value_of(value: Value) -> Date:
    """Read `2026-01-31`; a time after it is left out."""
    if value is None:
        fail("NullPointerException", "Argument cannot be null.")
    if isinstance(value, (Date, Datetime)):
        return value if isinstance(value, Date) else date_part(value)
    found = re.match(r"(\d+)-(\d+)-(\d+)( |$)", to_text(value))
    if not found:
        fail("TypeException", f"Invalid date: {to_text(value)}")
    return new_date(*map(int, found.groups()[:3]))


@static("Date", "parse")
def date_parse(text: str) -> Date:
    """Read `1/31/2026`."""
    found = re.fullmatch(r"(\d+)/(\d+)/(\d+)", text)
    if not found:
        fail("TypeException", f"Invalid date: {text}")
    month, day, year = map(int, found.groups())
    return new_date(year, month, day)


@static("Date")
def days_in_month(year: int, month: int) -> int:
    """Count the days of a month."""
    return calendar.day_number(year, month + 1, 1) - calendar.day_number(year, month, 1)


@method("Date", "addDays")
def date_add_days(this: Date, count: int) -> Date:
    """Move by days."""
    return Date(this.day + count)


@method("Date")
def add_months(this: Date, count: int) -> Date:
    """Move by months, to the last day of a shorter one."""
    start = calendar.date_of(this.day)
    years, index = divmod(start.month - 1 + count, 12)
    year, month = start.year + years, index + 1
    return Date(calendar.day_number(year, month, min(start.day, days_in_month(year, month))))


@method("Date")
def add_years(this: Date, count: int) -> Date:
    """Move by years."""
    return add_months(this, count * 12)


@method("Date")
def days_between(this: Date, other: Date) -> int:
    """Count the days to another."""
    return other.day - this.day


@method("Date")
def months_between(this: Date, other: Date) -> int:
    """Count the months to another, without regard to days."""
    one, another = calendar.date_of(this.day), calendar.date_of(other.day)
    return (another.year - one.year) * 12 + another.month - one.month


@method("Date")
def is_same_day(this: Date, other: Value) -> bool:
    """Say whether the day is the same."""
    return this.day == date_value_of(other).day


@method("Date")
def to_start_of_month(this: Date) -> Date:
    """Give the first day of the month."""
    return Date(this.day - calendar.date_of(this.day).day + 1)


@method("Date")
def to_start_of_week(this: Date) -> Date:
    """Give the Sunday that starts the week."""
    return Date(this.day - calendar.date_of(this.day).isoweekday() % 7)


@method("Date")
def year(this: Date) -> int:
    """Give the year."""
    return calendar.date_of(this.day).year


@method("Date")
def month(this: Date) -> int:
    """Give the month."""
    return calendar.date_of(this.day).month


@method("Date")
def day(this: Date) -> int:
    """Give the day of the month."""
    return calendar.date_of(this.day).day


@method("Date")
def day_of_year(this: Date) -> int:
    """Give the day of the year."""
    return calendar.date_of(this.day).timetuple().tm_yday


@method("Date", "format")
def date_format(this: Date) -> str:
    """Write as the locale en_US does."""
    found = calendar.date_of(this.day)
    return f"{found.month}/{found.day}/{found.year}"


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
