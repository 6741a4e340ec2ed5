"""How long to wait before each retry (rule 33)."""

from dataclasses import dataclass

from pipesmith_runtime.errors import RETRIED_BY_DEFAULT


@dataclass(frozen=True, slots=True)
class Fixed:
    """Wait the same time before each retry."""

    delay: float

    def before(self, retry: int) -> float:
        """Give the seconds to wait before the retry of this number, from 1."""
        return self.delay


@dataclass(frozen=True, slots=True)
class Linear:
    """Wait one step longer each time, up to a limit."""

    start: float
    step: float
    limit: float | None = None

    def before(self, retry: int) -> float:
        """Give the seconds to wait before the retry of this number, from 1."""
        return _limited(self.start + self.step * (retry - 1), self.limit)


@dataclass(frozen=True, slots=True)
class Exponential:
    """Wait some times longer each time, up to a limit."""

    start: float
    factor: float = 2.0
    limit: float | None = None

    def before(self, retry: int) -> float:
        """Give the seconds to wait before the retry of this number, from 1."""
        try:
            delay = self.start * self.factor ** (retry - 1)
        except OverflowError:
            delay = float("inf")
        return _limited(delay, self.limit)


Backoff = Fixed | Linear | Exponential


@dataclass(frozen=True, slots=True)
class Retry:
    """Try again up to `count` times on the errors named in `on`."""

    count: int
    backoff: Backoff | None = None
    jitter: float | None = None
    on: tuple[str, ...] = RETRIED_BY_DEFAULT

    def delay(self, retry: int, random: float, retry_after: float | None = None) -> float:
        """Give the seconds before a retry; `random` is from [0, 1), and 0.5 means no jitter."""
        delay = self.backoff.before(retry) if self.backoff else 0.0
        if self.jitter:
            delay *= 1 + self.jitter * (2 * random - 1)
        whole = delay if delay == float("inf") else round(delay * 1000) / 1000
        return max(whole, retry_after or 0.0)


def _limited(delay: float, limit: float | None) -> float:
    return delay if limit is None else min(limit, delay)
