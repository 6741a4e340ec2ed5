"""What does the work of a component in Apex, and how long it may take."""

from pipesmith.ir import nodes as n
from pipesmith.ir.declared import Declared
from pipesmith_targets.apex.hosts import REQUEST

DEFAULT_TIMEOUTS = {"operator": 30_000, "node": 60_000}
"""The milliseconds that an attempt may take where the source says nothing."""


def apex_binding(component: n.Component) -> n.Binding | None:
    """Give the implementation that Apex can use, None where there is none."""
    fitting = (each for each in component.bindings if not isinstance(each, n.PythonBinding))
    return next(fitting, None)


def callouts_of(call: n.ComponentCall, declared: Declared) -> tuple[int | None, int] | None:
    """Give the most callouts of an attempt, None where a run knows, and the time of each.

    None altogether stands for what calls nothing out.
    """
    if not call.module:
        return _standard_callouts(call)
    component = declared.components[call.module, call.component]
    match apex_binding(component):
        case n.HttpBinding():
            return 1, DEFAULT_TIMEOUTS[component.role]
        case n.ModelBinding(repair=repair):
            return repair + 1, DEFAULT_TIMEOUTS[component.role]
        case _:
            return None


def _standard_callouts(call: n.ComponentCall) -> tuple[int | None, int] | None:
    if call.component == REQUEST:
        return 1, DEFAULT_TIMEOUTS["operator"]
    if not call.component.startswith("llm."):
        return None
    given = {each.name: each.value for each in call.arguments}
    match given.get("repair"):
        case None:
            return 1, DEFAULT_TIMEOUTS["node"]
        case n.IntValue(value=repair):
            return max(0, repair) + 1, DEFAULT_TIMEOUTS["node"]
        case _:
            return None, DEFAULT_TIMEOUTS["node"]
