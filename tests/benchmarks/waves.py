"""A pipeline runner of the usual kind, for comparison: a graph executed wave by wave.

Stages are looked up by type; their inputs are templates, resolved by regular expression and
validated by pydantic; each runs as a task under a semaphore, with a timeout and a retry loop; the
next wave starts when the last is done.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict
from tests.benchmarks.trivial import step

TEMPLATE = re.compile(r"\{\{\s*(?P<path>[\w.]+)\s*\}\}")


class StepInput(BaseModel):
    """What a step is given."""

    model_config = ConfigDict(extra="forbid")

    values: list[int]


class StepOutput(BaseModel):
    """What a step gives."""

    value: int


@dataclass(frozen=True, slots=True)
class StageConfig:
    """One stage as a configuration file would hold it."""

    id: str
    inputs: tuple[str, ...]
    depends_on: tuple[str, ...] = ()
    timeout: float = 30.0
    retries: int = 2


@dataclass(slots=True)
class Context:
    """What a run knows so far."""

    input: Mapping[str, Any]
    upstream: dict[str, Any] = field(default_factory=dict)

    def resolve(self, template: str) -> Any:
        """Replace a template by what it names."""
        match = TEMPLATE.fullmatch(template)
        if match is None:
            return template
        value: Any = {"input": self.input, "upstream": self.upstream}
        for part in match["path"].split("."):
            value = value[part]
        return value


async def run_step(given: StepInput) -> StepOutput:
    """Do the work of the only component there is."""
    return StepOutput(value=await step(sum(given.values)))


COMPONENTS: dict[str, Callable[[StepInput], Awaitable[StepOutput]]] = {"step": run_step}


async def execute(stages: Mapping[str, StageConfig], given: Mapping[str, Any]) -> dict[str, Any]:
    """Run every stage, and give what each gave."""
    context, limit, waiting = Context(given), asyncio.Semaphore(64), dict(stages)
    while waiting:
        ready = [s for s in waiting.values() if all(d in context.upstream for d in s.depends_on)]
        outputs = await asyncio.gather(*(execute_stage(stage, context, limit) for stage in ready))
        for stage, output in zip(ready, outputs, strict=True):
            context.upstream[stage.id] = output.model_dump()
            del waiting[stage.id]
    return context.upstream


async def execute_stage(
    stage: StageConfig, context: Context, limit: asyncio.Semaphore
) -> StepOutput:
    """Run one stage under its policies."""
    async with limit:
        given = StepInput.model_validate(
            {"values": [context.resolve(text) for text in stage.inputs]}
        )
        for attempt in range(stage.retries + 1):
            try:
                return await asyncio.wait_for(COMPONENTS["step"](given), stage.timeout)
            except (TimeoutError, ConnectionError):
                if attempt == stage.retries:
                    raise
                await asyncio.sleep(0.01)
    raise AssertionError("the last attempt returns or raises")


def chain(length: int) -> dict[str, StageConfig]:
    """Describe W1 and W6."""
    return described((f"s{i}", [f"s{i - 1}"] if i else []) for i in range(length))


def fan_out(width: int) -> dict[str, StageConfig]:
    """Describe W2: the join is a stage too."""
    leaves = [(f"s{i}", list[str]()) for i in range(width)]
    return described([*leaves, ("join", [name for name, _ in leaves])])


def lattice(width: int, depth: int) -> dict[str, StageConfig]:
    """Describe W3."""
    return described(
        (f"s{y}_{x}", [f"s{y - 1}_{x}", f"s{y - 1}_{(x + 1) % width}"] if y else [])
        for y in range(depth)
        for x in range(width)
    )


def described(edges: Any) -> dict[str, StageConfig]:
    """Describe stages by what each reads."""
    return {
        name: StageConfig(
            name,
            tuple(f"{{{{upstream.{one}.value}}}}" for one in read) or ("{{input.seed}}",),
            tuple(read),
        )
        for name, read in edges
    }


async def loop(items: list[int], parallel: int) -> list[int]:
    """Run W4: a pipeline of two stages for each item, as many at once as allowed."""
    body, limit = chain(2), asyncio.Semaphore(parallel)

    async def one(item: int) -> int:
        async with limit:
            outputs = await execute(body, {"seed": item})
            return int(outputs["s1"]["value"])

    return await asyncio.gather(*(one(item) for item in items))
