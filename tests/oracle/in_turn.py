"""Virtual time in which one thing is done at a time, as a target without concurrency does.

It holds language 7.5: of the strands that can go on, the first in source order goes on until it
has ended, and nothing is interrupted. So a run has one order, and nothing in it is unclear. What a
limit of time does depends on when the target looks at the clock: a run that reaches one is given
up.
"""

from collections.abc import Callable

from tests.oracle.ending import Failure
from tests.oracle.simulation import Simulation, Strand, T, Work


class OutOfTime(Exception):
    """A limit of time was reached."""


class InTurn(Simulation):
    """The clock of a run that does one thing at a time."""

    def run(self, work: Work[T]) -> Strand:
        """Do work to its end."""
        return self._ended(Strand(work))

    def sleep(self, milliseconds: int) -> Work[None]:
        """Let time pass: nothing else is under way."""
        self.now += max(0, milliseconds)
        yield from ()

    def all_of(self, works: list[Work[T]]) -> Work[list[object]]:
        """Do one after another, each when it can begin. With the first failure the rest is left."""
        strands = [Strand(work) for work in works]
        while waiting := [strand for strand in strands if not strand.done]:
            strand = next(each for each in waiting if each.ready)
            strand.advance()
            if strand.ending is not None:
                _left(strands)
                raise strand.ending
        yield from ()
        return [strand.value for strand in strands]

    def some_of(self, works: list[Work[T]], count: int) -> Work[list[object]]:
        """Do one after another until so many have succeeded."""
        values: list[object] = []
        failures: list[Failure] = []
        strands = [Strand(work) for work in works]
        for strand in strands:
            if len(values) < count:
                self._ended(strand)
                assert strand.ending is None or strand.failure, "no jump leaves a branch"
                if strand.failure is None:
                    values.append(strand.value)
                else:
                    failures.append(strand.failure)
        _left(strands)
        yield from ()
        if len(values) == count:
            return values
        last = failures[-1]
        last.suppressed += [each for each in failures if each is not last]
        raise last

    def within(
        self, milliseconds: int, grace: int, work: Work[T], late: Callable[[], Failure]
    ) -> Work[object]:
        """Do work that nothing interrupts."""
        due = self.now + milliseconds
        try:
            return (yield from work)
        finally:
            if self.now >= due:
                raise OutOfTime

    def _ended(self, strand: Strand) -> Strand:
        while not strand.done:
            strand.advance()
        return strand


def _left(strands: list[Strand]) -> None:
    """Leave what has not begun."""
    for strand in strands:
        strand.work.close()
