"""The direct form of a pipeline: calls of host code stand in line, for runs that nobody watches.

A stage is called directly where nothing but a constant timeout applies to it, its arguments cannot
fail, and a look at the class of its value is check enough. It must stand in the function that has
a scope of the run to itself, outside of `try`: what leaves the call leaves the function, where the
runtime says which stage it belongs to.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.python import lines as ln
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.annotations import annotation
from pipesmith_targets.python.components import called_as_is
from pipesmith_targets.python.conversions import adapted
from pipesmith_targets.python.direct_looks import Looks, is_class
from pipesmith_targets.python.expressions import in_python_order, write
from pipesmith_targets.python.failing import can_fail
from pipesmith_targets.python.frame import Frame, Into, Sink
from pipesmith_targets.python.stages import bare_site


@dataclass(frozen=True, slots=True)
class DirectCall:
    """A stage that calls its host itself: its site, the call, and the class of its value."""

    looks: Looks
    site: py.Node
    call: py.Node
    result: t.Type | None
    kind: py.Node

    def looked_at(self, name: str, run: py.Node) -> ln.Line:
        """Write the look at the value that a variable holds."""
        value = py.name(name)
        checked = py.call(py.attribute(run, "result"), self.site, self.kind, value)
        doubtful = self.looks.doubtful(value, self.result)
        return ln.branches([(doubtful, [ln.assign(name, checked)])], None)


def direct_stage(stage: n.Stage, frame: Frame, sink: Sink) -> ln.Lines | None:
    """Write a stage that calls its host itself, None where that cannot be."""
    made = direct_call(stage, frame) if isinstance(sink, Into) else None
    if made is None or not isinstance(sink, Into) or sink.type != made.result:
        return None
    return [ln.assign(sink.name, py.awaited(made.call)), made.looked_at(sink.name, frame.run)]


def direct_call(stage: n.Stage, frame: Frame) -> DirectCall | None:
    """Write the call of a stage that calls its host itself, None where that cannot be."""
    calls, body = frame.direct, stage.body
    if calls is None or not isinstance(body, n.ComponentCall):
        return None
    arguments = _arguments(stage, body, frame)
    if arguments is None:
        return None
    call = py.call(calls.parameter((body.module, body.component)), *arguments)
    kind = annotation(body.result, frame.scope.module)
    return DirectCall(calls.looks, bare_site(stage, frame), call, body.result, kind)


def all_direct(statements: Iterable[n.Statement], frame: Frame) -> bool:
    """Tell whether statements do nothing but call hosts themselves, one after another."""
    return all(isinstance(each, n.Stage) and _is_direct(each, frame) for each in statements)


def _is_direct(stage: n.Stage, frame: Frame) -> bool:
    return not stage.policies.when and direct_call(stage, frame) is not None


def _arguments(stage: n.Stage, body: n.ComponentCall, frame: Frame) -> list[py.Node] | None:
    """Write the arguments, None where the stage or its component wants more than a call."""
    component = frame.scope.module.declared.components.get((body.module, body.component))
    if component is None or not called_as_is(component) or not _only_a_timeout(stage.policies):
        return None
    given = {pair.name: pair.value for pair in body.arguments}
    parameters = in_python_order(component.parameters)
    if given.keys() != {each.name for each in parameters} or not is_class(body.result):
        return None
    if any(can_fail(value) for value in given.values()):
        return None
    values = [(given[each.name], each.type) for each in parameters]
    return [adapted(write(value, frame.scope), value, wanted) for value, wanted in values]


def _only_a_timeout(policies: n.Policies) -> bool:
    bare = n.Policies(when=policies.when, timeout=policies.timeout)
    constant = isinstance(policies.timeout, n.DurationValue)
    return constant and replace(policies, own_timeout=False) == bare
