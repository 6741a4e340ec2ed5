"""Tests and properties of `.pipe` files among those of pytest.

Each is an item of its own, named by its title; a failure reads as `pipesmith test` tells it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pipesmith.cli.testing.looking import has_tests

if TYPE_CHECKING:
    from pipesmith.cli.testing.suite import Compiled


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "ProgramFile | None":
    """Collect the programs that have tests."""
    if file_path.suffix == ".pipe" and has_tests(file_path):
        return ProgramFile.from_parent(parent, path=file_path)
    return None


class BrokenTest(Exception):
    """A test failed; the text says why."""


class ProgramFile(pytest.File):
    """A program with tests."""

    def collect(self) -> Iterator["ProgramTest"]:
        """Compile the program, and give its tests."""
        from pipesmith.cli.files import read_source
        from pipesmith.cli.testing.suite import compiled
        from pipesmith.diagnostics.render import render_text

        made = compiled(read_source(str(self.path)))
        if made.program is None or made.bundle is None:
            raise self.CollectError(render_text(made.findings))
        for number, scenario in enumerate(made.program.entry.tests):
            line = scenario.place.line
            yield ProgramTest.from_parent(
                self, name=scenario.title, made=made, number=number, line=line
            )


class ProgramTest(pytest.Item):
    """One test or property."""

    def __init__(self, *, made: "Compiled", number: int, line: int, **rest: Any) -> None:
        super().__init__(**rest)
        self.made = made
        self.number = number
        self.line = line

    def runtest(self) -> None:
        """Run the test."""
        from pipesmith.cli.testing.performing import performed
        from pipesmith.cli.testing.printing import told
        from pipesmith.cli.testing.suite import opened

        with opened(self.made, self.path.parent) as suite:
            verdict = next(performed(suite, [suite.cases[self.number]]))
        if verdict.failure is not None:
            raise BrokenTest(told(verdict, verdict.failure, suite.sources))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Give the failure in the words of the program."""
        if isinstance(excinfo.value, BrokenTest):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Give where the test stands."""
        return self.path, self.line - 1, self.name
