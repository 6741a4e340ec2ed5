"""Days and instants in the Gregorian calendar of Java, in UTC."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

DAY_MS = 86_400_000
_EPOCH = datetime.date(1970, 1, 1).toordinal()
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January February March April May June July August September October November December"
).split()


def ms_of(year: int, month: int, day: int, ms: int = 0) -> int:
    """Count the milliseconds since 1970; months and days beyond their range run over."""
    return (day_number(year, month, day) - _EPOCH) * DAY_MS + ms


def day_number(year: int, month: int, day: int) -> int:
    """Number a day; months and days beyond their range run over."""
    years, index = divmod(month - 1, 12)
    return datetime.date(year + years, index + 1, 1).toordinal() + day - 1


def date_of(day: int) -> datetime.date:
    """Give a numbered day."""
    return datetime.date.fromordinal(day)


def day_of(ms: int) -> int:
    """Number the day of an instant."""
    return ms // DAY_MS + _EPOCH


def instant(ms: int) -> datetime.datetime:
    """Give an instant in UTC."""
    start = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone(datetime.timedelta(), "GMT"))
    return start + datetime.timedelta(milliseconds=ms)


def ms_of_instant(moment: datetime.datetime) -> int:
    """Give an instant in milliseconds; one without a zone is in UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
    start = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
    return (aware - start) // datetime.timedelta(milliseconds=1)


def date_text(day: int) -> str:
    """Write a day: `2026-01-31`."""
    return date_of(day).isoformat()


def time_text(ms: int) -> str:
    """Write a time: `13:05:09.000Z`."""
    seconds, rest = divmod(ms, 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}:{minute:02}:{second:02}.{rest:03}Z"


def text(ms: int) -> str:
    """Write an instant as `String.valueOf` does: `2026-01-31 13:05:09`."""
    return formatted(ms, "yyyy-MM-dd HH:mm:ss")


def iso(ms: int) -> str:
    """Write an instant as JSON has it: `2026-01-31T13:05:09.000Z`."""
    return formatted(ms, "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'")


Letter = Callable[[datetime.datetime, int], str]


def _number(of: Callable[[datetime.datetime], int]) -> Letter:
    return lambda moment, width: str(of(moment)).zfill(width)


def _year(moment: datetime.datetime, width: int) -> str:
    return f"{moment.year % 100:02}" if width == 2 else str(moment.year).zfill(width)


def _month(moment: datetime.datetime, width: int) -> str:
    name = _MONTHS[moment.month - 1]
    return str(moment.month).zfill(width) if width < 3 else name if width > 3 else name[:3]


def _weekday(moment: datetime.datetime, width: int) -> str:
    name = _DAYS[moment.weekday()]
    return name if width > 3 else name[:3]


def _zone_name(moment: datetime.datetime, width: int) -> str:
    short = moment.tzname() or "GMT"
    return "Greenwich Mean Time" if width > 3 and short == "GMT" else short


def _offset(moment: datetime.datetime, width: int) -> str:
    return moment.strftime("%z")


def _iso_offset(moment: datetime.datetime, width: int) -> str:
    written = moment.strftime("%z")
    if written == "+0000":
        return "Z"
    return {1: written[:3], 2: written}.get(width, f"{written[:3]}:{written[3:]}")


_LETTERS: dict[str, Letter] = {
    "y": _year,
    "M": _month,
    "d": _number(lambda moment: moment.day),
    "D": _number(lambda moment: moment.timetuple().tm_yday),
    "H": _number(lambda moment: moment.hour),
    "k": _number(lambda moment: moment.hour or 24),
    "h": _number(lambda moment: moment.hour % 12 or 12),
    "K": _number(lambda moment: moment.hour % 12),
    "m": _number(lambda moment: moment.minute),
    "s": _number(lambda moment: moment.second),
    "S": _number(lambda moment: moment.microsecond // 1000),
    "a": lambda moment, width: "AM" if moment.hour < 12 else "PM",
    "E": _weekday,
    "u": _number(lambda moment: moment.isoweekday()),
    "G": lambda moment, width: "AD",
    "Z": _offset,
    "X": _iso_offset,
    "z": _zone_name,
}
_PATTERN = re.compile(r"'((?:[^']|'')*)'|(([A-Za-z])\3*)|(.)", re.DOTALL)


def formatted(ms: int, pattern: str, ahead: int = 0, zone: str = "GMT") -> str:
    """Write an instant by a pattern of Java's SimpleDateFormat, as clocks of a zone show it."""
    moment = instant(ms)
    if ahead:
        moment = moment.astimezone(datetime.timezone(datetime.timedelta(milliseconds=ahead), zone))
    return "".join(_piece(found, moment) for found in _PATTERN.finditer(pattern))


def _piece(found: re.Match[str], moment: datetime.datetime) -> str:
    quoted, run, letter, other = found.groups()
    if letter:
        if letter not in _LETTERS:
            raise ValueError(f"Illegal pattern character '{letter}'")
        return _LETTERS[letter](moment, len(run))
    if quoted is not None:
        return quoted.replace("''", "'") or "'"
    return str(other)
