"""Blocks: their statements one after another, in the order that the IR gives them.

Apex does one thing at a time: of the statements that are ready, the first of the source is next.
"""

from typing import assert_never

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.conversions import fitted
from pipesmith_targets.apex.errors import raised
from pipesmith_targets.apex.expressions import write
from pipesmith_targets.apex.failing import can_fail
from pipesmith_targets.apex.frame import Frame, Keep, Sink
from pipesmith_targets.apex.ordering import in_order
from pipesmith_targets.apex.sinks import evaluated, give, keep_nothing
from pipesmith_targets.apex.stages import write_stage


def write_block(block: n.Block, frame: Frame, sink: Sink) -> None:
    """Write a block into a frame, and what becomes of its value."""
    for statement in in_order(block):
        frame = write_statement(statement, frame)
        if ax.ends(frame.place.lines):
            return
    if block.value is not None:
        if can_fail(block.value, frame.place.home):
            frame.mark(frame.owner)
        give(block.value, frame, sink)
    elif isinstance(sink, Keep) and block.completes:
        keep_nothing(frame, sink)


def write_statement(statement: n.Statement, frame: Frame) -> Frame:
    """Write a statement; the frame that is given back knows what it names."""
    match statement:
        case n.Stage():
            return write_stage(statement, frame, write_block)
        case n.Let() if statement.name not in frame.read:
            if can_fail(statement.value, frame.place.home):
                frame.mark(frame.owner)
                frame.place.add(evaluated(write(statement.value, frame.place)))
        case n.Let() | n.Var():
            return _value(statement, frame)
        case n.Set(name=name, value=value):
            _ready(value, frame)
            held = frame.place.values[name]
            written = fitted(write(value, frame.place), value.type, held.type, frame.place)
            frame.place.add(ax.Assign(held.read, written))
        case n.Return(value=value):
            _return(value, frame)
        case n.Raise():
            frame.mark(frame.owner)
            frame.place.add(ax.Throw(raised(statement, frame)))
        case n.Jump(to=word):
            if frame.keep is not None and word == "continue":
                keep_nothing(frame, frame.keep)
            frame.place.add(ax.Jump(word))
        case _:
            assert_never(statement)
    return frame


def _ready(value: n.Expression, frame: Frame) -> None:
    if can_fail(value, frame.place.home):
        frame.mark(frame.owner)


def _value(statement: n.Let | n.Var, frame: Frame) -> Frame:
    _ready(statement.value, frame)
    name, inside = frame.bind(statement.name, statement.type)
    wanted = name if _same(statement, frame) else None
    value = write(statement.value, frame.place.wanting(wanted))
    if value != ax.Name(name):
        value = fitted(value, statement.value.type, statement.type, frame.place)
        frame.place.add(ax.Declare(frame.place.home.written(statement.type), name, value))
    return inside


def _same(statement: n.Let | n.Var, frame: Frame) -> bool:
    """Tell whether the value has the type of the variable in Apex."""
    home = frame.place.home
    return home.written(statement.type) == home.written(statement.value.type)


def _return(value: n.Expression | None, frame: Frame) -> None:
    if value is None or frame.result in (None, t.NULL):
        frame.place.add(ax.Return(None))
        return
    assert frame.result is not None
    _ready(value, frame)
    written = write(value, frame.place)
    frame.place.add(ax.Return(fitted(written, value.type, frame.result, frame.place)))
