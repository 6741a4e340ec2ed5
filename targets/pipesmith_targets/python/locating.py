"""Which place an expression's failure belongs to: the stage whose clause or head it is, or the
iteration that evaluates it.
"""

from pipesmith.ir import nodes as n
from pipesmith.ir.walk import blocks_of
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.expressions import write
from pipesmith_targets.python.failing import can_fail
from pipesmith_targets.python.frame import Frame
from pipesmith_targets.python.stages import bare_site

_CALLS = n.ComponentCall | n.PipelineCall
_LOOPS = n.Foreach | n.While | n.Repeat


def located(value: n.Expression, stage: n.Stage, frame: Frame) -> py.Node:
    """Write what a stage evaluates before it is under way; a statement without a name, which calls
    nothing, is no stage.
    """
    written = write(value, frame.scope)
    if not can_fail(value) or not _is_stage(stage):
        return written
    asked = py.attribute(frame.run, "at")
    return py.call(asked, bare_site(stage, frame), py.function([], written))


def fails_in_line(block: n.Block) -> bool:
    """Tell whether a block can fail otherwise than in a stage or loop of its own."""
    own = block.value is not None and can_fail(block.value)
    return own or any(_fails(each) for each in block.statements)


def fails_before(stage: n.Stage) -> bool:
    """Tell whether what a statement evaluates before it is under way can fail."""
    return any(can_fail(each) for each in _evaluated(stage))


def _fails(statement: n.Statement) -> bool:
    match statement:
        case n.Stage():
            return not _is_stage(statement) and fails_itself(statement)
        case n.Let(value=value) | n.Var(value=value) | n.Set(value=value):
            return can_fail(value)
        case n.Return(value=value):
            return value is not None and can_fail(value)
        case n.Raise():
            return True
        case _:
            return False


def fails_itself(stage: n.Stage) -> bool:
    """Tell whether what a control statement evaluates can fail, inner stages and loops aside."""
    if fails_before(stage):
        return True
    inner = () if isinstance(stage.body, _LOOPS) else blocks_of(stage.body)
    return any(fails_in_line(block) for block in inner)


def _evaluated(stage: n.Stage) -> list[n.Expression]:
    """Give the expressions of a statement itself."""
    when = stage.policies.when
    found = [when.condition, when.otherwise] if when else []
    match stage.body:
        case n.If(arms=arms):
            found += [arm.condition for arm in arms]
        case n.Switch(subject=subject):
            found.append(subject)
        case n.Foreach(items=items, parallel=parallel):
            found += [items, parallel]
        case n.While(condition=condition, limit=limit):
            found += [condition, limit]
        case n.Repeat(count=count):
            found.append(count)
        case n.Wait(value=value):
            found.append(value)
        case n.Parallel(count=count):
            found.append(count)
        case _:
            pass
    return [each for each in found if each is not None]


def _is_stage(stage: n.Stage) -> bool:
    return stage.name is not None or isinstance(stage.body, _CALLS)
