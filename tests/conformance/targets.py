"""The targets that conformance pages are run on."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from tests.conformance.apex_target import ApexTarget
from tests.conformance.outcome import Outcome
from tests.conformance.pages import Program
from tests.conformance.python_target import PythonTarget


class Runner(Protocol):
    """A target that can run programs."""

    @property
    def name(self) -> str:
        """Give the name that the command line knows the target by."""

    @property
    def features(self) -> frozenset[str]:
        """Give what it can do of what pages say they need."""

    @property
    def refused(self) -> Mapping[str, frozenset[str]]:
        """Give the slugs of the programs that it refuses, by page and position on it."""

    def refusals(self, program: Program) -> list[str]:
        """Give the slugs of what this target refuses in a sound program."""

    def run(self, program: Program, folder: Path) -> list[Outcome]:
        """Build a program in a folder, and run those of its cases that the target can run."""


TARGETS: tuple[Runner, ...] = (PythonTarget(), ApexTarget())
"""Every target that the pages are run on."""

FEATURES = frozenset({"concurrency", "seconds", "signal"})
"""What a page may need and a target may lack."""
