"""What tests say of stages, and whether a run in Apex leaves enough of a trace to tell."""

import re
from collections.abc import Iterator

from pipesmith.ir import nodes as n
from pipesmith.ir.addresses import addressed_blocks
from pipesmith.ir.declared import Declared
from pipesmith.ir.walk import inside

_INDEX = re.compile(r"\[[^\]]*\]")
_CALLS = n.ComponentCall | n.PipelineCall | n.Signal


def leaves_trace(pipeline: n.Pipeline, address: str, declared: Declared) -> bool:
    """Tell whether a stage calls or waits for something, which is told to the mocks."""
    found = [*_meant(pipeline, address, declared)]
    return bool(found) and all(_calls(each) for each in found)


def is_call(pipeline: n.Pipeline, address: str, declared: Declared) -> bool:
    """Tell whether a stage is a call, or waits for a signal, so that its attempts are counted."""
    found = [*_meant(pipeline, address, declared)]
    return bool(found) and all(isinstance(each.body, _CALLS) for each in found)


def _calls(stage: n.Stage) -> bool:
    return any(isinstance(part, _CALLS) for part in inside(stage.body))


def _meant(pipeline: n.Pipeline, address: str, declared: Declared) -> Iterator[n.Stage]:
    """Give the stages that an address means, whatever its indexes."""
    wanted = _INDEX.sub("", address)
    for found, stage in _stages(pipeline, "", declared):
        if _INDEX.sub("", found) == wanted:
            yield stage


def _stages(pipeline: n.Pipeline, start: str, declared: Declared) -> Iterator[tuple[str, n.Stage]]:
    yield from _of_block(pipeline.body, start, declared)
    if pipeline.on_error is not None:
        yield from _of_block(pipeline.on_error.body, f"{start}on_error/", declared)


def _of_block(block: n.Block, start: str, declared: Declared) -> Iterator[tuple[str, n.Stage]]:
    for each in block.statements:
        if isinstance(each, n.Stage):
            address = f"{start}{each.segment}"
            yield address, each
            for inner, below in addressed_blocks(each.body, address):
                yield from _of_block(inner, f"{below}/", declared)
            if isinstance(each.body, n.PipelineCall):
                called = declared.pipelines[each.body.module, each.body.pipeline]
                yield from _stages(called, f"{address}/", declared)
