"""Limits that are computed: what the compiler checks of literal ones is checked here."""

from collections.abc import Mapping
from typing import Any

from pipesmith_runtime.clock import spoken
from pipesmith_runtime.errors import VALIDATION, PipelineError

DURATIONS = ("timeout", "deadline")


def check_limits(policies: Mapping[str, Any]) -> None:
    """Raise VALIDATION unless durations are longer than nothing and counts large enough."""
    for name in DURATIONS:
        seconds = policies.get(name)
        if seconds is not None and seconds <= 0:
            raise _refusal(name, spoken(seconds), "more than 0s")
    concurrency, retry = policies.get("concurrency"), policies.get("retry")
    if concurrency is not None:
        at_least("concurrency", concurrency, 1)
    if retry is not None:
        at_least("retry", retry.count, 0)


def at_least(name: str, count: int, least: int) -> None:
    """Raise VALIDATION unless a count is large enough."""
    if count < least:
        raise _refusal(name, str(count), f"at least {least}")


def _refusal(name: str, found: str, expected: str) -> PipelineError:
    return PipelineError(VALIDATION, f"`{name}` is {found}; expected {expected}")
