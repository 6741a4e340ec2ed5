"""Loops: a scope for each iteration, one after another or several at once."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator
from typing import Any, Literal, Self, TypeVar, overload

from pipesmith_runtime.errors import EXECUTION, PipelineError
from pipesmith_runtime.fork import Fork, Lane, Work
from pipesmith_runtime.forks import Forks
from pipesmith_runtime.iteration import in_iteration
from pipesmith_runtime.limiting import at_least
from pipesmith_runtime.outcome import Outcome, Skip
from pipesmith_runtime.site import Site

T = TypeVar("T")
R = TypeVar("R")

Body = Callable[..., Awaitable[Any]]


class Loops(Forks):
    """The part of a run that repeats things."""

    __slots__ = ()

    def each(self, site: Site, items: Iterable[T]) -> Iterator[tuple[Self, T]]:
        """Go through items one after another, with a scope for each."""
        known = items if isinstance(items, Collection) else list(items)
        if not self.observed:
            return self._each(site, known)
        count = len(known)
        turns = self._observed_turns(site, count, lambda turn: turn < count)
        return zip(turns, known, strict=False)

    def _each(self, site: Site, items: Iterable[T]) -> Iterator[tuple[Self, T]]:
        scope = self.within(site.path, 0)
        for turn, item in enumerate(items):
            scope.index = turn
            yield scope, item

    def repeat(self, site: Site, count: int) -> Iterator[Self]:
        """Go round so many times, with a scope for each turn; not at all when that is below 1."""
        turns = max(count, 0)
        return self._turns(site, turns, lambda turn: turn < turns)

    def loop(self, site: Site, condition: Callable[[], bool], limit: int) -> Iterator[Self]:
        """Go round while a condition holds, at most `limit` times."""
        self._at_least_one(site, "max", limit)

        def more(turn: int) -> bool:
            if not condition():
                return False
            if turn < limit:
                return True
            message = f"the condition still holds after {limit} iterations"
            raise self.located(PipelineError(EXECUTION, message), site)

        return self._turns(site, None, more)

    def _turns(self, site: Site, count: int | None, more: Callable[[int], bool]) -> Iterator[Self]:
        if self.observed:
            yield from self._observed_turns(site, count, more)
            return
        scope, turn = self.within(site.path, 0), 0
        while more(turn):
            scope.index = turn
            yield scope
            turn += 1

    def _observed_turns(
        self, site: Site, count: int | None, more: Callable[[int], bool]
    ) -> Iterator[Self]:
        self.state.watching.loop_started(self, site, count)
        turn = 0
        try:
            while more(turn):
                self.state.watching.iteration_started(self, site, turn)
                yield self.within(site.path, turn)
                self.state.watching.iteration_completed(self, site, turn)
                turn += 1
        finally:
            self.state.watching.loop_completed(self, site, turn)

    @overload
    async def foreach(
        self,
        site: Site,
        items: Iterable[T],
        body: Callable[[Any, T], Awaitable[R | Skip]],
        *,
        parallel: int,
        collect: Literal[False] = False,
        indexed: Literal[False] = False,
    ) -> list[R]: ...
    @overload
    async def foreach(
        self,
        site: Site,
        items: Iterable[T],
        body: Callable[[Any, T, int], Awaitable[R | Skip]],
        *,
        parallel: int,
        collect: Literal[False] = False,
        indexed: Literal[True],
    ) -> list[R]: ...
    @overload
    async def foreach(
        self,
        site: Site,
        items: Iterable[T],
        body: Callable[[Any, T], Awaitable[R | Skip]],
        *,
        parallel: int,
        collect: Literal[True],
        indexed: Literal[False] = False,
    ) -> list[Outcome[R]]: ...
    @overload
    async def foreach(
        self,
        site: Site,
        items: Iterable[T],
        body: Callable[[Any, T, int], Awaitable[R | Skip]],
        *,
        parallel: int,
        collect: Literal[True],
        indexed: Literal[True],
    ) -> list[Outcome[R]]: ...
    async def foreach(
        self,
        site: Site,
        items: Iterable[Any],
        body: Body,
        *,
        parallel: int = 1,
        collect: bool = False,
        indexed: bool = False,
    ) -> list[Any]:
        """Run an iteration for each item, at most `parallel` at once; results in input order."""
        self._at_least_one(site, "parallel", parallel)
        known = items if isinstance(items, Collection) else list(items)
        if self.observed:
            self.state.watching.loop_started(self, site, len(known))
        results: list[Any] = [None] * len(known)
        work = self._worker(site, body, collect, indexed, iter(enumerate(known)), results)
        await self._share(work, len(known), parallel)
        if self.observed:
            self.state.watching.loop_completed(self, site, len(known))
        return [result for result in results if not isinstance(result, Skip)]

    async def _share(self, work: Callable[[Lane], Work], count: int, parallel: int) -> None:
        """Let at most so many strands, and no more than there are items, do the same work.

        The first does it alone until it waits, and nobody else is needed where it never does.
        """
        if not count:
            return
        fork = Fork(self)
        for order in range(1, min(parallel, count)):
            fork.start_later(work, Lane(order))
        first = Lane(0)
        await fork.join(work(first), first)

    def _worker(
        self,
        site: Site,
        body: Body,
        collect: bool,
        indexed: bool,
        shared: Iterator[tuple[int, Any]],
        results: list[Any],
    ) -> Callable[[Lane], Work]:
        """Give what runs iterations for as long as items are left; workers share one iterator."""
        one = self._iteration(site, body, collect, indexed)

        async def plain(lane: Lane) -> None:
            scope = self.within(site.path, 0)
            for index, item in shared:
                lane.order = scope.index = index
                try:
                    results[index] = await (
                        body(scope, item, index) if indexed else body(scope, item)
                    )
                except Exception as failure:
                    error = in_iteration(scope, site, failure)
                    if error is failure:
                        raise
                    raise error from error.__cause__

        async def layered(lane: Lane) -> None:
            for index, item in shared:
                lane.order = index
                results[index] = await one(item, index)

        return layered if collect or self.observed else plain

    def _iteration(self, site: Site, body: Body, collect: bool, indexed: bool) -> Body:
        """Give what runs one item at its index."""

        async def plain(item: Any, index: int) -> Any:
            scope = self.within(site.path, index)
            try:
                return await (body(scope, item, index) if indexed else body(scope, item))
            except Exception as failure:
                error = in_iteration(scope, site, failure)
                if error is failure:
                    raise
                raise error from error.__cause__

        async def collected(item: Any, index: int) -> Any:
            try:
                value = await one(item, index)
            except PipelineError as error:
                if error.matches("cancellation"):
                    raise
                return Outcome(False, None, error, index)
            return Outcome(True, None if isinstance(value, Skip) else value, None, index)

        async def watched(item: Any, index: int) -> Any:
            self.state.watching.iteration_started(self, site, index)
            value = await plain(item, index)
            self.state.watching.iteration_completed(self, site, index)
            return value

        one = watched if self.observed else plain
        return collected if collect else one

    def _at_least_one(self, site: Site, what: str, count: int) -> None:
        try:
            at_least(what, count, 1)
        except PipelineError as error:
            raise self.located(error, site) from None
