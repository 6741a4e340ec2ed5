"""What a generated pipeline says of its stages: their addresses, types, and what waits for what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, get_type_hints

from pipesmith_runtime.addresses import without_indexes
from pipesmith_runtime.errors import VALIDATION, PipelineError
from pipesmith_runtime.roles import Callee, component_of
from pipesmith_runtime.signals import Signal

if TYPE_CHECKING:
    from pipesmith_runtime.pipelines import Pipeline


@dataclass(frozen=True, slots=True)
class Known:
    """One stage: where it stands, what it does, and the type of what its call gives.

    `calls` is false of control statements, which give what their stages make them give.
    """

    address: str
    does: str
    path: str | None
    line: int
    calls: bool
    type: Any = None


@dataclass(slots=True)
class Stages:
    """The stages of a pipeline and of those it calls, by address without indexes."""

    known: dict[str, Known] = field(default_factory=dict)
    after: dict[str, set[str]] = field(default_factory=dict)
    """The stages that wait for a stage, directly."""

    def behind(self, address: str) -> set[str]:
        """Give the stages that wait for a stage, directly or not."""
        found: set[str] = set()
        pending = [address]
        while pending:
            new = self.after.get(pending.pop(), set()) - found
            found |= new
            pending += new
        return found


def stages_of(pipeline: "Pipeline[..., Any]") -> Stages:
    """Give the stages of a generated pipeline, or refuse one that was written by hand."""
    stages = Stages()
    _gather(pipeline, "", stages)
    return stages


def _gather(pipeline: "Pipeline[..., Any]", prefix: str, stages: Stages) -> None:
    from pipesmith_runtime.pipelines import Pipeline

    graph = pipeline.__pipesmith__.get("graph")
    if graph is None:
        message = f"the stages of `{pipeline.name}` are not known: it was not generated"
        raise PipelineError(VALIDATION, message, of_input=True)
    names = _callables(pipeline.function.__globals__)
    for row in graph["stages"]:
        address = prefix + row["address"]
        plain, called = without_indexes(address), names.get(row["does"])
        kind = _result(called)
        place = pipeline.source, row["line"]
        known = Known(address, row["does"], *place, called is not None, kind)
        stages.known[plain] = known
        if isinstance(called, Pipeline):
            _gather(called, f"{address}/", stages)
    for before, after in graph["edges"]:
        start, end = without_indexes(prefix + before), without_indexes(prefix + after)
        stages.after.setdefault(start, set()).add(end)


def _callables(module: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the stages of a module can call, by its names in the language."""
    found: dict[str, Any] = {}
    for value in module.values():
        called = value if isinstance(value, Callee) else component_of(value)
        if called is not None:
            found[called.name] = called
    return found


def _result(called: Any) -> Any:
    if called is None:
        return None
    if isinstance(called, Signal):
        return called.result
    return get_type_hints(called.function, include_extras=True).get("return")
