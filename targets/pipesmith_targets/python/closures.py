"""Functions inside functions: what they take, and the variables around them that they set."""

from pipesmith_targets.python import lines as ln
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.frame import Frame


def closed(lines: ln.Lines, inner: Frame, outer: Frame) -> ln.Lines:
    """Declare the variables of functions around that a function sets, so that they stay theirs."""
    outer.foreign.update(inner.foreign - outer.owned)
    return [ln.nonlocals(sorted(inner.foreign)), *lines] if inner.foreign else lines


def run_parameter(frame: Frame) -> ln.Parameter:
    """Write the parameter that takes the scope of the run."""
    return "run", py.name(frame.scope.module.imports.runtime("Run", at_top=True)), None
