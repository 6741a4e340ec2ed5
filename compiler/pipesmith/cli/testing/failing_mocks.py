"""The mock whose own expression failed, by the line where that happened."""

from collections.abc import Iterator
from types import TracebackType

from pipesmith.cli.testing.suite import Case
from pipesmith.ir import nodes as n


def failing_mock(raised: BaseException, case: Case) -> n.Mock | None:
    """Give the mock that could not answer, None where something else failed."""
    lines = {*_lines(raised.__traceback__, case)}
    for mock in case.scenario.mocks:
        if not lines.isdisjoint(range(mock.place.line, mock.place.end_line + 1)):
            return mock
    return None


def _lines(traceback: TracebackType | None, case: Case) -> Iterator[int]:
    """Give the lines of the program that a failure passed in the code of its tests."""
    while traceback is not None:
        if traceback.tb_frame.f_globals.get("__name__") == case.function.__module__:
            yield traceback.tb_lineno
        traceback = traceback.tb_next
