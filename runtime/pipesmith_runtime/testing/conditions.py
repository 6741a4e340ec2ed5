"""The conditions that a pipeline puts on its inputs.

A generated pipeline checks them first, by `run.require(condition, name, text, value)`. So it is
entered with a run that answers nothing else, and left at the first other question.
"""

import dis
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any

from pipesmith_runtime.pipelines import MISSING, Pipeline
from pipesmith_runtime.roles import DEFAULT


def holds(pipeline: Pipeline[..., Any], name: str, known: Mapping[str, Any]) -> bool:
    """Say whether the condition of one input holds, given it and the inputs before it."""
    if name not in condition_texts(pipeline):
        return True
    run = _Gate(name)
    given = {
        each: known.get(pipeline.json_name(each), DEFAULT if default is MISSING else default)
        for each, default in pipeline.defaults.items()
    }
    entered = pipeline.function(**{**given, "run": run})
    try:
        entered.send(None)  # type: ignore[attr-defined]  # a coroutine
    except _Left:
        pass
    except Exception:  # a condition that fails does not hold
        return False
    finally:
        entered.close()  # type: ignore[attr-defined]
    return run.verdict


class _Left(BaseException):
    """The pipeline went on to something else than its conditions."""


class _Gate:
    """A run that notes whether one condition holds."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.verdict = True

    def require(self, condition: bool, name: str, text: str, value: object) -> None:
        """Note the condition that is asked about."""
        if name == self._name:
            self.verdict = self.verdict and condition
            raise _Left

    def __getattr__(self, name: str) -> Any:
        raise _Left


@lru_cache(maxsize=256)
def condition_texts(pipeline: Pipeline[..., Any]) -> Mapping[str, tuple[str, ...]]:
    """Give the conditions on each input as the source writes them."""
    names = {pipeline.json_name(name) for name in pipeline.signature.parameters}
    constants = [
        each.argval if each.opname.startswith("LOAD_CONST") else None
        for each in dis.get_instructions(pipeline.function)
    ]
    return {
        name: (text,)
        for name, text in pairwise(constants)
        if isinstance(name, str) and name in names and isinstance(text, str)
    }
