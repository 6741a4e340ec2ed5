"""Stages that call something: the call, its arguments, and the clauses that are computed."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipesmith.ir import nodes as n
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.conversions import adapted
from pipesmith_targets.python.expressions import in_python_order, write
from pipesmith_targets.python.failing import can_fail
from pipesmith_targets.python.frame import Frame
from pipesmith_targets.python.leaving import leaving
from pipesmith_targets.python.policies import computed_policies, has_computed
from pipesmith_targets.python.standard import STANDARD
from pipesmith_targets.python.substitution import substituted

Called = n.ComponentCall | n.PipelineCall


@dataclass(frozen=True, slots=True)
class Argument:
    """What is given to one parameter."""

    parameter: n.Field
    value: n.Expression


def stage_call(stage: n.Stage, body: Called, frame: Frame) -> py.Node:
    """Write `run.stage(SITE, component, arguments)`, which is to be awaited."""
    arguments = _arguments(body, frame, whole=_is_key(stage.policies))
    written = [adapted(write(a.value, frame.scope), a.value, a.parameter.type) for a in arguments]
    clauses = stage_clauses(stage, frame)
    if any(can_fail(argument.value) for argument in arguments):
        clauses = {"arguments": py.function([], py.tupled(written)), **clauses}
        written = []
    site = bare_site(stage, frame)
    return py.call(
        py.attribute(frame.run, "stage"), site, _callee(body, frame), *written, **clauses
    )


def bare_site(stage: n.Stage, frame: Frame) -> py.Node:
    """Write the site of a stage, with the policies that are constant."""
    return frame.sites.add(f"{frame.path}{stage.segment}", stage.place, stage.policies)


def _computed_site(stage: n.Stage, frame: Frame) -> py.Node:
    computed = computed_policies(stage.policies, frame.scope)
    return py.call(py.attribute(bare_site(stage, frame), "with_policies"), **computed)


def stage_clauses(stage: n.Stage, frame: Frame) -> dict[str, py.Node]:
    """Write the clauses that are functions."""
    policies = stage.policies
    clauses: dict[str, py.Node] = {}
    if has_computed(policies):
        clauses["policies"] = py.function([], _computed_site(stage, frame))
    if policies.cache and policies.cache.key:
        clauses["key"] = py.function([], write(policies.cache.key, frame.scope))
    if policies.idempotent:
        clauses["idempotent"] = py.function([], write(policies.idempotent, frame.scope))
    if policies.fallback:
        known, inner = frame.scope.inner().bind("error")
        clauses["fallback"] = py.function([known], write(policies.fallback, inner))
    if stage.convert and (function := _conversion(stage, stage.convert, frame)):
        clauses["convert"] = function
    return clauses


def _conversion(stage: n.Stage, convert: n.Expression, frame: Frame) -> py.Node | None:
    """Write the function that makes the stage's value of what its body gives, None where Python
    has one value for both; a `return` out of the body is handed on.
    """
    known, inner = frame.scope.inner().bind("it")
    given, made = py.name(known), write(convert, inner)
    if given.deep_equals(made):
        return None
    if leaving(stage):
        left = py.call("isinstance", given, frame.scope.runtime("Return"))
        made = py.choice(left, given, made)
    return py.applied(known, made)


def _callee(body: Called, frame: Frame) -> py.Node:
    if isinstance(body, n.PipelineCall):
        return py.name(frame.scope.module.declaration(body.module, body.pipeline))
    if body.module:
        return py.name(frame.scope.module.declaration(body.module, body.component))
    return frame.scope.runtime(STANDARD[body.component].function, "components")


def _parameters(body: Called, frame: Frame) -> Sequence[n.Field]:
    declared = frame.scope.module.declared
    if isinstance(body, n.PipelineCall):
        return in_python_order(declared.pipelines[body.module, body.pipeline].parameters)
    if body.module:
        return in_python_order(declared.components[body.module, body.component].parameters)
    return STANDARD[body.component].parameters


def _is_key(policies: n.Policies) -> bool:
    """Tell whether the arguments of a call are what its cache knows it by."""
    return policies.cache is not None and policies.cache.key is None


def _arguments(body: Called, frame: Frame, *, whole: bool) -> list[Argument]:
    """Give an argument to each parameter up to the last that is given, or to all where the whole
    is wanted: Python has them in order.

    A default that is left out is written out; it may read the arguments before it.
    """
    given = {pair.name: pair.value for pair in body.arguments}
    parameters = _parameters(body, frame)
    last = max(
        (at for at, each in enumerate(parameters) if whole or each.name in given), default=-1
    )
    arguments = []
    for parameter in parameters[: last + 1]:
        value = given.get(parameter.name) or _default(parameter, given)
        given[parameter.name] = value
        arguments.append(Argument(parameter, value))
    return arguments


def _default(parameter: n.Field, given: dict[str, n.Expression]) -> n.Expression:
    if parameter.default is None:
        return n.NullValue(type=parameter.type)
    return substituted(parameter.default, given)
