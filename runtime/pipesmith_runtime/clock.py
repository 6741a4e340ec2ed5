"""Where time comes from."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What a run asks for the time of day; durations come from the event loop's own clock."""

    def now(self) -> datetime:
        """Give the present instant in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Give the present instant in UTC."""
        return datetime.now(UTC)


def milliseconds(instant: datetime) -> datetime:
    """Cut an instant to UTC and whole milliseconds."""
    utc = instant.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def seconds(duration: timedelta | float) -> float:
    """Give a duration in seconds."""
    return duration.total_seconds() if isinstance(duration, timedelta) else float(duration)


def spoken(duration: float) -> str:
    """Write seconds as the language writes durations."""
    whole = round(duration * 1000)
    for unit, size in (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000)):
        if whole and whole % size == 0:
            return f"{whole // size}{unit}"
    return f"{whole}ms"
