"""What a run came to, beside what its page wants."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.conformance.pages import Case


@dataclass(frozen=True, slots=True)
class Outcome:
    """A result or an error as JSON data, attempts by address, seconds of virtual time."""

    result: Any
    error: Mapping[str, Any] | None
    executions: Mapping[str, int]
    took: float


def problems(case: Case, outcome: Outcome) -> Iterator[str]:
    """Tell in what an outcome is not what a page wants."""
    found = {
        "result": outcome.result,
        "error": outcome.error,
        "executions": outcome.executions,
        "took": round(outcome.took, 6),
    }
    if outcome.error is not None and "result" in case.wanted:
        yield f"the run failed: {outcome.error}"
    for name, wanted in case.wanted.items():
        yield from _unlike(name, wanted, _part(found[name], wanted if name == "error" else None))


def _part(error: Any, wanted: Any) -> Any:
    """Leave of an error the members that the page names, in what it holds too."""
    match error, wanted:
        case dict(), dict():
            return {name: _part(error.get(name), item) for name, item in wanted.items()}
        case list(), list() if len(error) == len(wanted):
            return [_part(*pair) for pair in zip(error, wanted, strict=True)]
        case _:
            return error


def _unlike(name: str, wanted: Any, found: Any) -> Iterator[str]:
    """Compare as JSON text: `1` is not `1.0`, and `true` is not `1`."""
    texts = [json.dumps(each, sort_keys=True) for each in (wanted, found)]
    if texts[0] != texts[1]:
        yield f"{name}: wanted {texts[0]}, found {texts[1]}"
