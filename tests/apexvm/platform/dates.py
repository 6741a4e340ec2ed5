"""`Date`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.apexvm import calendar
from tests.apexvm.errors import fail
from tests.apexvm.registry import method, static
from tests.apexvm.text import to_text
from tests.apexvm.values import Date, Datetime, Value

if TYPE_CHECKING:
    from tests.apexvm.machine import Machine

_SECOND, _MINUTE, _HOUR = 1000, 60_000, 3_600_000


@static("Date")
@static("System", "today")
def today(*, vm: Machine) -> Date:
    """Give this day."""
    return Date(calendar.day_of(vm.clock()))


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
        return value if isinstance(value, Date) else Date(calendar.day_of(value.ms))
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
