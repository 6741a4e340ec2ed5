"""The functions of dates and times, and the texts that stand for them in JSON.

An instant is an aware `datetime` in UTC, a duration a `timedelta`; both hold whole milliseconds.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TypeVar

from pipesmith_runtime.errors import ExpressionFault

Day = TypeVar("Day", date, datetime)

_MILLISECOND = timedelta(milliseconds=1)
_SPANS = {
    "millisecond": _MILLISECOND,
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}

_MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def instant_text(value: datetime) -> str:
    """Write an instant as JSON has it: in UTC, with three digits of a second."""
    return f"{value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


def duration_text(value: timedelta) -> str:
    """Write a duration as ISO 8601: `P1DT2H`, `PT0.25S`, `-PT1M`, `PT0S`."""
    rest = abs(value) // _MILLISECOND
    days, rest = divmod(rest, 86_400_000)
    hours, rest = divmod(rest, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    parts = [f"{hours}H" * bool(hours), f"{minutes}M" * bool(minutes), _seconds_text(rest)]
    clock = "".join(parts)
    day = f"{days}D" * bool(days)
    text = f"P{day}T{clock}" if clock else f"P{day}" if day else "PT0S"
    return f"-{text}" if value < timedelta() else text


def _seconds_text(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    fraction = f".{rest:03}".rstrip("0") if rest else ""
    return f"{seconds}{fraction}S" if milliseconds else ""


def date_add(value: Day, amount: int, unit: str) -> Day:
    """Add units of the calendar; a day that a month lacks becomes its last."""
    try:
        if unit in _MONTHS:
            return _add_months(value, amount * _MONTHS[unit])
        return value + _SPANS[unit] * amount
    except (OverflowError, ValueError):
        raise ExpressionFault("the result lies outside the years 1 to 9999") from None


def _add_months(value: Day, months: int) -> Day:
    year, month = divmod(value.year * 12 + value.month - 1 + months, 12)
    return value.replace(
        year=year, month=month + 1, day=min(value.day, _month_days(year, month + 1))
    )


def _month_days(year: int, month: int) -> int:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 28 + leap if month == 2 else 30 if month in (4, 6, 9, 11) else 31


def date_diff(start: Day, end: Day, unit: str = "day") -> int:
    """Count the whole units from a start to an end."""
    if unit in _MONTHS:
        months = _whole_months(start, end)
        return months // _MONTHS[unit] if months >= 0 else -(-months // _MONTHS[unit])
    passed = end - start
    whole = abs(passed) // _SPANS[unit]
    return whole if passed >= timedelta() else -whole


def _whole_months(start: Day, end: Day) -> int:
    months = (end.year - start.year) * 12 + end.month - start.month
    reached = end.replace(year=2000, month=1), start.replace(year=2000, month=1)
    if months > 0 and reached[0] < reached[1]:
        return months - 1
    return months + 1 if months < 0 and reached[0] > reached[1] else months


def start_of(value: Day, unit: str, timezone: str = "UTC") -> Day:
    """Give the first instant or day of the unit that a value lies in."""
    if not isinstance(value, datetime):
        return _first_day(value, unit)
    zone = _zone(timezone)
    local = value.astimezone(zone).replace(tzinfo=None)
    first = _first_moment(local, unit)
    # Below a day the offset stays: within one hour a zone never changes the length of its minutes.
    if unit in ("millisecond", "second", "minute", "hour"):
        return value - (local - first)
    return first.replace(tzinfo=zone).astimezone(UTC)


def _first_moment(local: datetime, unit: str) -> datetime:
    match unit:
        case "millisecond":
            return local.replace(microsecond=local.microsecond // 1000 * 1000)
        case "second":
            return local.replace(microsecond=0)
        case "minute":
            return local.replace(second=0, microsecond=0)
        case "hour":
            return local.replace(minute=0, second=0, microsecond=0)
        case _:
            first = _first_day(local.date(), unit)
            return datetime(first.year, first.month, first.day)


def _first_day(value: date, unit: str) -> date:
    match unit:
        case "week":
            return date.fromordinal(max(1, value.toordinal() - value.weekday()))
        case "month":
            return value.replace(day=1)
        case "quarter":
            return value.replace(month=(value.month - 1) // 3 * 3 + 1, day=1)
        case "year":
            return value.replace(month=1, day=1)
        case _:
            return value


def to_timezone(value: datetime, timezone: str) -> str:
    """Write an instant as the local time of a zone, with its offset."""
    return _local(value, timezone).isoformat(timespec="milliseconds")


def _local(value: datetime, timezone: str) -> datetime:
    try:
        return value.astimezone(_zone(timezone))
    except (OverflowError, ValueError):
        raise ExpressionFault("the local time lies outside the years 1 to 9999") from None


def _zone(timezone: str) -> tzinfo:
    if timezone == "UTC":
        return UTC
    from zoneinfo import ZoneInfo  # reads the system's zones; few programs need them

    try:
        return ZoneInfo(timezone)
    except (LookupError, ValueError, OSError):
        raise ExpressionFault("there is no time zone of that name") from None


# ---------------------------------------------------------------- patterns

_PART = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*|'")

_WRITTEN: Mapping[str, Callable[[datetime], str]] = {
    "yyyy": lambda v: f"{v.year:04}",
    "yy": lambda v: f"{v.year % 100:02}",
    "MMMM": lambda v: _MONTH_NAMES[v.month - 1],
    "MMM": lambda v: _MONTH_NAMES[v.month - 1][:3],
    "MM": lambda v: f"{v.month:02}",
    "M": lambda v: str(v.month),
    "dd": lambda v: f"{v.day:02}",
    "d": lambda v: str(v.day),
    "EEEE": lambda v: _DAY_NAMES[v.weekday()],
    "EEE": lambda v: _DAY_NAMES[v.weekday()][:3],
    "HH": lambda v: f"{v.hour:02}",
    "H": lambda v: str(v.hour),
    "hh": lambda v: f"{(v.hour - 1) % 12 + 1:02}",
    "h": lambda v: str((v.hour - 1) % 12 + 1),
    "mm": lambda v: f"{v.minute:02}",
    "m": lambda v: str(v.minute),
    "ss": lambda v: f"{v.second:02}",
    "s": lambda v: str(v.second),
    "SSS": lambda v: f"{v.microsecond // 1000:03}",
    "a": lambda v: "AM" if v.hour < 12 else "PM",
    "XXX": lambda v: _offset_text(v),
}
_READ = {
    "yyyy": r"([0-9]{4})",
    "MM": r"([0-9]{2})",
    "M": r"([0-9]{1,2})",
    "dd": r"([0-9]{2})",
    "d": r"([0-9]{1,2})",
}


def _offset_text(value: datetime) -> str:
    offset = value.isoformat()[-6:]
    return "Z" if offset == "+00:00" else offset


def format_date(value: date | datetime, pattern: str, timezone: str = "UTC") -> str:
    """Write a date or time by a pattern."""
    if isinstance(value, datetime):
        moment = _local(value, timezone)
    else:
        moment = datetime(value.year, value.month, value.day, tzinfo=UTC)
    return _PART.sub(lambda part: _written(part, moment), pattern)


def _written(part: re.Match[str], moment: datetime) -> str:
    if part[2] is None:
        return _quoted(part)
    if part[0] in _WRITTEN:
        return _WRITTEN[part[0]](moment)
    raise ExpressionFault(f"`{part[0]}` is not a field of a pattern of dates")


def _quoted(part: re.Match[str]) -> str:
    if part[1] is None:
        raise ExpressionFault("a quote in a pattern of dates is never closed")
    return part[1].replace("''", "'") or "'"


def parse_date(text: str, pattern: str = "yyyy-MM-dd") -> date:
    """Read a date by a pattern of year, month and day."""
    fields: list[str] = []
    found = re.fullmatch(_reading(pattern, fields), text)
    if sorted(fields) != ["M", "d", "y"]:
        raise ExpressionFault(
            "a pattern that reads a date has a year, a month and a day, each once"
        )
    if found is None:
        raise ExpressionFault(f"the text is not a date of the form `{pattern}`")
    parts = dict(zip(fields, map(int, found.groups()), strict=True))
    try:
        return date(parts["y"], parts["M"], parts["d"])
    except ValueError:
        raise ExpressionFault("the text names a day that no calendar has") from None


def _reading(pattern: str, fields: list[str]) -> str:
    """Turn a pattern into a regular expression, and note its fields in order."""
    written, end = [], 0
    for part in _PART.finditer(pattern):
        written += [re.escape(pattern[end : part.start()]), _field(part, fields)]
        end = part.end()
    return "".join([*written, re.escape(pattern[end:])])


def _field(part: re.Match[str], fields: list[str]) -> str:
    if part[2] is None:
        return re.escape(_quoted(part))
    if part[0] not in _READ:
        raise ExpressionFault(f"`{part[0]}` is not a field of a pattern that reads a date")
    fields.append(part[2])
    return _READ[part[0]]
