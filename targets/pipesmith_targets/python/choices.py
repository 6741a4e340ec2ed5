"""`if` and `switch`."""

from collections.abc import Sequence

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.python import lines as ln
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.expressions import write
from pipesmith_targets.python.frame import Frame, Give, Into, Sink
from pipesmith_targets.python.present import is_path
from pipesmith_targets.python.sinks import give_nothing

_PATTERNS = n.EnumMember | n.TextValue | n.IntValue | n.BoolValue | n.NullValue


def write_if(body: n.If, frame: Frame, sink: Sink) -> ln.Lines:
    """Write `if`, `elif` and `else`."""
    arms = [
        (write(arm.condition, frame.scope), _arm(number, arm.body, frame, sink))
        for number, arm in enumerate(body.arms, 1)
    ]
    return [ln.branches(arms, _otherwise(body.otherwise, frame, sink))]


def write_switch(body: n.Switch, frame: Frame, sink: Sink) -> ln.Lines:
    """Write `match`, or `if` and `elif` where Python has no such patterns."""
    values = [value for case in body.cases for value in case.values]
    plain = all(isinstance(each, _PATTERNS) for each in values)
    if body.cases and plain and not _is_tag(body, frame):
        return [_match(body, frame, sink)]
    return _chain(body, frame, sink)


def _match(body: n.Switch, frame: Frame, sink: Sink) -> ln.Line:
    cases: list[tuple[Sequence[py.Node], ln.Lines]] = [
        ([write(value, frame.scope) for value in case.values], _arm(number, case.body, frame, sink))
        for number, case in enumerate(body.cases, 1)
    ]
    if not body.exhaustive and (rest := _otherwise(body.otherwise, frame, sink)) is not None:
        cases.append(((), rest))
    return ln.matching(write(body.subject, frame.scope), cases)


def _chain(body: n.Switch, frame: Frame, sink: Sink) -> ln.Lines:
    """Compare one by one; where the cases are all there are, the last needs no question."""
    before, subject = _subject(body, frame)
    arms = [
        (_equal(subject, case, frame), _arm(number, case.body, frame, sink))
        for number, case in enumerate(body.cases, 1)
    ]
    if not body.cases:
        return [*before, *(_otherwise(body.otherwise, frame, sink) or [])]
    if body.exhaustive and body.otherwise is None and len(arms) > 1:
        return [*before, ln.branches(arms[:-1], arms[-1][1])]
    return [*before, ln.branches(arms, _otherwise(body.otherwise, frame, sink))]


def _subject(body: n.Switch, frame: Frame) -> tuple[ln.Lines, py.Node]:
    value = write(body.subject, frame.scope)
    if is_path(body.subject):
        return [], value
    known = frame.scope.temporary("subject", body.subject.type)
    return [ln.assign(known, value)], py.name(known)


def _equal(subject: py.Node, case: n.Case, frame: Frame) -> py.Node:
    values = [write(value, frame.scope) for value in case.values]
    if len(values) == 1:
        return py.compared(subject, ("==", values[0]))
    return py.compared(subject, ("in", py.tupled(values)))


def _arm(number: int, block: n.Block, frame: Frame, sink: Sink) -> ln.Lines:
    return [*frame.taken(str(number)), *frame.block(block, sink)]


def _otherwise(block: n.Block | None, frame: Frame, sink: Sink) -> ln.Lines | None:
    taken = frame.taken("else")
    if block is not None:
        return [*taken, *frame.block(block, sink)]
    nothing = give_nothing(sink) if isinstance(sink, Into | Give) else None
    return nothing if not taken else [*taken, *(nothing or [])]


def _is_tag(body: n.Switch, frame: Frame) -> bool:
    """Tell whether a union is told apart: type checkers understand that from `if` alone."""
    if not isinstance(body.subject, n.Member):
        return False
    whole = frame.scope.module.declared.unaliased(body.subject.subject.type)
    return isinstance(whole, t.UnionType)
