"""An observer that notes what runs go through."""

from collections import Counter
from collections.abc import Mapping
from posixpath import dirname, relpath

from pipesmith.coverage.model import RAN, Coverage, Point
from pipesmith.coverage.points import (
    EXHAUSTED,
    FELL_BACK,
    LOOPS,
    ON_ERROR,
    RETRIED,
    SKIPPED,
    branch,
    points,
)
from pipesmith.ir.nodes import Program
from pipesmith_runtime import events


def collect(program: Program) -> "Collector":
    """Give an observer for runs of a program, which must be compiled to be traced.

    One observer may watch any number of runs, one after another or at once.
    """
    home = dirname(program.entry.path) or "."
    paths = {relpath(module.path, home): module.path for module in program.modules}
    return Collector(tuple(points(program)), paths)


class Collector:
    """Count what runs go through; `coverage` may be asked for at any time.

    Events know files as they are seen from that of the program; `paths` says how users know them.
    """

    def __init__(self, known: tuple[Point, ...], paths: Mapping[str, str]) -> None:
        self._points, self._paths = known, paths
        self._handlers = {(p.path, p.pipeline): p.key for p in known if p.what == ON_ERROR}
        self._hits: Counter[tuple[str, int, int, str]] = Counter()
        self._turns: dict[tuple[str, str], int] = {}

    @property
    def coverage(self) -> Coverage:
        """Give the points, and how often runs went through each."""
        known = {point.key for point in self._points}
        return Coverage(self._points, {k: n for k, n in self._hits.items() if k in known})

    def __call__(self, event: events.Event) -> None:
        """Take one event."""
        match event:
            case events.StageStarted():
                self._hit(event, RAN)
            case events.StageSkipped():
                self._hit(event, SKIPPED)
            case events.StageRetried():
                self._hit(event, RETRIED)
            case events.StageFailed(error=error) if error.stage == event.address:
                self._exhausted(event, error.type)
            case events.BranchTaken(branch=taken):
                self._hit(event, branch(taken))
            case events.FaultEntered():
                self._fault(event)
            case _:
                self._loop(event)

    def _hit(self, event: events.Event, what: str) -> None:
        origin, path = event.origin, self._path(event)
        if path is not None and origin.line is not None and origin.column is not None:
            self._hits[path, origin.line, origin.column, what] += 1

    def _path(self, event: events.Event) -> str | None:
        return self._paths.get(event.origin.path or "")

    def _exhausted(self, event: events.Event, kind: str) -> None:
        if kind == "RETRY_EXHAUSTED":
            self._hit(event, EXHAUSTED)

    def _fault(self, event: events.FaultEntered) -> None:
        if event.handler == "fallback":
            self._hit(event, FELL_BACK)
            self._exhausted(event, event.error.type)
        if event.handler == ON_ERROR:
            key = self._handlers.get((self._path(event) or "", event.origin.pipeline))
            self._hits.update([key] if key else [])

    def _loop(self, event: events.Event) -> None:
        match event:
            case events.LoopStarted():
                self._turns[event.run_id, event.address] = 0
            case events.LoopIterationStarted():
                self._turns[event.run_id, event.address.rpartition("[")[0]] += 1
            case events.LoopCompleted():
                turns = self._turns.pop((event.run_id, event.address), 0)
                self._hit(event, LOOPS[min(turns, 2)])
            case _:
                pass
