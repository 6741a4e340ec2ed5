"""Blocks: their statements in the order and the concurrency of their plan, then their value.

Reads     a block of the IR, the frame it stands in, and where its value goes.
Gives     Python statements.
Reports   nothing.
Promises  a statement with one successor is awaited in line; only real forks run at once.
Leaves    single statements to `statements`, forks to `forks`.
"""

from dataclasses import replace

from pipesmith.ir import nodes as n
from pipesmith.ir.walk import inside
from pipesmith.plan.planning import plan
from pipesmith_targets.python import lines as ln
from pipesmith_targets.python.duration import takes_time
from pipesmith_targets.python.failing import may_fail
from pipesmith_targets.python.forks import write_part
from pipesmith_targets.python.frame import Frame, Sink
from pipesmith_targets.python.readers import Readers
from pipesmith_targets.python.sinks import give_nothing, give_value


def write_block(block: n.Block, frame: Frame, sink: Sink) -> ln.Lines:
    """Write the statements of a block, and hand its value to the sink."""
    if not block.statements:
        return _ending(block, frame, sink)
    inner = _with_names(block, frame)
    timed = {at for at, each in enumerate(block.statements) if takes_time(each)}
    own = {each.name for each in block.statements if isinstance(each, n.Var)}
    eager = {at for at, each in enumerate(block.statements) if _is_eager(each, own)} - timed
    whole = plan([each.waits_for for each in block.statements], timed, eager)
    readers = Readers.of(block)
    return write_part(whole, block, readers, inner) + _ending(block, inner, sink)


def _is_eager(statement: n.Statement, own: set[str]) -> bool:
    """Tell whether a statement has to be done before what is awaited meanwhile: it can fail, or it
    changes more than the block's own variables, which can be read after the block has failed.
    """
    changed = {each.name for each in inside(statement) if isinstance(each, n.Set)}
    return may_fail(statement) or not changed <= own


def _ending(block: n.Block, frame: Frame, sink: Sink) -> ln.Lines:
    if not block.completes:
        return []
    if block.value is None:
        return give_nothing(sink)
    lines = give_value(block.value, frame, sink)
    return [frame.marks.at(line, block.value.place) for line in lines]


def _with_names(block: n.Block, frame: Frame) -> Frame:
    """Name all values of a block at once: statements may read what stands below them."""
    scope = frame.scope
    for statement in block.statements:
        match statement:
            case n.Stage(name=str() as name) | n.Let(name=name) | n.Var(name=name):
                known, scope = scope.bind(name, statement.type)
                (frame.repeated if known in frame.owned else frame.owned).add(known)
            case _:
                continue
    return replace(frame, scope=scope)
