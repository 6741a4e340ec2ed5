"""The graphs of a module's pipelines, as a text that the runtime reads when it is asked."""

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from pipesmith.graph.extract import fewest_edges
from pipesmith.ir import nodes as n
from pipesmith.ir.addresses import addressed_blocks


def graph_rows(module: n.Module, hashes: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """Give a row for each pipeline, with its hash, and below it one for each of its stages:
    address, what it does, place, and the stages that it waits for.
    """
    for pipeline in module.pipelines:
        yield f"pipeline {pipeline.name} {hashes[module.name, pipeline.name]}"
        yield from _block(pipeline.body, "")
        if pipeline.on_error is not None:
            yield from _block(pipeline.on_error.body, "on_error/")


def _block(block: n.Block, prefix: str) -> Iterator[str]:
    segments = [each.segment if isinstance(each, n.Stage) else None for each in block.statements]
    before: dict[int, list[str]] = {}
    for source, target in fewest_edges(_edges(block)):
        before.setdefault(target, []).append(f"{prefix}{segments[source]}")
    for at, statement in enumerate(block.statements):
        if isinstance(statement, n.Stage):
            address, place = f"{prefix}{statement.segment}", statement.place
            own = f"  {address} {_does(statement.body)} {place.line}:{place.column}"
            yield " ".join([own, *(["<", *before[at]] if at in before else [])])
            yield from _inside(statement.body, address)


def _edges(block: n.Block) -> Iterator[tuple[int, int]]:
    """Give the edges between stages; those through other statements are theirs."""
    for at, statement in enumerate(block.statements):
        if not isinstance(statement, n.Stage):
            continue
        pending, seen = list(statement.waits_for), set[int]()
        while pending:
            need = pending.pop()
            if isinstance(block.statements[need], n.Stage):
                yield need, at
            elif need not in seen:
                seen.add(need)
                pending += block.statements[need].waits_for


def _does(body: n.Body) -> str:
    match body:
        case n.ComponentCall(component=name) | n.PipelineCall(pipeline=name):
            return name
        case n.Signal(name=name):
            return f"signal:{quote(name, safe='')}"
        case _:
            return body.kind


def _inside(body: n.Body, address: str) -> Iterator[str]:
    """Give the rows of what stands inside a control statement."""
    for block, prefix in addressed_blocks(body, address):
        yield from _block(block, f"{prefix}/")
