"""Calls of components and pipelines, as the work of a stage."""

from dataclasses import dataclass

from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.arguments import given_values
from pipesmith_targets.apex.expressions import write
from pipesmith_targets.apex.failing import can_fail
from pipesmith_targets.apex.frame import Address, Frame
from pipesmith_targets.apex.standard import standard_stage


@dataclass(frozen=True, slots=True)
class Prepared:
    """A call whose arguments have been evaluated."""

    call: ax.Expression


def prepared(stage: n.Stage, frame: Frame, once: bool = False) -> Prepared:
    """Evaluate the arguments of a call and tell the run of the stage.

    `once` says that the call may be made several times with the same arguments.
    """
    address = frame.path.below(stage.segment)
    body = stage.body
    assert isinstance(body, n.ComponentCall | n.PipelineCall)
    if any(can_fail(each.value) for each in body.arguments):
        frame.mark(address)
    made = _call(body, frame, once)
    _at(stage, address, frame)
    return Prepared(made)


def _at(stage: n.Stage, address: Address, frame: Frame) -> None:
    """Tell the run which stage is at work, and the limit of its attempts if it has its own."""
    limit = stage.policies.timeout
    if limit is None or not stage.policies.own_timeout:
        frame.lost()
        frame.mark(address)
        return
    told = ax.call("PipelineRun.at", address.read(), write(limit, frame.place))
    frame.place.add(ax.Evaluate(told))
    frame.trail.at = address


def _call(body: n.ComponentCall | n.PipelineCall, frame: Frame, once: bool) -> ax.Expression:
    home, place = frame.place.home, frame.place
    given = {each.name: each.value for each in body.arguments}
    if isinstance(body, n.ComponentCall) and not body.module:
        return standard_stage(body, given, place)
    if isinstance(body, n.ComponentCall):
        parameters = home.declared.components[body.module, body.component].parameters
        method = home.method(body.module, body.component)
    else:
        parameters = home.declared.pipelines[body.module, body.pipeline].parameters
        method = home.program.pipelines[body.module, body.pipeline] + ".run"
    values = given_values(parameters, given, place, write)
    if once:
        values = tuple(
            value if is_simple(value) else place.kept(value, each.type, each.name)
            for value, each in zip(values, parameters, strict=True)
        )
    return ax.call(method, *values)


def is_simple(value: ax.Expression) -> bool:
    """Tell whether an expression may be evaluated again."""
    return isinstance(value, ax.Name | ax.Text) or (
        isinstance(value, ax.Member) and is_simple(value.subject)
    )
