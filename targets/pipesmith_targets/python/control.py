"""Bodies of stages: calls, and control statements in line or as functions of their own.

Control stands in line, as Python's own. It becomes a function where something has to be done with
it as a whole: policies, a conversion of its value, or iterations that run at once.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.python import lines as ln
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.annotations import annotation
from pipesmith_targets.python.catching import write_try
from pipesmith_targets.python.choices import write_if, write_switch
from pipesmith_targets.python.closures import closed, run_parameter
from pipesmith_targets.python.direct import direct_stage
from pipesmith_targets.python.frame import Drop, Frame, Give, Into, Sink
from pipesmith_targets.python.inference import needs_declaration
from pipesmith_targets.python.leaving import Leaving, handed_on, leaving
from pipesmith_targets.python.locating import fails_itself, located
from pipesmith_targets.python.loops import concurrent_loop, direct_loop, write_loop
from pipesmith_targets.python.parallel import parallel_call, write_parallel
from pipesmith_targets.python.policies import is_layered
from pipesmith_targets.python.signals import signal_call
from pipesmith_targets.python.sinks import give
from pipesmith_targets.python.stages import bare_site, stage_call, stage_clauses

Awaitable = tuple[ln.Lines, py.Node]
"""What has to be defined first, and what is awaited."""


def awaitable(stage: n.Stage, frame: Frame) -> Awaitable | None:
    """Write a stage as something to await, None where it is more than that."""
    return None if stage.policies.when else _body_awaitable(stage, frame)


def write_body(stage: n.Stage, frame: Frame, sink: Sink) -> ln.Lines:
    """Write the body of a stage, and hand its value to the sink."""
    if lines := direct_stage(stage, frame, sink):
        return lines
    if isinstance(stage.body, n.Foreach) and (lines := direct_loop(stage, stage.body, frame, sink)):
        return lines
    if is_layered(stage) and (jumps := leaving(stage)):
        function, call = _as_function(stage, frame, jumps)
        return [*function, *handed_on(jumps, stage, call, frame, sink)]
    if made := _body_awaitable(stage, frame):
        before, call = made
        return [*before, give(py.awaited(call), sink)]
    return _in_line(stage, frame, sink)


def _body_awaitable(stage: n.Stage, frame: Frame) -> Awaitable | None:
    match stage.body:
        case n.ComponentCall() | n.PipelineCall():
            return [], stage_call(stage, stage.body, frame)
        case n.Signal():
            return [], signal_call(stage, stage.body, frame)
        case _ if is_layered(stage):
            return _as_function(stage, frame)
        case n.Foreach(parallel=parallel) if parallel is not None:
            return concurrent_loop(stage, stage.body, parallel, frame)
        case n.Parallel(mode="any" | "count"):
            return parallel_call(stage, stage.body, frame)
        case n.Wait(value=value, until=until):
            ask = py.attribute(frame.run, "wait_until" if until else "wait")
            given = located(value, stage, frame)
            return [], py.call(ask, bare_site(stage, frame), given, **frame.framing)
        case _:
            return None


def _as_function(stage: n.Stage, frame: Frame, jumps: Leaving | None = None) -> Awaitable:
    """Write a control statement with policies: a function, and its execution as a stage."""
    known = frame.scope.names.claim(f"{stage.name or stage.body.kind}_body")
    inner = jumps.inside(frame) if jumps else frame.function("run")
    inner = replace(inner.of_stage(stage), framed=not _is_stage_itself(stage.body))
    plain = replace(stage, name=None, policies=n.Policies(), convert=None)
    site = bare_site(stage, frame)  # the first to name the site, as the body knows no clauses
    wanted = _wanted(stage)
    lines = write_body(plain, inner, Drop() if wanted is None else Give(wanted))
    if jumps and jumps.completes and wanted is None:
        lines.append(ln.returned(py.NONE))
    module = frame.scope.module
    result = jumps.annotation(wanted, frame) if jumps else annotation(wanted, module)
    made = ln.defined(known, [run_parameter(frame)], result, closed(lines, inner, frame))
    clauses = stage_clauses(stage, frame)
    return [made], py.call(py.attribute(frame.run, "stage"), site, py.name(known), **clauses)


def _is_stage_itself(body: n.Body) -> bool:
    """Tell whether the runtime frames a statement as a stage, unless it is told not to."""
    race = isinstance(body, n.Parallel) and body.mode != "all"
    return race or isinstance(body, n.Wait)


def _wanted(stage: n.Stage) -> t.Type | None:
    """Give the type of a body's value, None where there is none or nobody reads the record that
    branches join to.
    """
    result = stage.body.result
    unread = isinstance(result, t.AnonymousType) and not stage.used and stage.convert is None
    return None if unread or result == t.NULL else result


def _in_line(stage: n.Stage, frame: Frame, sink: Sink) -> ln.Lines:
    """Write a control statement as Python's own; a named one is framed, so that it can be seen."""
    match stage.body:
        case n.Foreach() | n.While() | n.Repeat():
            return write_loop(stage, stage.body, frame, sink)
        case n.If() | n.Switch() | n.Try() | n.Parallel():
            framed = stage.name is not None and (frame.direct is None or fails_itself(stage))
            inner = frame.indirect().of_stage(stage) if framed else frame
            lines = _statement(stage, stage.body, _below(stage, inner), sink)
        case n.ComponentCall() | n.PipelineCall() | n.Wait() | n.Signal():
            raise AssertionError("calls are awaited")
        case _:
            assert_never(stage.body)
    declared = _declaration(stage.body, frame, sink)
    if not framed:
        return [*declared, *lines]
    site = bare_site(stage, frame)
    return [*declared, ln.within(py.call(py.attribute(frame.run, "block"), site), lines)]


def _below(stage: n.Stage, frame: Frame) -> Frame:
    """Give the frame of what stands inside a control statement."""
    site = bare_site(stage, frame) if frame.scope.module.options.traced else None
    return replace(frame.below(stage.segment), site=site)


def _statement(
    stage: n.Stage, body: n.If | n.Switch | n.Try | n.Parallel, frame: Frame, sink: Sink
) -> ln.Lines:
    match body:
        case n.If():
            return write_if(body, frame, sink)
        case n.Switch():
            return write_switch(body, frame, sink)
        case n.Try():
            return write_try(body, frame, sink)
        case n.Parallel():
            return write_parallel(stage, body, frame, sink)
        case _:
            assert_never(body)


def _declaration(body: n.If | n.Switch | n.Try | n.Parallel, frame: Frame, sink: Sink) -> ln.Lines:
    if not isinstance(sink, Into) or not needs_declaration(_values(body), sink.type):
        return []
    written = frame.annotation(sink.name, sink.type)
    return [] if written is None else [ln.declare(sink.name, written)]


def _values(body: n.If | n.Switch | n.Try | n.Parallel) -> Iterator[n.Block]:
    """Give the blocks whose values are the statement's."""
    match body:
        case n.If(arms=arms, otherwise=otherwise):
            yield from (arm.body for arm in arms)
            yield otherwise or n.Block(())
        case n.Switch(cases=cases, otherwise=otherwise, exhaustive=exhaustive):
            yield from (case.body for case in cases)
            yield otherwise or n.Block((), completes=not exhaustive)
        case n.Try(body=block, catches=catches):
            yield block
            yield from (catch.body for catch in catches)
        case n.Parallel():
            return
        case _:
            assert_never(body)
