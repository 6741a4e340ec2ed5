"""Virtual time: strands of sequential work that take turns, and a clock that moves when all wait.

A strand is a generator. It yields what it waits for, and goes on when that has come true. Nothing
here is fast and nothing is clever: after every step all conditions are looked at again.

It holds what is said of siblings that fail and are stopped (language 7.4, rules 37 and 41), of
`parallel any` and `parallel n of` (language 6), and of time that runs out (language 6).
"""

from collections import Counter
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeVar

from tests.oracle.ending import Cancelled, Failure, Jump

T = TypeVar("T")
Condition = Callable[[], bool]


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Until:
    """What a strand waits for.

    `settled` is looked at only when nothing else can go on at this instant: what ends other work
    lets everything that happens at the same time happen first.
    """

    condition: Condition
    settled: Condition = _never


Work = Generator[Until, None, T]
"""Sequential work that gives a T."""


class Strand:
    """One piece of work under way."""

    def __init__(self, work: Work[object]) -> None:
        self.work = work
        self.waits = Until(lambda: True)
        self.done = False
        self.value: object = None
        self.ending: Failure | Jump | Cancelled | None = None
        self.stopped = False
        self._cancelling = False

    @property
    def failure(self) -> Failure | None:
        """Give the error that it ended with."""
        return self.ending if isinstance(self.ending, Failure) else None

    @property
    def ready(self) -> bool:
        """Tell whether it can go on."""
        return not self.done and (self._cancelling or self.waits.condition())

    @property
    def reacts(self) -> bool:
        """Tell whether it can go on once all else waits."""
        return not self.done and self.waits.settled()

    def cancel(self) -> None:
        """Stop it at the place where it waits."""
        self._cancelling = not self.done

    def advance(self) -> None:
        """Go on until it waits again, or ends."""
        stop, self._cancelling = self._cancelling, False
        self.stopped |= stop
        try:
            self.waits = self.work.throw(Cancelled()) if stop else next(self.work)
        except StopIteration as end:
            self.done, self.value = True, end.value
        except (Failure, Jump, Cancelled) as ending:
            self.done, self.ending = True, ending


