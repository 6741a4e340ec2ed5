"""What does the work of a component in Apex, and how long it may take."""

from pipesmith.ir import nodes as n

DEFAULT_TIMEOUTS = {"operator": 30_000, "node": 60_000}
"""The milliseconds that an attempt may take where the source says nothing."""


def apex_binding(component: n.Component) -> n.Binding | None:
    """Give the implementation that Apex can use, None where there is none."""
    fitting = (each for each in component.bindings if not isinstance(each, n.PythonBinding))
    return next(fitting, None)
