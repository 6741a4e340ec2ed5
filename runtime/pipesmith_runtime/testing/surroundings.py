"""What a pipeline finds around it in a test: environment, secrets, what has to be mocked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from pipesmith_runtime.pipelines import Pipeline
from pipesmith_runtime.roles import component_of

_OUTWARD = ("email.", "file.", "http.", "llm.", "sql.")
"""Standard components that reach past the run."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Stand-ins for what comes from outside."""

    env: Mapping[str, str]
    secrets: Mapping[str, str]
    nodes: frozenset[str]

    @classmethod
    def of(cls, pipeline: Pipeline[..., Any]) -> Self:
        """Look at a pipeline and at those it calls."""
        pipelines, nodes = [*_reachable(pipeline)], set[str]()
        for each in pipelines:
            nodes |= {name for name, role in _components(each) if role == "node"}
        return cls(
            {name: name for each in pipelines for name in each.env},
            {name: f"the secret {name}" for each in pipelines for name in each.secrets},
            frozenset(nodes),
        )

    def leaves_test(self, name: str) -> bool:
        """Say whether a call may not happen in a test."""
        return name in self.nodes or name.startswith(_OUTWARD)


def _reachable(start: Pipeline[..., Any]) -> Iterator[Pipeline[..., Any]]:
    """Give a pipeline, and those that its module knows, and theirs."""
    pending, seen = [start], {id(start)}
    while pending:
        pipeline = pending.pop()
        yield pipeline
        for value in _around(pipeline):
            if isinstance(value, Pipeline) and id(value) not in seen:
                seen.add(id(value))
                pending.append(value)


def _components(pipeline: Pipeline[..., Any]) -> Iterator[tuple[str, str]]:
    for value in _around(pipeline):
        component = component_of(value)
        if component is not None:
            yield component.name, component.role


def _around(pipeline: Pipeline[..., Any]) -> list[Any]:
    return list(getattr(pipeline.function, "__globals__", {}).values())
