"""Stages: their clauses, outermost first, and the work in them."""

from collections.abc import Callable
from dataclasses import replace

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.walk import free_names
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.control import write_control
from pipesmith_targets.apex.conversions import fitted
from pipesmith_targets.apex.errors import ERROR, name_set
from pipesmith_targets.apex.expressions import write
from pipesmith_targets.apex.failing import can_fail
from pipesmith_targets.apex.frame import Drop, Frame, Into, Sink, is_stage
from pipesmith_targets.apex.jumping import leaving
from pipesmith_targets.apex.keeping import keeping
from pipesmith_targets.apex.limiting import at_least_one, limited
from pipesmith_targets.apex.scope import Value
from pipesmith_targets.apex.sinks import give, put
from pipesmith_targets.apex.stage_calls import Called, call_of
from pipesmith_targets.apex.tracing import tells_itself

WriteBlock = Callable[[n.Block, Frame, Sink], None]
_LOOPS = n.Foreach | n.While | n.Repeat


def write_stage(stage: n.Stage, frame: Frame, write_block: WriteBlock) -> Frame:
    """Write a stage; the frame that is given back knows its value."""
    if stage.name is None or stage.name not in frame.read:
        _with_when(stage, frame, Drop(), write_block)
        return frame
    name, inside = frame.bind(stage.name, stage.type)
    written = frame.place.home.written(stage.type)
    if isinstance(stage.body, n.ComponentCall | n.PipelineCall) and _is_bare(stage):
        called = call_of(stage, stage.body, frame)
        value = fitted(called.call, stage.body.result, stage.type, frame.place)
        frame.place.add(ax.Declare(written, name, value))
        return inside
    looped = isinstance(stage.body, _LOOPS) and _is_bare(stage)
    if looped and tells_itself(stage):
        frame.mark(frame.path.below(stage.segment))
    frame.place.add(ax.Declare(written, name, ax.New(written) if looped else ax.NULL))
    _with_when(stage, frame, Into(name, stage.type), write_block)
    return inside


def write_attempt(stage: n.Stage, frame: Frame, sink: Sink, write_block: WriteBlock) -> None:
    """Write one attempt at a stage, whose clauses around the attempts stand elsewhere."""
    policies = replace(stage.policies, deadline=None, retry=None)
    _with_cache(replace(stage, policies=policies), frame, sink, write_block)


def _is_bare(stage: n.Stage) -> bool:
    """Tell whether a stage has no clause that Apex writes around its work."""
    policies = stage.policies
    clauses: list[object] = [policies.when, policies.cache, policies.idempotent, policies.fallback]
    clauses += [policies.deadline, policies.retry, stage.convert]
    if not isinstance(policies.concurrency, n.IntValue):
        clauses.append(policies.concurrency)
    if not isinstance(stage.body, n.ComponentCall):
        clauses.append(policies.timeout)
    return all(each is None for each in clauses)


# ---------------------------------------------------------------- clauses


def _with_when(stage: n.Stage, frame: Frame, sink: Sink, write_block: WriteBlock) -> None:
    when = stage.policies.when
    if when is None:
        _with_fallback(stage, frame, sink, write_block)
        return
    address = frame.path.below(stage.segment)
    own = address if is_stage(stage) else frame.owner
    if can_fail(when.condition, frame.place.home):
        frame.mark(own)
    condition = write(when.condition, frame.place)
    taken, left = frame.block(), frame.block()
    _with_fallback(stage, taken, sink, write_block)
    left.place.add(ax.Evaluate(ax.call("PipelineRun.skip", address.read())))
    if when.otherwise is not None:
        if can_fail(when.otherwise, frame.place.home):
            left.mark(own)
        give(when.otherwise, left, sink)
    frame.place.add(ax.If(((condition, tuple(taken.place.lines)),), tuple(left.place.lines)))
    frame.lost()


def _converted(stage: n.Stage, frame: Frame, sink: Sink, write_block: WriteBlock) -> None:
    """Write that what the body gives becomes of the stage's type."""
    convert, home = stage.convert, frame.place.home
    if convert is None or (isinstance(sink, Drop) and not can_fail(convert, home)):
        _with_cache(stage, frame, sink, write_block)
        return
    given = stage.body.result
    written = home.written(given)
    empty = ax.New(written) if isinstance(stage.body, _LOOPS) else ax.NULL
    name = frame.place.declare(empty, given, f"{stage.name}_given")
    _with_cache(stage, frame, Into(name, given), write_block)
    if can_fail(convert, home):
        frame.lost()
        frame.mark(frame.path.below(stage.segment))
    give(convert, frame.knowing("it", Value(ax.Name(name), given)), sink)


def _with_cache(stage: n.Stage, frame: Frame, sink: Sink, write_block: WriteBlock) -> None:
    policies = stage.policies
    if policies.cache is None and policies.idempotent is None:
        _with_deadline(stage, frame, sink, write_block, None)
        return
    called = _called_once(stage, frame)
    sink = _kept_sink(stage, frame, sink)
    inner = frame.block()
    _with_deadline(stage, inner, sink, write_block, called)
    for clause in (policies.idempotent, policies.cache):
        if clause is not None:
            inner = keeping(stage, clause, called, frame, inner, sink)
    frame.place.add(*inner.place.lines)
    frame.lost()


