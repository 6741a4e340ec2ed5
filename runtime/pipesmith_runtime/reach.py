"""What a pipeline can call: what its module knows, and the modules of those it calls."""

from collections.abc import Iterator
from typing import Any

from pipesmith_runtime.pipelines import Pipeline


def reachable(start: Pipeline[..., Any]) -> Iterator[Pipeline[..., Any]]:
    """Give a pipeline, and those that its module knows, and theirs."""
    pending, seen = [start], {id(start)}
    while pending:
        pipeline = pending.pop()
        yield pipeline
        for value in around(pipeline):
            if isinstance(value, Pipeline) and id(value) not in seen:
                seen.add(id(value))
                pending.append(value)


def around(pipeline: Pipeline[..., Any]) -> list[Any]:
    """Give what the module of a pipeline knows."""
    return list(getattr(pipeline.function, "__globals__", {}).values())
