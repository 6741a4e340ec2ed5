"""Graphs of control as statements that nest."""

from pipesmith.importing.structuring.closing import close
from pipesmith.importing.structuring.flow import Flow
from pipesmith.importing.structuring.machines import machine
from pipesmith.importing.structuring.nesting import Exits, Made, Nesting, Tangle, nest
from pipesmith.importing.structuring.shapes import Sequence

__all__ = ["Tangle", "close", "structure"]


def structure(flow: Flow) -> Sequence:
    """Give the statements of a closed flow: without a machine if there is a way to do it.

    Tangle says where control jumps as no statement can.
    """
    try:
        return nest(flow, _refuse)
    except Tangle:
        return nest(flow, machine)


def _refuse(_: Nesting, name: str, __: Exits) -> Made:
    raise Tangle(name)
