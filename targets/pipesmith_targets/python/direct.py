"""The direct form of a pipeline: calls of host code stand in line, for runs that nobody watches.

A stage is called directly where nothing but a constant timeout applies to it, its arguments cannot
fail, and a look at the class of its value is check enough. It must stand in the function that has
a scope of the run to itself, outside of `try`: what leaves the call leaves the function, where the
runtime says which stage it belongs to.
"""

from dataclasses import replace

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.python import lines as ln
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.annotations import annotation
from pipesmith_targets.python.components import called_as_is
from pipesmith_targets.python.conversions import adapted
from pipesmith_targets.python.expressions import in_python_order, write
from pipesmith_targets.python.failing import can_fail
from pipesmith_targets.python.frame import Frame, Into, Sink
from pipesmith_targets.python.stages import bare_site

_CLASSES = {t.INT, t.STRING, t.BOOL}

_QUICK = 2**30 - 1
"""CPython compares ints quickest that are no further than this from zero; others are looked at."""


def direct_stage(stage: n.Stage, frame: Frame, sink: Sink) -> ln.Lines | None:
    """Write a stage that calls its host itself, None where that cannot be."""
    calls, body = frame.direct, stage.body
    if calls is None or not isinstance(body, n.ComponentCall) or not isinstance(sink, Into):
        return None
    arguments = _arguments(stage, body, frame)
    if arguments is None or sink.type != body.result:
        return None
    site = bare_site(stage, frame)
    call = py.call(calls.parameter((body.module, body.component)), *arguments)
    value, kind = py.name(sink.name), annotation(body.result, frame.scope.module)
    looked_at = py.call(py.attribute(frame.run, "result"), site, kind, value)
    doubtful = _doubtful(value, kind, body.result)
    return [
        ln.assign(sink.name, py.awaited(call)),
        ln.branches([(doubtful, [ln.assign(sink.name, looked_at)])], None),
    ]


def _arguments(stage: n.Stage, body: n.ComponentCall, frame: Frame) -> list[py.Node] | None:
    """Write the arguments, None where the stage or its component wants more than a call."""
    component = frame.scope.module.declared.components.get((body.module, body.component))
    if component is None or not called_as_is(component) or not _only_a_timeout(stage.policies):
        return None
    given = {pair.name: pair.value for pair in body.arguments}
    parameters = in_python_order(component.parameters)
    if given.keys() != {each.name for each in parameters} or not _is_class(body.result):
        return None
    if any(can_fail(value) for value in given.values()):
        return None
    values = [(given[each.name], each.type) for each in parameters]
    return [adapted(write(value, frame.scope), value, wanted) for value, wanted in values]


def _only_a_timeout(policies: n.Policies) -> bool:
    bare = n.Policies(when=policies.when, timeout=policies.timeout)
    constant = isinstance(policies.timeout, n.DurationValue)
    return constant and replace(policies, own_timeout=False) == bare


def _is_class(result: t.Type | None) -> bool:
    """Tell whether the class of a value says that it is of a type."""
    if isinstance(result, t.NominalType):
        return bool(result.module) and result.of == "record"
    return result in _CLASSES


def _doubtful(value: py.Node, kind: py.Node, result: t.Type | None) -> py.Node:
    """Ask whether a value needs a closer look."""
    strange = py.compared(py.call("type", value), ("is not", kind))
    if result != t.INT:
        return strange
    large = py.boolean("or", strange, py.compared(value, (">", py.integer(_QUICK))))
    return py.boolean("or", large, py.compared(value, ("<", py.integer(-_QUICK))))
