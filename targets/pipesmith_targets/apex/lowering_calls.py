"""Statements of a job that no others stand in: what works has a stage of its own."""

from dataclasses import replace

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir import walk
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.conversions import fitted
from pipesmith_targets.apex.draft import Around, Draft, Lines
from pipesmith_targets.apex.expressions import write
from pipesmith_targets.apex.failing import can_fail
from pipesmith_targets.apex.frame import Drop, Frame, Sink
from pipesmith_targets.apex.json_reading import READER, read
from pipesmith_targets.apex.labels import STATE, mark
from pipesmith_targets.apex.lowering_jobs import is_job, lower_job
from pipesmith_targets.apex.lowering_policies import LowerBody, Work, lower_policies
from pipesmith_targets.apex.retrying import backoff
from pipesmith_targets.apex.rooms import need_of
from pipesmith_targets.apex.scope import Place, Value
from pipesmith_targets.apex.sinks import put
from pipesmith_targets.apex.stages import write_attempt
from pipesmith_targets.apex.statements import write_block, write_statement
from pipesmith_targets.apex.stepping import with_steps
from pipesmith_targets.apex.transactions import is_delayed

_CONSTANTS = n.Retry | n.Backoff | n.IntValue | n.FloatValue | n.DurationValue


def lower_var(draft: Draft, statement: n.Var, around: Around) -> Around:
    """Lower a variable: it is a field of the state."""
    if can_fail(statement.value, draft.home):
        around.frame.mark(around.frame.owner)
    name = draft.field(statement.name, draft.home.written(statement.type))
    written = write(statement.value, around.place)
    value = fitted(written, statement.value.type, statement.type, around.place)
    held = ax.Name(f"{STATE}.{name}")
    around.place.add(ax.Assign(held, value))
    known = around.frame.knowing(statement.name, Value(held, statement.type))
    return replace(around, frame=known)


def lower_light(draft: Draft, statement: n.Statement, around: Around) -> Around:
    """Write a statement as ordinary Apex, its jumps out of it as steps."""
    lines = around.place.lines
    before = len(lines)
    frame = write_statement(statement, around.frame)
    lines[before:] = with_steps(draft, tuple(lines[before:]), around)
    return replace(around, frame=frame)


def lower_call(draft: Draft, stage: n.Stage, around: Around) -> Around:
    """Lower a stage that calls something, in a label of its own."""
    if isinstance(stage.body, n.PipelineCall) and is_job(stage.body, draft.home):
        return lower_job(draft, stage, stage.body, around)
    if is_delayed(stage.policies.retry):
        attempts = _attempts(draft, stage, around.frame)
        return lower_policies(Work(draft, stage, attempts, attempts=True), around)
    if draft.current.busy or draft.current.title:
        around = draft.next(stage.segment, around)
    _begin_work(draft, stage)
    return lower_light(draft, stage, around)


def _begin_work(draft: Draft, stage: n.Stage) -> None:
    label = draft.current
    label.busy, label.title = True, stage.segment
    label.need = need_of(stage, draft.costs)


def _attempts(draft: Draft, stage: n.Stage, outer: Frame) -> LowerBody:
    """Give what lowers the attempts of a call: its label alone is run again."""

    def body(around: Around, sink: Sink, after: Lines) -> None:
        retry = stage.policies.retry
        assert retry is not None, "time passes between attempts"
        if draft.current.begun or walk.free_names(retry):
            around = draft.next(stage.segment, around)
        _begin_work(draft, stage)
        draft.current.backoff = _backoff(draft, retry, around)
        frame = replace(around.frame, path=outer.path, owner=outer.owner)
        write_attempt(stage, frame, sink, write_block)
        draft.current.leave(*after)

    return body


def _backoff(draft: Draft, retry: n.Retry, around: Around) -> Lines:
    """Write when the current label is tried again."""
    place = Place(draft.home, draft.home.locals(STATE), draft.exported(around.place.values))
    if not all(isinstance(part, _CONSTANTS) for part in walk.inside(retry)):
        address = around.frame.path.read()
        place.add(ax.Evaluate(ax.call("PipelineRun.at", address)))
    made = backoff(retry, place)
    return (*place.lines, ax.Return(made))


def lower_signal(draft: Draft, stage: n.Stage, body: n.Signal, around: Around) -> Around:
    """Lower a wait for a signal: its label looks for it, and is run again while it is missing."""

    def signal(around: Around, sink: Sink, after: Lines) -> None:
        if draft.current.begun:
            around = draft.next(stage.segment, around)
        draft.current.title = stage.segment
        around.frame.mark(around.frame.path)
        answer = around.place.names.claim("answer")
        received = ax.call("PipelineSignals.received", ax.Text(body.name))
        again = ax.call("PipelineSignals.later", ax.Call(mark(draft.current), "name"))
        missing = ax.Binary("==", ax.Name(answer), ax.NULL)
        around.place.add(
            ax.Declare(READER, answer, received), ax.If(((missing, (ax.Return(again),)),))
        )
        _take(body.result, answer, around, sink)
        draft.current.leave(*after)

    return lower_policies(Work(draft, stage, signal), around)


def _take(result: t.Type, answer: str, around: Around, sink: Sink) -> None:
    """Write that what was sent is read, and put where it is wanted."""
    if result == t.NULL:
        return
    home = around.place.home
    value = around.place.names.claim("value")
    made = read(ax.Name(answer), result, home)
    around.place.add(
        ax.Declare(home.written(result), value, made),
        ax.Evaluate(ax.call(f"{answer}.requireSound")),
    )
    if not isinstance(sink, Drop):
        put(ax.Name(value), result, around.frame, sink)


def lower_wait(draft: Draft, stage: n.Stage, body: n.Wait, around: Around) -> Around:
    """Lower a wait: what follows it is a label that begins later."""

    def wait(around: Around, sink: Sink, after: Lines) -> None:
        if can_fail(body.value, draft.home):
            around.frame.mark(around.frame.owner)
        value = write(body.value, around.place)
        later = ax.Call(mark(draft.onward(after)), "name")
        how = "PipelineStep.at" if body.until else "PipelineStep.later"
        draft.current.leave(ax.Return(ax.call(how, later, value)))

    return lower_policies(Work(draft, stage, wait), around)
