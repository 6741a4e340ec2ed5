"""Where time comes from."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime, timedelta


class Clock(Protocol):
    """What a run asks for the time of day; durations come from the event loop's own clock."""

    def now(self) -> "datetime":
        """Give the present instant in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> "datetime":
        """Give the present instant in UTC."""
        from datetime import UTC, datetime

        return datetime.now(UTC)


def milliseconds(instant: "datetime") -> "datetime":
    """Cut an instant to UTC and whole milliseconds."""
    from datetime import UTC

    utc = instant.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def seconds(duration: "timedelta | float") -> float:
    """Give a duration in seconds."""
    return float(duration) if isinstance(duration, int | float) else duration.total_seconds()


def spoken(duration: float) -> str:
    """Write seconds as the language writes durations."""
    whole = round(duration * 1000)
    for unit, size in (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000)):
        if whole and whole % size == 0:
            return f"{whole // size}{unit}"
    return f"{whole}ms"
