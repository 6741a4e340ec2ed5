"""Statements of a job that no others stand in: what works has a stage of its own."""

from dataclasses import replace

from pipesmith.ir import nodes as n
from pipesmith.ir import walk
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.conversions import fitted
from pipesmith_targets.apex.draft import Around, Draft
from pipesmith_targets.apex.errors import name_set
from pipesmith_targets.apex.expressions import write
from pipesmith_targets.apex.failing import can_fail
from pipesmith_targets.apex.frame import Drop, Into
from pipesmith_targets.apex.labels import STATE, mark, to
from pipesmith_targets.apex.scope import Place, Value
from pipesmith_targets.apex.sinks import give
from pipesmith_targets.apex.statements import write_statement
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
    if draft.current.busy or draft.current.title or walk.free_names(stage.policies.retry):
        around = draft.next(stage.segment, around)
    draft.current.busy = True
    draft.current.title = stage.segment
    policies = stage.policies
    if not is_delayed(policies.retry):
        return lower_light(draft, stage, around)
    draft.current.retry = policies.retry
    fallback = policies.fallback
    plain = replace(stage, policies=replace(policies, retry=None, fallback=None))
    if fallback is None:
        _backoff(draft, stage, policies.retry, around)
        return lower_light(draft, plain, around)
    return _with_fallback(draft, plain, fallback, policies.retry, around)


def _backoff(draft: Draft, stage: n.Stage, retry: n.Retry | None, around: Around) -> None:
    """Write when the current label is tried again."""
    assert retry is not None and retry.backoff is not None
    place = Place(draft.home, draft.home.locals(STATE), draft.exported(around.place.values))
    if not all(isinstance(part, _CONSTANTS) for part in walk.inside(retry)):
        address = around.frame.path.below(stage.segment)
        place.add(ax.Evaluate(ax.call("PipelineRun.at", address.read())))
    made: ax.Expression = ax.New("PipelineBackoff", (write(retry.count, place), name_set(retry.on)))
    backoff = retry.backoff
    made = ax.Call(made, "after", (write(backoff.start, place),))
    for name, part in (
        ("growing", backoff.step),
        ("times", backoff.factor),
        ("atMost", backoff.limit),
    ):
        if part is not None:
            made = ax.Call(made, name, (write(part, place),))
    draft.current.backoff = (*place.lines, ax.Return(made))


def _with_fallback(
    draft: Draft, stage: n.Stage, fallback: n.Expression, retry: n.Retry | None, around: Around
) -> Around:
    """Lower a stage whose fallback has to wait until no attempts are left."""
    held, values = result_field(draft, stage), draft.exported(around.place.values)
    sink = Into(f"{STATE}.{held}", stage.type) if held else Drop()
    handler, after = draft.label(f"{stage.segment}_fallback"), draft.label("after")
    draft.current.edge = (to(handler),)
    _backoff(draft, stage, retry, around)
    inner = lower_light(draft, stage, around)
    if held and stage.name is not None:
        read = inner.place.values[stage.name].read
        inner.place.add(ax.Assign(ax.Name(sink.name), read))  # type: ignore[union-attr]
    draft.current.leave(to(after))
    handled = draft.handling("error", draft.placed(handler, around, values))
    give(fallback, handled.frame, sink)
    draft.current.leave(to(after))
    around = draft.placed(after, around, values)
    return knowing(stage, held, around)


def lower_wait(draft: Draft, stage: n.Stage, body: n.Wait, around: Around) -> Around:
    """Lower a wait: what follows it is a label that begins later."""
    owner = around.frame.path.below(stage.segment)
    around.frame.lost()
    around.frame.mark(owner)
    value = write(body.value, around.place)
    label = draft.label("after_wait")
    later = ax.Call(mark(label), "name")
    how = "PipelineStep.at" if body.until else "PipelineStep.later"
    draft.current.leave(ax.Return(ax.call(how, later, value)))
    return draft.placed(label, around)


def result_field(draft: Draft, stage: n.Stage) -> str | None:
    """Take the field of the state that a statement's value becomes, None where none is read."""
    if stage.name is None or stage.name not in draft.read:
        return None
    return draft.field(stage.name, draft.home.written(stage.type))


def knowing(stage: n.Stage, held: str | None, around: Around) -> Around:
    """Give what stands around statements that may read the value of a stage."""
    if held is None or stage.name is None:
        return around
    value = Value(ax.Name(f"{STATE}.{held}"), stage.type)
    return replace(around, frame=around.frame.knowing(stage.name, value))