def _called_once(stage: n.Stage, frame: Frame) -> Called | None:
    """Write the arguments of a call, once for all that is made of them."""
    if isinstance(stage.body, n.ComponentCall | n.PipelineCall):
        return call_of(stage, stage.body, frame, once=True)
    return None


def _kept_sink(stage: n.Stage, frame: Frame, sink: Sink) -> Into:
    """Give the variable whose value is kept."""
    if isinstance(sink, Into):
        return sink
    return Into(frame.place.declare(ax.NULL, stage.type, "kept"), stage.type)


def _with_fallback(stage: n.Stage, frame: Frame, sink: Sink, write_block: WriteBlock) -> None:
    """Write a fallback; it stands around what is kept, for its value is not."""
    fallback = stage.policies.fallback
    if fallback is None:
        _converted(stage, frame, sink, write_block)
        return
    inner, handler = frame.block(), frame.block()
    _converted(stage, inner, sink, write_block)
    problem = handler.place.names.claim("problem")
    handler = _caught(handler, fallback, problem)
    if can_fail(fallback, frame.place.home):
        handler.lost()
        handler.mark(frame.path.below(stage.segment))
    give(fallback, handler, sink)
    frame.place.add(ax.Try(tuple(inner.place.lines), problem, tuple(handler.place.lines)))
    frame.lost()


def _caught(frame: Frame, fallback: n.Expression, problem: str) -> Frame:
    """Write that the failure is handled, and give the frame of the fallback, which may read it."""
    caught = ax.call("PipelineRun.caught", ax.Name(problem))
    if "error" not in free_names(fallback):
        frame.place.add(ax.Evaluate(caught))
        return frame
    name = frame.place.names.claim("error")
    frame.place.add(ax.Declare(ERROR, name, caught))
    return frame.knowing("error", Value(ax.Name(name), t.PIPELINE_ERROR))


def _with_deadline(
    stage: n.Stage, frame: Frame, sink: Sink, write_block: WriteBlock, called: Called | None
) -> None:
    concurrency, deadline = stage.policies.concurrency, stage.policies.deadline
    if concurrency is not None and not isinstance(concurrency, n.IntValue):
        frame.mark(frame.path.below(stage.segment))
        at_least_one(concurrency, "concurrency", frame.place)
    if deadline is None:
        _with_retry(stage, frame, sink, write_block, called)
        return
    if called is None:
        called = _called_once(stage, frame)
    frame.mark(frame.path.below(stage.segment))
    inner = frame.block()
    _with_retry(stage, inner, sink, write_block, called)
    limited(deadline, "deadline", inner.place.lines, frame.place)
    frame.lost()


def _with_retry(
    stage: n.Stage, frame: Frame, sink: Sink, write_block: WriteBlock, called: Called | None
) -> None:
    retry = stage.policies.retry
    if retry is None:
        _work(stage, frame, sink, write_block, called)
        return
    if called is None:
        called = _called_once(stage, frame)
    frame.mark(frame.path.below(stage.segment))
    attempts = _attempts(retry, frame)
    inner = frame.block()
    _work(stage, inner, sink, write_block, called)
    if not ax.ends(inner.place.lines):
        inner.place.add(ax.Evaluate(ax.call(f"{attempts}.succeed")))
    problem = frame.block().place.names.claim("problem")
    failed = ax.Evaluate(ax.call(f"{attempts}.fail", ax.Name(problem)))
    lines, jumps = leaving(tuple(inner.place.lines), frame.place.plain())
    tried = ax.Try(lines, problem, (failed,))
    frame.place.add(ax.While(ax.call(f"{attempts}.goOn"), (tried,)), *jumps)
    frame.lost()


def _attempts(retry: n.Retry, frame: Frame) -> str:
    """Write the variable that counts attempts."""
    given = write(retry.count, frame.place), name_set(retry.on)
    name = frame.place.names.claim("attempts")
    frame.place.add(ax.Declare("PipelineAttempts", name, ax.New("PipelineAttempts", given)))
    return name


# ---------------------------------------------------------------- work


def _work(
    stage: n.Stage, frame: Frame, sink: Sink, write_block: WriteBlock, called: Called | None
) -> None:
    """Write what a stage does, without its clauses; `called` is a call whose arguments stand."""
    address = frame.path.below(stage.segment)
    limit = stage.policies.timeout
    if isinstance(stage.body, n.ComponentCall):
        _take(called or call_of(stage, stage.body, frame), stage.body, frame, sink)
        return
    inner = frame if limit is None else frame.block()
    if limit is not None or tells_itself(stage):
        frame.mark(address)
    if isinstance(stage.body, n.PipelineCall):
        _take(called or call_of(stage, stage.body, inner), stage.body, inner, sink)
    else:
        own = address if is_stage(stage) else frame.owner
        inside = replace(inner, path=address, owner=own)
        write_control(stage, inside, own, sink, write_block)
    if limit is not None:
        limited(limit, "timeout", inner.place.lines, frame.place)
        frame.lost()


def _take(called: Called, body: n.ComponentCall | n.PipelineCall, frame: Frame, sink: Sink) -> None:
    """Write a call, and put its result where it is wanted."""
    if isinstance(sink, Drop):
        frame.place.add(ax.Evaluate(called.call))
    else:
        put(called.call, body.result, frame, sink)
