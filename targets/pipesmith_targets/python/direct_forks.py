"""Forks of a direct form: calls of hosts that are made at once."""

from collections.abc import Sequence

from pipesmith.ir import nodes as n
from pipesmith.plan.parts import Fork, Step
from pipesmith_targets.python import lines as ln
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.direct import DirectCall, all_direct, direct_call
from pipesmith_targets.python.frame import Frame
from pipesmith_targets.python.naming import python_name


def direct_fork(part: Fork, block: n.Block, frame: Frame) -> ln.Lines | None:
    """Write a fork whose branches are one call each, of one class; None where they are not."""
    steps = [block.statements[each.at] for each in part.branches if isinstance(each, Step)]
    stages = [each for each in steps if isinstance(each, n.Stage) and each.name]
    if frame.direct is None or len(stages) < len(part.branches) or not all_direct(stages, frame):
        return None
    calls = [made for each in stages if (made := direct_call(each, frame)) is not None]
    if any(each.result != calls[0].result for each in calls):
        return None
    return _written(stages, calls, frame)


def _written(stages: Sequence[n.Stage], calls: Sequence[DirectCall], frame: Frame) -> ln.Lines:
    names = [python_name(each, frame) for each in stages]
    given = [py.tupled([each.site, each.kind, each.call]) for each in calls]
    awaited = py.awaited(py.call(py.attribute(frame.run, "at_once"), *given))
    line = ln.assign(py.tupled([py.name(each) for each in names]), awaited)
    looks = [
        frame.marks.at(call.looked_at(name, frame.run), stage.place)
        for stage, call, name in zip(stages, calls, names, strict=True)
    ]
    return [frame.marks.fork(line, [each.place for each in stages]), *looks]
