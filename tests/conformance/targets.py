"""The targets that conformance pages are run on."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from tests.conformance.pages import Case, Program
from tests.conformance.python_target import PythonTarget


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to: a result or an error as JSON data, attempts by address, seconds."""

    result: Any
    error: Mapping[str, Any] | None
    executions: Mapping[str, int]
    took: float


class Runner(Protocol):
    """A target that can run programs."""

    @property
    def name(self) -> str:
        """Give the name that the command line knows the target by."""

    @property
    def features(self) -> frozenset[str]:
        """Give what it can do of what pages say they need."""

    def refusals(self, program: Program) -> list[str]:
        """Give the slugs of what this target does not do in a sound program."""

    def run(self, program: Program, folder: Path) -> list[Outcome]:
        """Build a program in a folder, and run its cases."""


TARGETS: tuple[Runner, ...] = (PythonTarget(),)
"""Every target that the pages are run on."""

FEATURES = frozenset({"concurrency", "signal"})
"""What a page may need that a target may lack."""
