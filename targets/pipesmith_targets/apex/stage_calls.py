"""Calls of components and pipelines, as the work of a stage."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from pipesmith.ir import nodes as n
from pipesmith.ir.standard import PARAMETERS
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.arguments import given_values
from pipesmith_targets.apex.expressions import write
from pipesmith_targets.apex.failing import can_fail
from pipesmith_targets.apex.frame import Address, Frame
from pipesmith_targets.apex.scope import ClassScope, Place
from pipesmith_targets.apex.standard import standard_call, without_secrets


@dataclass(frozen=True, slots=True)
class Called:
    """A call as it is written, and what its parameters are given."""

    call: ax.Expression
    given: tuple[tuple[n.Field, ax.Expression], ...]


def call_of(
    stage: n.Stage, body: n.ComponentCall | n.PipelineCall, frame: Frame, once: bool = False
) -> Called:
    """Evaluate the arguments of a call, tell the run of the stage, and write the call.

    `once` says that the call may be made several times with the same arguments.
    """
    address = frame.path.below(stage.segment)
    if any(can_fail(each.value, frame.place.home) for each in body.arguments):
        frame.mark(address)
    made = _call(body, frame, once)
    _at(stage, address, frame)
    return made


def parameters_of_call(
    body: n.ComponentCall | n.PipelineCall, home: ClassScope
) -> tuple[n.Field, ...]:
    """Give the parameters of what is called."""
    match body:
        case n.ComponentCall(module="", component=name):
            return PARAMETERS[name]
        case n.ComponentCall(module=module, component=name):
            return home.declared.components[module, name].parameters
        case n.PipelineCall(module=module, pipeline=name):
            return home.declared.pipelines[module, name].parameters
        case _:
            assert_never(body)


def _at(stage: n.Stage, address: Address, frame: Frame) -> None:
    """Tell the run which stage is at work, and the limit of its attempts if it has its own."""
    limit = stage.policies.timeout
    if limit is None or not stage.policies.own_timeout:
        frame.mark(address)
        return
    if can_fail(limit, frame.place.home):
        frame.mark(address)
    told = ax.call("PipelineRun.at", address.read(), write(limit, frame.place))
    frame.place.add(ax.Evaluate(told))
    frame.trail.at = address


def _call(body: n.ComponentCall | n.PipelineCall, frame: Frame, once: bool) -> Called:
    place, parameters = frame.place, parameters_of_call(body, frame.place.home)
    standard = isinstance(body, n.ComponentCall) and not body.module
    given = {each.name: each.value for each in body.arguments}
    if isinstance(body, n.ComponentCall) and standard:
        given = without_secrets(body)
    values = given_values(parameters, given, place, write)
    if once:
        values = tuple(
            place.kept(value, each.type, each.name) if _is_work(value, each, given) else value
            for value, each in zip(values, parameters, strict=True)
        )
    pairs = tuple(zip(parameters, values, strict=True))
    if isinstance(body, n.ComponentCall) and standard:
        named = {field.name: value for field, value in pairs}
        return Called(standard_call(body, named, place), pairs)
    return Called(ax.call(_method(body, frame), *values), pairs)


def _is_work(value: ax.Expression, field: n.Field, given: Mapping[str, n.Expression]) -> bool:
    """Tell whether a value must not be worked out twice; what an empty default makes may be."""
    empty = isinstance(field.default, n.Collection | n.MapValue) and field.name not in given
    return not is_simple(value) and not empty


def arguments_of(body: n.ComponentCall | n.PipelineCall, place: Place) -> tuple[ax.Expression, ...]:
    """Write the arguments of a call of what is declared, one for each parameter."""
    given = {each.name: each.value for each in body.arguments}
    return given_values(parameters_of_call(body, place.home), given, place, write)


def _method(body: n.ComponentCall | n.PipelineCall, frame: Frame) -> str:
    """Name the method that does the work."""
    home = frame.place.home
    if isinstance(body, n.ComponentCall):
        return home.method(body.module, body.component)
    return f"{home.program.pipelines[body.module, body.pipeline]}.run"


def is_simple(value: ax.Expression) -> bool:
    """Tell whether an expression may be evaluated again."""
    return isinstance(value, ax.Name | ax.Text) or (
        isinstance(value, ax.Member) and is_simple(value.subject)
    )
