"""Whether a pipeline does one thing at a time anyway: then it takes as long as elsewhere."""

from itertools import pairwise

from pipesmith.ir import nodes as n
from pipesmith.ir.declared import Declared
from pipesmith.ir.walk import inside
from pipesmith_targets.apex.environment import reached
from pipesmith_targets.apex.transactions import jobs_of


def is_sequential(module: str, pipeline: n.Pipeline, declared: Declared) -> bool:
    """Tell whether nothing takes time beside something else, and nothing waits for minutes."""
    if (module, pipeline.name) in jobs_of(declared):
        return False
    parts = (part for each in reached(pipeline, declared) for part in inside(each))
    return not any(_has_branches(part) for part in parts)


def _has_branches(part: object) -> bool:
    """Tell whether parts of a statement, or statements of a block, may run beside each other."""
    match part:
        case n.Parallel():
            return True
        case n.Foreach(parallel=bound):
            return bound is not None
        case n.Block(statements=statements):
            return not _is_chain(statements)
        case _:
            return False


def _takes_time(statement: n.Statement) -> bool:
    calls = n.ComponentCall | n.PipelineCall
    return any(isinstance(part, calls) for part in inside(statement))


def _is_chain(statements: tuple[n.Statement, ...]) -> bool:
    """Tell whether of the statements that do work each waits for the one before it."""
    at = [number for number, each in enumerate(statements) if _takes_time(each)]
    return all(before in _awaited(after, statements) for before, after in pairwise(at))


def _awaited(position: int, statements: tuple[n.Statement, ...]) -> set[int]:
    """Give the statements that must be done before one starts."""
    found: set[int] = set()
    pending = [position]
    while pending:
        new = {*statements[pending.pop()].waits_for} - found
        found |= new
        pending += new
    return found
