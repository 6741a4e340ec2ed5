"""Forks: branches that run at once."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, TypeVar, cast, overload

from pipesmith_runtime.errors import VALIDATION, PipelineError
from pipesmith_runtime.fork import Fork, Lane
from pipesmith_runtime.race import Race
from pipesmith_runtime.site import Site
from pipesmith_runtime.stages import Stages

if TYPE_CHECKING:
    from datetime import datetime, timedelta

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")
E = TypeVar("E")
F = TypeVar("F")
G = TypeVar("G")
H = TypeVar("H")
T = TypeVar("T")


class Forks(Stages):
    """The part of a run that does several things at once."""

    __slots__ = ()

    @overload
    async def together(self, a: Awaitable[A], /, *, nested: bool = ...) -> tuple[A]: ...
    @overload
    async def together(
        self, a: Awaitable[A], b: Awaitable[B], /, *, nested: bool = ...
    ) -> tuple[A, B]: ...
    @overload
    async def together(
        self, a: Awaitable[A], b: Awaitable[B], c: Awaitable[C], /, *, nested: bool = ...
    ) -> tuple[A, B, C]: ...
    @overload
    async def together(
        self,
        a: Awaitable[A],
        b: Awaitable[B],
        c: Awaitable[C],
        d: Awaitable[D],
        /,
        *,
        nested: bool = ...,
    ) -> tuple[A, B, C, D]: ...
    @overload
    async def together(
        self,
        a: Awaitable[A],
        b: Awaitable[B],
        c: Awaitable[C],
        d: Awaitable[D],
        e: Awaitable[E],
        /,
        *,
        nested: bool = ...,
    ) -> tuple[A, B, C, D, E]: ...
    @overload
    async def together(
        self,
        a: Awaitable[A],
        b: Awaitable[B],
        c: Awaitable[C],
        d: Awaitable[D],
        e: Awaitable[E],
        f: Awaitable[F],
        /,
        *,
        nested: bool = ...,
    ) -> tuple[A, B, C, D, E, F]: ...
    @overload
    async def together(
        self,
        a: Awaitable[A],
        b: Awaitable[B],
        c: Awaitable[C],
        d: Awaitable[D],
        e: Awaitable[E],
        f: Awaitable[F],
        g: Awaitable[G],
        /,
        *,
        nested: bool = ...,
    ) -> tuple[A, B, C, D, E, F, G]: ...
    @overload
    async def together(
        self,
        a: Awaitable[A],
        b: Awaitable[B],
        c: Awaitable[C],
        d: Awaitable[D],
        e: Awaitable[E],
        f: Awaitable[F],
        g: Awaitable[G],
        h: Awaitable[H],
        /,
        *,
        nested: bool = ...,
    ) -> tuple[A, B, C, D, E, F, G, H]: ...
    @overload
    async def together(self, *awaitables: Awaitable[T], nested: bool = ...) -> tuple[T, ...]: ...
    @overload
    async def together(
        self, *awaitables: Awaitable[Any], nested: bool = ...
    ) -> tuple[Any, ...]: ...
    async def together(self, *awaitables: Awaitable[Any], nested: bool = False) -> tuple[Any, ...]:
        """Start all in order and give their results; raise the first failure in source order.

        A nested fork is part of the fork around it: what fails in it stops the branches of both.
        """
        if not awaitables:
            return ()
        fork = Fork(self, nested)
        last = len(awaitables) - 1
        for order, work in enumerate(awaitables[:last]):
            fork.start(work, Lane(order))
        await fork.join(cast(Coroutine[Any, Any, Any], awaitables[last]), Lane(last))
        return tuple(map(fork.results.__getitem__, range(last + 1)))

    async def any_of(
        self, site: Site, *branches: Callable[[], Awaitable[T]], framed: bool = True
    ) -> T:
        """Give the first result; cancel the rest."""
        return (await self.first_of(site, 1, *branches, framed=framed))[0]

    async def first_of(
        self, site: Site, count: int, *branches: Callable[[], Awaitable[T]], framed: bool = True
    ) -> list[T]:
        """Give the first so many results in branch order; cancel the rest.

        It is not `framed` in a stage that does nothing else.
        """
        with self.block(site) if framed else nullcontext():
            race = Race(self, _possible(count, len(branches)))
            for order, branch in enumerate(branches):
                race.start(branch(), Lane(order))
            await race.join()
            return [race.results[order] for order in sorted(race.results)[:count]]

    async def wait(self, site: Site, duration: "timedelta", framed: bool = True) -> None:
        """Let time pass."""
        around = self.settings.interceptors
        with self.block(site) if framed else nullcontext():
            if all(each.waits(self.address(site.path)) for each in around):
                await asyncio.sleep(max(duration.total_seconds(), 0.0))

    async def wait_until(self, site: Site, instant: "datetime", framed: bool = True) -> None:
        """Wait for an instant; one that has passed is not waited for."""
        await self.wait(site, instant - self.state.settings.clock.now(), framed)


def _possible(count: int, branches: int) -> int:
    if 1 <= count <= branches:
        return count
    raise PipelineError(VALIDATION, f"{count} of {branches} branches: expected 1 to {branches}")
