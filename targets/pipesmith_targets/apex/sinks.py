"""What becomes of the value of a block."""

from typing import assert_never

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.conversions import fitted
from pipesmith_targets.apex.expressions import write
from pipesmith_targets.apex.failing import can_fail
from pipesmith_targets.apex.frame import Append, Drop, Frame, Into, Keep, Sink


def give(value: n.Expression, frame: Frame, sink: Sink) -> None:
    """Write an expression, and put its value where it is wanted."""
    if isinstance(sink, Drop) and not can_fail(value, frame.place.home):
        return
    put(write(value, frame.place), value.type, frame, sink)


def put(written: ax.Expression, given: t.Type, frame: Frame, sink: Sink) -> None:
    """Put a value of a type where it is wanted."""
    match sink:
        case Into(name=name, type=type_):
            fitting = fitted(written, given, type_, frame.place)
            frame.place.add(ax.Assign(ax.Name(name), fitting))
        case Append(name=name, type=type_):
            fitting = fitted(written, given, type_, frame.place)
            frame.place.add(ax.Evaluate(ax.call(f"{name}.add", fitting)))
        case Keep(name=name, index=index):
            made = ax.call("PipelineOutcome.of", index, written)
            frame.place.add(ax.Evaluate(ax.call(f"{name}.add", made)))
        case Drop():
            frame.place.add(evaluated(written))
        case _:
            assert_never(sink)


def evaluated(written: ax.Expression) -> ax.Statement:
    """Write that an expression is evaluated, which may fail, and its value is not used."""
    return ax.Evaluate(ax.call("String.valueOf", written))


def keep_nothing(frame: Frame, sink: Keep) -> None:
    """Write that an iteration that collects errors has no value."""
    made = ax.call("PipelineOutcome.of", sink.index, ax.NULL)
    frame.place.add(ax.Evaluate(ax.call(f"{sink.name}.add", made)))
