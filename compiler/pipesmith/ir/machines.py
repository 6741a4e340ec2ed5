"""The machine form of a loop: which states it goes through, and which may follow which.

Flow that does not nest is written as a loop over a `switch` on one variable, whose values are those
of an enum. What the states and transitions are is read off the loop, so that they cannot differ
from it; a target writes the loop.
"""

from collections.abc import Iterator

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.walk import inside


def machine_of(condition: n.Expression, body: n.Block, result: t.Type) -> n.Machine | None:
    """Give the states and transitions of a `while`; None when it is another kind of loop.

    A machine loops while its variable is not in the last state, and does nothing but switch on it;
    each `set` of the variable names a state.
    """
    match condition, body.statements, result:
        case (
            n.Comparison(
                operands=(n.Local(name=variable), n.EnumMember(name=last, type=kind)),
                operators=("!=",),
            ),
            (n.Stage(name=None, body=n.Switch(subject=n.Local(name=switched)) as switch),),
            t.NULL,
        ) if switched == variable:
            return _machine(variable, kind, last, switch)
        case _:
            return None


def _machine(variable: str, kind: t.Type, last: str, switch: n.Switch) -> n.Machine | None:
    states = []
    for case in switch.cases:
        following = _following(variable, case.body)
        if following is None or len(case.values) != 1:
            return None
        name = getattr(case.values[0], "name", "")
        if name != last or following:
            states.append(n.State(name, following))
    return n.Machine(variable, kind, tuple(states), last)


def _following(variable: str, body: n.Block) -> tuple[str, ...] | None:
    """Give the states that a state sets; None when it sets anything else."""
    values = [*_set(variable, body)]
    if not all(isinstance(value, n.EnumMember) for value in values):
        return None
    return tuple(dict.fromkeys(each.name for each in values if isinstance(each, n.EnumMember)))


def _set(variable: str, body: n.Block) -> Iterator[n.Expression]:
    for node in inside(body):
        if isinstance(node, n.Set) and node.name == variable:
            yield node.value
