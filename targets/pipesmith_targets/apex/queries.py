"""What a transaction of a job asks the org for: whether its run is cancelled, and for signals.

Reads     a pipeline of the IR.
Gives     the SOQL queries of one transaction at worst.
Reports   nothing.
Promises  no more than three quarters of what is allowed, after which a job begins another one.
Leaves    the queries of host classes.
"""

from math import inf

from pipesmith.ir import nodes as n
from pipesmith.ir.declared import Declared
from pipesmith.ir.walk import blocks_of
from pipesmith_targets.apex.limits import LOOPS, QUERIES_OF_JOBS, bound_of


def queries_of(pipeline: n.Pipeline, declared: Declared) -> int:
    """Count the queries of a transaction."""
    handled = pipeline.on_error.body if pipeline.on_error is not None else None
    signals = sum(_signals(each, declared) for each in (pipeline.body, handled) if each)
    return int(min(1 + signals, QUERIES_OF_JOBS * 3 // 4))


def _signals(block: n.Block, declared: Declared) -> float:
    """Count the signals that a block may wait for, without an end where only a run knows."""
    stages = (each for each in block.statements if isinstance(each, n.Stage))
    return sum(_signals_of(each.body, declared) for each in stages)


def _signals_of(body: n.Body, declared: Declared) -> float:
    match body:
        case n.Signal():
            return 1
        case n.PipelineCall(module=module, pipeline=name):
            return _signals(declared.pipelines[module, name].body, declared)
        case _:
            turn = sum(_signals(each, declared) for each in blocks_of(body))
            bound = bound_of(body) if isinstance(body, LOOPS) else 1
            if not turn or bound == 0:
                return 0
            return inf if bound is None else turn * bound
