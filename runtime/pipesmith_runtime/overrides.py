"""Answers that a caller gives in place of calls."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pipesmith_runtime.errors import PipelineError


@dataclass(frozen=True, slots=True)
class Returns:
    """Answer a call with a value, after `takes` seconds."""

    value: Any = None
    takes: float = 0.0


@dataclass(frozen=True, slots=True)
class Fails:
    """Answer a call with an error, after `takes` seconds."""

    error: PipelineError
    takes: float = 0.0


@dataclass(frozen=True, slots=True)
class Calls:
    """Let the real call happen, after `takes` seconds."""

    takes: float = 0.0


Answer = Returns | Fails | Calls
Overrides = Callable[[str, str, Mapping[str, Any], int], Answer | None]
"""Answer a call in its place: (address, component, arguments, attempt); None lets it happen."""
