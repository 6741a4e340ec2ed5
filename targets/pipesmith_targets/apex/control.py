"""Control statements."""

from collections.abc import Callable
from typing import assert_never

from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.branches import write_parallel
from pipesmith_targets.apex.comparisons import equal
from pipesmith_targets.apex.errors import write_try
from pipesmith_targets.apex.expressions import write
from pipesmith_targets.apex.failing import can_fail
from pipesmith_targets.apex.frame import Address, Frame, Sink
from pipesmith_targets.apex.loops import write_loop
from pipesmith_targets.apex.sinks import evaluated

WriteBlock = Callable[[n.Block, Frame, Sink], None]


def write_control(
    stage: n.Stage, frame: Frame, own: Address, sink: Sink, write_block: WriteBlock
) -> None:
    """Write a control statement.

    The frame is that of its blocks; what it evaluates at its start belongs to `own`.
    """
    match stage.body:
        case n.If() as body:
            _if(body.arms, body.otherwise, frame, own, sink, write_block)
            frame.lost()
        case n.Switch() as body:
            _switch(body, frame, own, sink, write_block)
            frame.lost()
        case n.Foreach() | n.While() | n.Repeat():
            write_loop(stage, frame, own, sink, write_block)
        case n.Try() as body:
            write_try(body, frame, sink, write_block)
        case n.Parallel() as body:
            write_parallel(body, frame, own, sink, write_block)
        case n.Wait() | n.Signal() | n.ComponentCall() | n.PipelineCall():
            raise AssertionError("refused, or written elsewhere")
        case _:
            assert_never(stage.body)


def _if(
    arms: tuple[n.Arm, ...],
    otherwise: n.Block | None,
    frame: Frame,
    own: Address,
    sink: Sink,
    write_block: WriteBlock,
) -> None:
    """Write arms as one `if`; one whose condition needs statements begins an `if` of its own."""
    written: list[tuple[ax.Expression, tuple[ax.Statement, ...]]] = []
    rest: tuple[ax.Statement, ...] = ()
    for number, arm in enumerate(arms):
        asking = frame if number == 0 else frame.block()
        if can_fail(arm.condition, frame.place.home):
            asking.mark(own)
        condition = write(arm.condition, asking.place)
        if number and asking.place.lines:
            nested = frame.block()
            _if(arms[number:], otherwise, nested, own, sink, write_block)
            rest, otherwise = tuple(nested.place.lines), None
            break
        inner = frame.block()
        write_block(arm.body, inner, sink)
        written.append((condition, tuple(inner.place.lines)))
    if otherwise is not None:
        inner = frame.block()
        write_block(otherwise, inner, sink)
        rest = tuple(inner.place.lines)
    made = ax.chosen(written, rest)
    if made is not None:
        frame.place.add(made)
    elif can_fail(arms[0].condition, frame.place.home):
        frame.place.add(evaluated(written[0][0]))


def _switch(
    body: n.Switch, frame: Frame, own: Address, sink: Sink, write_block: WriteBlock
) -> None:
    if can_fail(body.subject, frame.place.home):
        frame.mark(own)
    written = write(body.subject, frame.place)
    subject = frame.place.kept(written, body.subject.type, "subject")
    cases = []
    for case in body.cases:
        inner = frame.block()
        values = tuple(_case_value(each, inner) for each in case.values)
        write_block(case.body, inner, sink)
        cases.append((values, tuple(inner.place.lines)))
    otherwise = frame.block()
    if body.otherwise is not None:
        write_block(body.otherwise, otherwise, sink)
    rest = tuple(otherwise.place.lines)
    constant = all(isinstance(each, _CONSTANTS) for case in body.cases for each in case.values)
    working = tuple((values, lines) for values, lines in cases if lines)
    if constant and working and (len(working) == len(cases) or not rest):
        frame.place.add(ax.Switch(subject, working, rest))
        return
    arms = [
        (_any_of(subject, body, case, frame), lines)
        for case, (_, lines) in zip(body.cases, cases, strict=True)
    ]
    made = ax.chosen(arms, rest)
    if made is not None:
        frame.place.add(made)
    elif subject is not written and _declares(frame.place.lines[-1], subject):
        frame.place.lines[-1] = evaluated(written)


_CONSTANTS = (n.TextValue, n.EnumMember, n.IntValue)


def _case_value(value: n.Expression, frame: Frame) -> ax.Expression:
    """Write a value of a case; those of enums stand without their enum."""
    if isinstance(value, n.EnumMember) and frame.place.home.written(value.type) != "String":
        return ax.Name(value.name.upper())
    return write(value, frame.place)


def _any_of(subject: ax.Expression, body: n.Switch, case: n.Case, frame: Frame) -> ax.Expression:
    left = (subject, body.subject)
    links = [equal(left, (write(each, frame.place), each), frame.place) for each in case.values]
    return ax.both(links, "||")


def _declares(line: ax.Statement, subject: ax.Expression) -> bool:
    """Tell whether a line holds the subject for cases, of which none is left."""
    return isinstance(line, ax.Declare) and subject == ax.Name(line.name)
