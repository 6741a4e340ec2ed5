"""`TimeZone`, by the data of the IANA."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from tests.apexvm import calendar
from tests.apexvm.registry import PlatformObject, static
from tests.apexvm.values import Datetime

if TYPE_CHECKING:
    from tests.apexvm.machine import Machine

_FIRST = calendar.ms_of(1, 1, 3)
_LAST = calendar.ms_of(9999, 12, 29)
"""Python knows zones between these days; before and after them, they are as on these."""

_CUSTOM = re.compile(r"GMT([+-])(\d{1,2}):?(\d\d)?")


class TimeZone(PlatformObject, apex="TimeZone"):
    """A time zone."""

    def __init__(self, name: str, zone: datetime.tzinfo) -> None:
        self._name = name
        self._zone = zone

    @property
    def told(self) -> str:
        """The name."""
        return self._name

    def get_id(self) -> str:
        """Give the name."""
        return self._name

    def to_string(self) -> str:
        """Give the name."""
        return self._name

    def get_offset(self, moment: Datetime) -> int:
        """Give how far clocks are ahead of GMT, in milliseconds."""
        return offset(self._zone, moment.ms)


def offset(zone: datetime.tzinfo, ms: int) -> int:
    """Give how far clocks are ahead of GMT, in milliseconds."""
    within = min(max(ms, _FIRST), _LAST)
    ahead = calendar.instant(within).astimezone(zone).utcoffset() or datetime.timedelta()
    return round(ahead.total_seconds() * 1000)


def zone_of(name: str) -> tuple[str, datetime.tzinfo]:
    """Find a zone; a name that is not known means GMT."""
    custom = _CUSTOM.fullmatch(name)
    if custom:
        return _fixed(custom)
    if name in available_timezones():
        return name, ZoneInfo(name)
    return "GMT", datetime.UTC


def _fixed(custom: re.Match[str]) -> tuple[str, datetime.tzinfo]:
    hours, minutes = int(custom[2]), int(custom[3] or 0)
    ahead = datetime.timedelta(hours=hours, minutes=minutes)
    name = f"GMT{custom[1]}{hours:02}:{minutes:02}"
    return name, datetime.timezone(ahead if custom[1] == "+" else -ahead)


@static("TimeZone")
def get_time_zone(name: str) -> TimeZone:
    """Find a time zone by its name."""
    return TimeZone(*zone_of(name))


@static("UserInfo", "getTimeZone")
def user_time_zone(*, vm: Machine) -> TimeZone:
    """Give the time zone of the user."""
    return TimeZone("GMT", datetime.UTC)
