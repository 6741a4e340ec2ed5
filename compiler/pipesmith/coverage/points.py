"""What of a program can be covered.

Reads     the IR.
Gives     a point for each stage, branch, catch, loop count, retry and fallback, in source order.
Reports   nothing.
Promises  same program, same points; a point that no run can reach is given too.
Leaves    what runs went through to `collecting`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pipesmith.coverage.model import RAN, Point
from pipesmith.ir import nodes as n
from pipesmith.ir.addresses import addressed_blocks

SKIPPED, RETRIED, EXHAUSTED, FELL_BACK = "skipped", "retried", "retries exhausted", "fell back"
ON_ERROR = "on error"
LOOPS = {0: "no iteration", 1: "one iteration", 2: "many iterations"}


def points(program: n.Program) -> Iterator[Point]:
    """Give all that can be covered in a program."""
    for module in program.modules:
        for pipeline in module.pipelines:
            yield from Points(module.path, pipeline).all()


def branch(taken: str) -> str:
    """Give the words for a branch, as events name it."""
    return f"branch {taken}" if taken.isdigit() else taken


@dataclass(frozen=True, slots=True)
class Points:
    """Gives the points of one pipeline."""

    path: str
    pipeline: n.Pipeline

    def all(self) -> Iterator[Point]:
        """Give the points of the body and of `on error`."""
        yield from self._block(self.pipeline.body, "")
        if self.pipeline.on_error is not None:
            place = self.pipeline.place
            yield self._point(place, "on_error", ON_ERROR)
            yield from self._block(self.pipeline.on_error.body, "on_error/")

    def _point(self, place: n.Place, address: str, what: str) -> Point:
        return Point(self.path, place.line, place.column, self.pipeline.name, address, what)

    def _block(self, block: n.Block, prefix: str) -> Iterator[Point]:
        for statement in block.statements:
            if isinstance(statement, n.Stage):
                address = f"{prefix}{statement.segment}"
                for what in _ways(statement):
                    yield self._point(statement.place, address, what)
                for inner, below in addressed_blocks(statement.body, address):
                    yield from self._block(inner, f"{below}/")


def _ways(stage: n.Stage) -> Iterator[str]:
    """Give what can happen to a stage."""
    if isinstance(stage.body, n.ComponentCall | n.PipelineCall | n.Wait | n.Signal):
        yield RAN
    policies = stage.policies
    if policies.when is not None:
        yield SKIPPED
    if policies.retry is not None and not _never(policies.retry.count):
        yield from (RETRIED, EXHAUSTED)
    if policies.fallback is not None:
        yield FELL_BACK
    yield from _branches(stage.body)


def _never(count: n.Expression) -> bool:
    return isinstance(count, n.IntValue) and count.value == 0


def _branches(body: n.Body) -> Iterator[str]:
    match body:
        case n.If(arms=arms):
            yield from (branch(str(number)) for number in range(1, len(arms) + 1))
            yield "else"
        case n.Switch(cases=cases, exhaustive=exhaustive, otherwise=otherwise):
            yield from (branch(str(number)) for number in range(1, len(cases) + 1))
            yield from () if exhaustive and otherwise is None else ("else",)
        case n.Foreach() | n.While() | n.Repeat():
            yield from LOOPS.values()
        case n.Try(catches=catches):
            for number in range(1, len(catches) + 1):
                yield "catch" if number == 1 else f"catch#{number}"
        case _:
            return
