"""Outcomes that are given instead of computed: recorded, cached, or those of the same key.

A jump out of a statement is no value of it, and never kept.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from pipesmith_runtime.outcome import Jump
from pipesmith_runtime.values import json_value

if TYPE_CHECKING:
    from pipesmith_runtime.policy import Execution

Work = Callable[[], Awaitable[Any]]
Shared = dict[tuple[int, str], "asyncio.Future[None]"]
CACHE, IDEMPOTENT = "@cache", "@idempotent"

_under_way: Final[WeakKeyDictionary[asyncio.AbstractEventLoop, Shared]] = WeakKeyDictionary()
"""What is at work on each loop, by store and key: runs that share a store wait for each other."""


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
    if isinstance(value, Jump):
        return value
    await state.memory.save(state.run_id, address, value)
    if execution.scope.observed:
        from pipesmith_runtime.watching import checkpoint_saved

        checkpoint_saved(execution)
    return value


async def kept(execution: "Execution", work: Work) -> Any:
    """Apply `cache` and `idempotent`, the cache around."""
    if execution.idempotent is not None:
        work = partial(_once_for_key, execution, _key(execution, execution.idempotent()), work)
    if execution.site.cache is None:
        return await work()
    given = execution.inputs() if execution.key is None else execution.key()
    return await _fresh(execution, _key(execution, given), work)


async def _fresh(execution: "Execution", key: str, work: Work) -> Any:
    state, age = execution.scope.state, timedelta(seconds=execution.site.cache or 0.0)
    known = (await state.memory.load(CACHE)).get(key)
    if known is not None and state.settings.clock.now() < known.at + age:
        execution.given = "cache"
        return known.value
    value = await work()
    if isinstance(value, Jump):
        return value
    await state.memory.save(CACHE, key, Kept(value, state.settings.clock.now()))
    return value


async def _once_for_key(execution: "Execution", key: str, work: Work) -> Any:
    """Give the success of the same key; wait for one under way, and try oneself if that fails."""
    state = execution.scope.state
    shared = _under_way.setdefault(state.loop, {})
    place = id(state.memory), key
    while True:
        while (other := shared.get(place)) is not None:
            await asyncio.wait([other])
        known = (await state.memory.load(IDEMPOTENT)).get(key)
        if known is not None:
            execution.given = "idempotent"
            return known.value
        if place not in shared:
            break
    under_way = shared[place] = state.loop.create_future()
    try:
        value = await work()
        if not isinstance(value, Jump):
            await state.memory.save(IDEMPOTENT, key, Kept(value, state.settings.clock.now()))
        return value
    finally:
        del shared[place]
        under_way.set_result(None)


# ---------------------------------------------------------------- keys


def _key(execution: "Execution", value: Any) -> str:
    """Give the key of a value for what is executed.

    It is a hash, because a store keeps keys for long and a secret may be among the arguments.
    """
    from json import dumps

    text = dumps(json_value(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"{_owner(execution)}:{sha256(text.encode()).hexdigest()}"


def _owner(execution: "Execution") -> str:
    """Name what is executed, the same in every process: a function by its module, else a place.

    The iterations of a loop are one place; the statements of two loops are not.
    """
    called = execution.component or execution.call
    code = getattr(getattr(called, "function", None), "__code__", None)
    if code is not None:
        return f"{PurePath(code.co_filename).stem}.{execution.name}"
    frame = execution.scope.frame
    place = re.sub(r"\[\d+\]", "[*]", execution.address)
    return f"{PurePath(frame.path or '').stem}.{frame.name}/{place}"
