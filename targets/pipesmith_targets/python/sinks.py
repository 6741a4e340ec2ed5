"""Where the value of a block goes: into a variable, onto a list, out of a function, or nowhere."""

from typing import assert_never

from pipesmith.ir import nodes as n
from pipesmith_targets.python import lines as ln
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.conversions import adapted
from pipesmith_targets.python.expressions import write
from pipesmith_targets.python.failing import can_fail
from pipesmith_targets.python.frame import Append, Drop, Frame, Give, Into, Put, Sink


def give_value(value: n.Expression, frame: Frame, sink: Sink) -> ln.Lines:
    """Write the lines that hand a value over."""
    written = write(value, frame.scope)
    match sink:
        case Into(name=name, type=type_):
            return [ln.assign(name, adapted(written, value, type_))]
        case Append(name=name):
            return [ln.evaluated(py.call(py.dotted(f"{name}.append"), written))]
        case Put():
            return [ln.assign(_place(sink), written)]
        case Give(type=type_):
            return [ln.returned(adapted(written, value, type_ or value.type))]
        case Drop():
            return [ln.evaluated(written)] if can_fail(value) else []
        case _:
            assert_never(sink)


def give(value: py.Node, sink: Sink) -> ln.Line:
    """Write the line that hands over what an awaited call gave."""
    match sink:
        case Into(name=name):
            return ln.assign(name, value)
        case Append(name=name):
            return ln.evaluated(py.call(py.dotted(f"{name}.append"), value))
        case Put():
            return ln.assign(_place(sink), value)
        case Give(type=None) | Drop():
            return ln.evaluated(value)
        case Give():
            return ln.returned(value)
        case _:
            assert_never(sink)


def give_nothing(sink: Sink) -> ln.Lines:
    """Write the lines that hand null over, where that has to be said."""
    match sink:
        case Into(name=name):
            return [ln.assign(name, py.NONE)]
        case Give(type=type_) if type_ is not None:
            return [ln.returned(py.NONE)]
        case Give() | Append() | Put() | Drop():
            return []
        case _:
            assert_never(sink)


def _place(sink: Put) -> py.Node:
    return py.subscript(py.name(sink.name), py.name(sink.index))
