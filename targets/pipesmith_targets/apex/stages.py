"""Stages: their clauses, outermost first, and the work in them."""

from collections.abc import Callable
from dataclasses import replace

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.control import write_control
from pipesmith_targets.apex.errors import ERROR, name_set
from pipesmith_targets.apex.expressions import write
from pipesmith_targets.apex.failing import can_fail
from pipesmith_targets.apex.frame import Address, Drop, Frame, Into, Sink, is_stage
from pipesmith_targets.apex.scope import Value
from pipesmith_targets.apex.sinks import give, put
from pipesmith_targets.apex.stage_calls import Prepared, prepared

WriteBlock = Callable[[n.Block, Frame, Sink], None]


def write_stage(stage: n.Stage, frame: Frame, write_block: WriteBlock) -> Frame:
    """Write a stage; the frame that is given back knows its value."""
    if stage.name is None or not stage.used:
        _with_when(stage, frame, Drop(), write_block)
        return frame
    name, inside = frame.bind(stage.name, stage.type)
    written = frame.place.home.written(stage.type)
    if _is_plain(stage):
        value = _called(stage, frame)
        given = stage.body.result  # type: ignore[union-attr]
        fitting = ax.Declare(written, name, _fit(value, given, stage.type, frame))
        frame.place.add(fitting)
        return inside
    if isinstance(stage.body, n.Foreach | n.While | n.Repeat) and _has_no_clauses(stage):
        frame.place.add(ax.Declare(written, name, ax.New(written)))
    else:
        frame.place.add(ax.Declare(written, name, ax.NULL))
    _with_when(stage, frame, Into(name, stage.type), write_block)
    return inside


def _fit(value: ax.Expression, given: t.Type, wanted: t.Type, frame: Frame) -> ax.Expression:
    from pipesmith_targets.apex.conversions import fitted

    return fitted(value, given, wanted, frame.place)


def _has_no_clauses(stage: n.Stage) -> bool:
    policies = stage.policies
    clauses = (policies.when, policies.fallback, policies.retry)
    return all(each is None for each in clauses)


def _is_plain(stage: n.Stage) -> bool:
    """Tell whether a stage is a call and nothing else."""
    calls = isinstance(stage.body, n.ComponentCall | n.PipelineCall)
    return calls and _has_no_clauses(stage)


def _called(stage: n.Stage, frame: Frame) -> ax.Expression:
    """Write the call that a stage is."""
    made = prepared(stage, frame)
    return made.call


# ---------------------------------------------------------------- clauses


def _with_when(stage: n.Stage, frame: Frame, sink: Sink, write_block: WriteBlock) -> None:
    when = stage.policies.when
    if when is None:
        _with_fallback(stage, frame, sink, write_block)
        return
    address = frame.path.below(stage.segment)
    if can_fail(when.condition):
        frame.mark(address)
    condition = write(when.condition, frame.place)
    taken, left = frame.block(), frame.block()
    _with_fallback(stage, taken, sink, write_block)
    left.place.add(ax.Evaluate(ax.call("PipelineRun.skip", address.read())))
    if when.otherwise is not None:
        give(when.otherwise, left, sink)
    frame.place.add(ax.If(((condition, tuple(taken.place.lines)),), tuple(left.place.lines)))
    frame.lost()


def _with_fallback(stage: n.Stage, frame: Frame, sink: Sink, write_block: WriteBlock) -> None:
    fallback = stage.policies.fallback
    if fallback is None:
        _with_retry(stage, frame, sink, write_block)
        return
    inner, handler = frame.block(), frame.block()
    _with_retry(stage, inner, sink, write_block)
    problem = handler.place.names.claim("problem")
    handler = _knowing_error(handler, fallback, problem)
    if can_fail(fallback):
        handler.lost()
        handler.mark(frame.path.below(stage.segment))
    give(fallback, handler, sink)
    lines = tuple(handler.place.lines)
    if not lines:
        lines = (ax.Evaluate(ax.call("PipelineRun.failed", ax.Name(problem))),)
    frame.place.add(ax.Try(tuple(inner.place.lines), problem, lines))
    frame.lost()


def _knowing_error(frame: Frame, fallback: n.Expression, problem: str) -> Frame:
    from pipesmith.ir.walk import free_names

    if "error" not in free_names(fallback):
        return frame
    name = frame.place.names.claim("error")
    frame.place.add(ax.Declare(ERROR, name, ax.call("PipelineRun.failed", ax.Name(problem))))
    return frame.knowing("error", Value(ax.Name(name), t.PIPELINE_ERROR))


def _with_retry(stage: n.Stage, frame: Frame, sink: Sink, write_block: WriteBlock) -> None:
    retry = stage.policies.retry
    if retry is None:
        _work(stage, frame, sink, write_block)
        return
    address = frame.path.below(stage.segment)
    ready = _arguments_first(stage, frame)
    frame.mark(address)
    count = write(retry.count, frame.place)
    attempts = frame.place.names.claim("attempts")
    made = ax.New("PipelineAttempts", (count, name_set(retry.on)))
    frame.place.add(ax.Declare("PipelineAttempts", attempts, made))
    problem = frame.place.names.claim("problem")
    inner = frame.block()
    if ready is not None:
        put(ready.call, _as_expression(stage), inner, sink) if not isinstance(
            sink, Drop
        ) else inner.place.add(ax.Evaluate(ready.call))
    else:
        _work(stage, inner, sink, write_block)
    inner.place.add(ax.Evaluate(ax.call(f"{attempts}.succeed")))
    failed = ax.Evaluate(ax.call(f"{attempts}.fail", ax.Name(problem)))
    tried = ax.Try(tuple(inner.place.lines), problem, (failed,))
    frame.place.add(ax.While(ax.call(f"{attempts}.goOn"), (tried,)))
    frame.lost()


def _arguments_first(stage: n.Stage, frame: Frame) -> Prepared | None:
    """Write the arguments of a call that may be made again: they are evaluated once."""
    if not isinstance(stage.body, n.ComponentCall | n.PipelineCall):
        return None
    return prepared(stage, frame, once=True)


def _as_expression(stage: n.Stage) -> n.Expression:
    """Stand for the result of a call where its type is asked for."""
    assert isinstance(stage.body, n.ComponentCall | n.PipelineCall)
    return n.Local("", type=stage.body.result)


def _work(stage: n.Stage, frame: Frame, sink: Sink, write_block: WriteBlock) -> None:
    """Write what a stage does, without its clauses."""
    address = frame.path.below(stage.segment)
    if isinstance(stage.body, n.ComponentCall | n.PipelineCall):
        made = prepared(stage, frame)
        if isinstance(sink, Drop):
            frame.place.add(ax.Evaluate(made.call))
        else:
            put(made.call, _as_expression(stage), frame, sink)
        return
    owner = address if is_stage(stage) else frame.owner
    inside = replace(frame, path=address, owner=owner)
    write_control(stage, inside, _own(stage, address, frame), sink, write_block)


def _own(stage: n.Stage, address: Address, frame: Frame) -> Address:
    """Give the address that what a statement evaluates at its start belongs to."""
    return address if is_stage(stage) else frame.owner
