"""Values that outlive the stage that set them.

They are kept in the run's store: for the run alone where it has none, and for every run with the
same store where it has one that lasts.
"""

from typing import Any, Final

from pipesmith_runtime.roles import operator
from pipesmith_runtime.run import Run
from pipesmith_runtime.values import json_value

STATE: Final = "@state"
"""The run id under which a store keeps what belongs to no single run."""


@operator(name="state.get")
async def state_get(run: Run, key: str, default: Any = None) -> Any:
    """Give what was set under a key, or the default."""
    return (await run.state.memory.load(STATE)).get(key, default)


@operator(name="state.set")
async def state_set(run: Run, key: str, value: Any) -> None:
    """Keep a value under a key, in place of the one before."""
    await run.state.memory.save(STATE, key, json_value(value))