class Simulation:
    """The clock, and all strands in the order in which they were started."""

    def __init__(self) -> None:
        self.now = 0
        self.unclear = False
        """Two things happened at one instant whose order no rule gives and that matters."""
        self.ends: set[int] = set()
        """The instants at which work was stopped."""
        self.failures: Counter[int] = Counter()
        """How many errors arose at each instant."""
        self._strands: list[Strand] = []
        self._alarms: list[int] = []

    def start(self, work: Work[T]) -> Strand:
        """Start work beside all other."""
        strand = Strand(work)
        self._strands.append(strand)
        return strand

    def run(self, work: Work[T]) -> Strand:
        """Let time pass until work has ended."""
        main = self.start(work)
        while not main.done:
            self._turn()
        return main

    def alarm(self, due: int) -> None:
        """Ask the clock to stop at an instant."""
        self._alarms.append(due)

    def sleep(self, milliseconds: int) -> Work[None]:
        """Let time pass."""
        due = self.now + max(0, milliseconds)
        self.alarm(due)
        yield Until(lambda: self.now >= due)

    def _turn(self) -> None:
        """Let the eldest go on that can; else the youngest that reacts, which stands inmost."""
        ready = [strand for strand in self._strands if strand.ready]
        reacting = [strand for strand in self._strands if strand.reacts]
        if ready:
            ready[0].advance()
        elif reacting:
            reacting[-1].advance()
        else:
            self._alarms = sorted(due for due in self._alarms if due > self.now)
            self.now = self._alarms[0]
        self._strands = [strand for strand in self._strands if not strand.done]

    # ------------------------------------------------------------ strands together

    def stopped(self, strands: list[Strand]) -> Work[None]:
        """Cancel strands and wait until they have ended; being cancelled meanwhile is passed on.

        That takes the errors of all of them along, of those too that had ended before.
        """
        if not all(strand.done for strand in strands):
            self.ends.add(self.now)
            self.unclear |= self.failures[self.now] > 1
        for strand in strands:
            strand.cancel()
        cancelled: Cancelled | None = None
        while not all(strand.done for strand in strands):
            try:
                yield Until(lambda: all(strand.done for strand in strands))
            except Cancelled as stop:
                cancelled = stop
                for strand in strands:
                    strand.cancel()
        if cancelled is not None:
            raise _interrupted(cancelled, strands)

    def all_of(self, works: list[Work[T]]) -> Work[list[object]]:
        """Run all at once. The first failure stops the rest, and is raised with theirs attached."""
        strands = [self.start(work) for work in works]

        def ended() -> bool:
            return any(strand.ending is not None for strand in strands)

        yield from self._watched(strands, lambda: all(s.done for s in strands), ended)
        first = [strand for strand in strands if strand.ending is not None]
        if not first:
            return [strand.value for strand in strands]
        self.unclear |= len(first) > 1
        yield from self.stopped(strands)
        raise _with_others(first[0], strands)

    def some_of(self, works: list[Work[T]], count: int) -> Work[list[object]]:
        """Run all at once until so many have succeeded; the rest are stopped."""
        strands = [self.start(work) for work in works]
        won: dict[Strand, int] = {}
        lost: dict[Strand, int] = {}

        def decided() -> bool:
            """Note who has ended, and when."""
            for strand in strands:
                if strand.done:
                    (won if strand.ending is None else lost).setdefault(strand, self.now)
            return len(won) >= count or len(strands) - len(lost) < count

        yield from self._watched(strands, _never, decided)
        yield from self.stopped(strands)
        if len(won) >= count:
            self.unclear |= len(won) > count
            return [strand.value for strand in strands if strand in won][:count]
        last = [strand for strand in lost if lost[strand] == max(lost.values())]
        self.unclear |= len(last) > 1
        raise _with_others(last[-1], strands)

    def _watched(
        self, strands: list[Strand], condition: Condition, settled: Condition
    ) -> Work[None]:
        """Wait; being cancelled stops all strands at once."""
        try:
            yield Until(lambda: condition() and not settled(), settled)
        except Cancelled as stop:
            yield from self.stopped(strands)
            raise _interrupted(stop, strands) from None

    def within(
        self, milliseconds: int, grace: int, work: Work[T], late: Callable[[], Failure]
    ) -> Work[object]:
        """Stop work that takes too long, again after each grace period, and raise in its place.

        What is cancelled from outside still has no more time than that to end.
        """
        strand, due = self.start(work), self.now + milliseconds
        stop: Cancelled | None = None
        expired = False
        while not strand.done:
            try:
                yield from self._until(strand, due)
                is_late = self.now >= due
            except Cancelled as outside:
                stop, is_late = outside, True
            if self.now >= due:
                expired, due = True, self.now + grace
            if is_late:
                self.ends.add(self.now)
                strand.cancel()
        if stop is not None:
            raise _interrupted(stop, [strand])
        if expired and isinstance(strand.ending, Cancelled):
            error = late()
            error.suppressed += strand.ending.errors
            self.failures[self.now] -= sum(each.at == self.now for each in error.suppressed)
            raise error
        self.unclear |= expired or self.now == due
        if strand.ending is not None:
            raise strand.ending
        return strand.value

    def _until(self, strand: Strand, due: int) -> Work[None]:
        """Wait for work to end, but no longer than up to an instant."""
        self.alarm(due)
        yield Until(lambda: strand.done and self.now < due, lambda: self.now >= due)


def _errors(strands: list[Strand]) -> list[Failure]:
    """Give the errors that strands ended with, and those that stopping them left aside."""
    found: list[Failure] = []
    for strand in strands:
        match strand.ending:
            case Failure() as failure:
                found.append(failure)
            case Cancelled(errors=errors):
                found += errors
            case Jump() | None:
                pass
    return found


def _interrupted(stop: Cancelled, strands: list[Strand]) -> Cancelled:
    """Give a cancellation with what failed in the strands that it stopped."""
    stop.errors += [error for error in _errors(strands) if error not in stop.errors]
    return stop


def _with_others(first: Strand, strands: list[Strand]) -> Failure | Jump | Cancelled:
    """Give what the first ended with; the errors of the others are attached, but none to itself."""
    if first.failure is not None:
        others = _errors([strand for strand in strands if strand is not first])
        first.failure.suppressed += [each for each in others if each is not first.failure]
    assert first.ending is not None
    return first.ending
