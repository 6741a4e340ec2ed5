"""Outcomes that are given instead of computed: recorded, cached, or those of the same key."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from pipesmith_runtime.values import json_value

if TYPE_CHECKING:
    from pipesmith_runtime.policy import Execution

Work = Callable[[], Awaitable[Any]]
CACHE, IDEMPOTENT = "@cache", "@idempotent"


@dataclass(frozen=True, slots=True)
class Kept:
    """A value and when it was computed."""

    value: Any
    at: datetime


async def recorded(execution: "Execution", work: Work) -> Any:
    """Give what an earlier process recorded for this address, else work and record."""
    state, address = execution.scope.state, execution.address
    if address in state.recorded:
        execution.given = "store"
        return state.recorded.pop(address)
    value = await work()
    await state.memory.save(state.run_id, address, value)
    if execution.scope.observed:
        from pipesmith_runtime.watching import checkpoint_saved

        checkpoint_saved(execution)
    return value


async def kept(execution: "Execution", work: Work) -> Any:
    """Apply `cache` or `idempotent`."""
    if execution.idempotent is not None:
        return await _once_for_key(execution, f"{execution.name}:{execution.idempotent()}", work)
    key = execution.key() if execution.key is not None else _canonical(execution.inputs())
    return await _fresh(execution, f"{execution.name}:{key}", work)


async def _fresh(execution: "Execution", key: str, work: Work) -> Any:
    state, age = execution.scope.state, timedelta(seconds=execution.site.cache or 0.0)
    known = (await state.memory.load(CACHE)).get(key)
    if known is not None and state.settings.clock.now() < known.at + age:
        execution.given = "cache"
        return known.value
    value = await work()
    await state.memory.save(CACHE, key, Kept(value, state.settings.clock.now()))
    return value


async def _once_for_key(execution: "Execution", key: str, work: Work) -> Any:
    """Give the success of the same key; wait for one under way, and try oneself if that fails."""
    state = execution.scope.state
    while (other := state.shared.get(key)) is not None:
        await asyncio.wait([other])
    known = (await state.memory.load(IDEMPOTENT)).get(key)
    if known is not None:
        execution.given = "idempotent"
        return known.value
    if key in state.shared:
        return await _once_for_key(execution, key, work)
    under_way = state.shared[key] = state.loop.create_future()
    try:
        value = await work()
        await state.memory.save(IDEMPOTENT, key, Kept(value, state.settings.clock.now()))
        return value
    finally:
        del state.shared[key]
        under_way.set_result(None)


def _canonical(arguments: dict[str, Any]) -> str:
    from json import dumps

    plain = json_value(arguments)
    return dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
