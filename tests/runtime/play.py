"""How runtime tests run a body: as a pipeline, in virtual time, with what happened kept."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from pipesmith_runtime import FRESH, Fixed, PipelineError, Retry, Run, Site, operator, pipeline
from pipesmith_runtime.errors import EXECUTION
from pipesmith_runtime.events import Event
from pipesmith_runtime.pipelines import Pipeline
from pipesmith_runtime.virtual_clock import VirtualClock

Body = Callable[[Run], Awaitable[Any]]


class Middle:
    """A source of randomness that means no jitter."""

    def random(self) -> float:
        """Give the middle."""
        return 0.5


@dataclass
class Played:
    """What a run came to."""

    value: Any = None
    error: PipelineError | None = None
    took: float = 0.0
    events: list[Event] = field(default_factory=list)

    @property
    def failed(self) -> PipelineError:
        """Give the error; there must be one."""
        assert self.error is not None, f"the run gave {self.value!r}"
        return self.error

    def of(self, kind: type[Event]) -> list[Any]:
        """Give the events of one kind."""
        return [event for event in self.events if type(event) is kind]


def piped(body: Body, **options: Any) -> Pipeline[..., Any]:
    """Make a pipeline `played` of a body."""

    async def played(*, run: Run = FRESH) -> Any:
        return await body(run)

    return pipeline(**options)(played)


def play(body: Body, observe: bool = True, **given: Any) -> Played:
    """Run a body as a pipeline on a virtual clock."""
    return play_pipeline(piped(body), observe, **given)


def play_pipeline(whole: Pipeline[..., Any], observe: bool = True, **given: Any) -> Played:
    """Run a pipeline on a virtual clock; failures are kept, not raised."""
    clock, played = VirtualClock(), Played()
    if observe:
        given["observer"] = played.events.append
    run = Run(clock=clock, **{"random": Middle(), **given})

    async def main() -> None:
        try:
            played.value = await whole(run=run)
        except PipelineError as error:
            played.error = error

    clock.run(main())
    played.took = round(clock.elapsed, 6)
    return played


def site(path: str = "s", **policies: Any) -> Site:
    """Give a site; without policies it has the timeout that every component has."""
    return Site(path, 4, 3, **{"timeout": 30.0, **policies})


def retried(count: int, delay: float = 1.0, *on: str) -> Retry:
    """Give a retry with a fixed delay."""
    return Retry(count, Fixed(delay), None, on or ("connectivity", "timeout", "rate_limit"))


@operator
async def after(run: Run, seconds: float, value: Any) -> Any:
    """Give a value, or raise it, after some time."""
    await asyncio.sleep(seconds)
    if isinstance(value, Exception):
        raise value
    return value


def broken(name: str) -> PipelineError:
    """Give an error of that message."""
    return PipelineError(EXECUTION, name)
