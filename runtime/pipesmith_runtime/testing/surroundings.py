"""What a pipeline finds around it in a test: environment, secrets, what has to be mocked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

from pipesmith_runtime.pipelines import Pipeline
from pipesmith_runtime.reach import around, reachable
from pipesmith_runtime.roles import component_of

_OUTWARD = ("email.", "file.", "http.", "llm.", "sql.", "signal ")
"""Standard components that reach past the run, and signals."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Stand-ins for what comes from outside."""

    env: Mapping[str, str]
    secrets: Mapping[str, str]
    nodes: frozenset[str]

    @classmethod
    @lru_cache(maxsize=64)
    def of(cls, pipeline: Pipeline[..., Any]) -> Self:
        """Look at a pipeline and at those it calls, once for all examples."""
        pipelines, nodes = [*reachable(pipeline)], set[str]()
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


def _components(pipeline: Pipeline[..., Any]) -> Iterator[tuple[str, str]]:
    for value in around(pipeline):
        component = component_of(value)
        if component is not None:
            yield component.name, component.role
