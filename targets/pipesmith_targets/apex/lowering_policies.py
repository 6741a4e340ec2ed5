"""The clauses of a statement that is several stages of a job, outermost first.

Each function lowers one clause around the next. `after` follows where the statement succeeds, the
edge of what is around where it fails. What a clause has to know later is a field of the state.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.draft import Around, Draft, Lines, in_state
from pipesmith_targets.apex.expressions import write
from pipesmith_targets.apex.failing import can_fail
from pipesmith_targets.apex.frame import Drop, Into, Sink, is_stage
from pipesmith_targets.apex.keeping import key_of, taken
from pipesmith_targets.apex.labels import STATE, mark, to
from pipesmith_targets.apex.limiting import at_least_one, length_of
from pipesmith_targets.apex.retrying import backoff
from pipesmith_targets.apex.scope import Value
from pipesmith_targets.apex.sinks import give
from pipesmith_targets.apex.stage_calls import Called
from pipesmith_targets.apex.stepping import failed

LowerBody = Callable[[Around, Sink, Lines], None]


@dataclass(frozen=True, slots=True)
class Work:
    """A statement that is lowered, and what lowers its body.

    `attempts` says that the body is the attempts at a call, which bring the clauses from `cache`
    inwards, save `deadline`. `arguments` are evaluated once, before anything is kept or tried.
    """

    draft: Draft
    stage: n.Stage
    body: LowerBody
    attempts: bool = False
    arguments: Callable[[Around], Called] | None = None

    @property
    def name(self) -> str:
        """Give what its fields and labels are named after."""
        return self.stage.name or self.stage.segment


def lower_policies(work: Work, around: Around) -> Around:
    """Lower a statement; what is given back stands around those that follow."""
    draft, stage = work.draft, work.stage
    held = result_field(draft, stage)
    sink: Sink = Into(f"{STATE}.{held}", stage.type) if held else Drop()
    own = around.frame.path.below(stage.segment)
    owner = own if is_stage(stage) else around.frame.owner
    after = draft.label(f"after_{work.name}")
    values = draft.exported(around.place.values)
    _with_when(work, around.within(path=own, owner=owner), sink, (to(after),))
    return knowing(stage, held, draft.placed(after, around, values))


def result_field(draft: Draft, stage: n.Stage) -> str | None:
    """Take the field of the state that a statement's value becomes, None where none is read."""
    if stage.name is None or stage.name not in draft.read:
        return None
    return draft.field(stage.name, draft.home.written(stage.type))


def knowing(stage: n.Stage, held: str | None, around: Around) -> Around:
    """Give what stands around statements that may read the value of a stage."""
    if held is None or stage.name is None:
        return around
    value = Value(in_state(held), stage.type)
    return replace(around, frame=around.frame.knowing(stage.name, value))


# ---------------------------------------------------------------- whether, and instead


def _with_when(work: Work, around: Around, sink: Sink, after: Lines) -> None:
    when = work.stage.policies.when
    if when is None:
        _with_fallback(work, around, sink, after)
        return
    if can_fail(when.condition, work.draft.home):
        around.frame.mark(around.frame.owner)
    condition = write(when.condition, around.place)
    left = around.frame.block()
    left.place.add(ax.Evaluate(ax.call("PipelineRun.skip", around.frame.path.read())))
    if when.otherwise is not None:
        if can_fail(when.otherwise, work.draft.home):
            left.mark(around.frame.owner)
        give(when.otherwise, left, sink)
    left.place.add(*after)
    work.draft.current.leave(ax.If(((ax.negation(condition), tuple(left.place.lines)),)))
    around.frame.lost()
    _with_fallback(work, around, sink, after)


def _with_fallback(work: Work, around: Around, sink: Sink, after: Lines) -> None:
    fallback, draft = work.stage.policies.fallback, work.draft
    if fallback is None:
        _converted(work, around, sink, after)
        return
    handler = draft.label(f"{work.name}_fallback")
    values = draft.exported(around.place.values)
    _converted(work, draft.placed_again(around, (to(handler),)), sink, after)
    handled = draft.handling("error", draft.placed(handler, around, values))
    if can_fail(fallback, draft.home):
        handled.frame.mark(handled.frame.path)
    give(fallback, handled.frame, sink)
    draft.current.leave(*after)


def _converted(work: Work, around: Around, sink: Sink, after: Lines) -> None:
    """Lower that what the body gives becomes of the statement's type."""
    convert, draft = work.stage.convert, work.draft
    if convert is None or (isinstance(sink, Drop) and not can_fail(convert, draft.home)):
        _with_cache(work, around, sink, after)
        return
    given = work.stage.body.result
    held, then = draft.field(f"{work.name}_given", draft.home.written(given)), draft.label("given")
    values = draft.exported(around.place.values)
    _with_cache(work, around, Into(f"{STATE}.{held}", given), (to(then),))
    inside = draft.placed(then, around, values)
    inside.frame.mark(inside.frame.path)
    give(convert, inside.frame.knowing("it", Value(in_state(held), given)), sink)
    draft.current.leave(*after)


# ---------------------------------------------------------------- results that are kept


def _with_cache(work: Work, around: Around, sink: Sink, after: Lines) -> None:
    policies, draft = work.stage.policies, work.draft
    called = work.arguments(around) if work.arguments is not None else None
    clauses = [each for each in (policies.cache, policies.idempotent) if each is not None]
    if not clauses or work.attempts:
        _with_deadline(work, around, sink, after)
        return
    sink = _kept_sink(work, sink)
    keys = [_taken(work, clause, called, around, sink, after) for clause in clauses]
    then, values = draft.label(f"keep_{work.name}"), draft.exported(around.place.values)
    _with_deadline(work, around, sink, (to(then),))
    inside = draft.placed(then, around, values)
    for key in keys:
        kept = ax.call("PipelineStore.put", key, ax.Name(sink.name))
        inside.place.add(ax.Evaluate(kept))
    draft.current.leave(*after)


def _kept_sink(work: Work, sink: Sink) -> Into:
    """Give the field whose value is kept."""
    if isinstance(sink, Into):
        return sink
    result = work.stage.body.result
    return Into(f"{STATE}.{work.draft.field('kept', work.draft.home.written(result))}", result)


def _taken(
    work: Work,
    clause: n.Cache | n.Expression,
    called: Called | None,
    around: Around,
    sink: Into,
    after: Lines,
) -> ax.Expression:
    """Lower that a value is taken from the store, and give the key that it is kept by."""
    around.frame.mark(around.frame.path)
    key = in_state(work.draft.field(f"{work.name}_key", "String"))
    around.place.add(ax.Assign(key, key_of(work.stage, clause, called, around.frame)))
    asked, lines = taken(work.stage, clause, key, around.frame.path, sink, around.place)
    work.draft.current.leave(ax.If(((asked, (*lines, *after)),)))
    return key


# ---------------------------------------------------------------- limits and attempts


def _with_deadline(work: Work, around: Around, sink: Sink, after: Lines) -> None:
    deadline = work.stage.policies.deadline
    if deadline is not None:
        around.frame.mark(around.frame.path)
        around = begin_limit(work.draft, f"{work.name}_deadline", deadline, around)
    _with_retry(work, around, sink, after)


def begin_limit(draft: Draft, wanted: str, limit: n.Expression, around: Around) -> Around:
    """Begin a limit of time, which the stages that follow are within."""
    held = draft.field(wanted, "PipelineLimits.Bound")
    length = length_of(limit, wanted.rpartition("_")[2], around.place)
    made = ax.call("PipelineLimits.bound", length)
    around.place.add(ax.Assign(in_state(held), made))
    inside = replace(around, bounds=(*around.bounds, held))
    return draft.placed_again(inside, inside.edge)


def _with_retry(work: Work, around: Around, sink: Sink, after: Lines) -> None:
    retry, draft = work.stage.policies.retry, work.draft
    if retry is None or work.attempts:
        _with_timeout(work, around, sink, after)
        return
    around.frame.mark(around.frame.path)
    held = draft.field(f"{work.name}_attempts", "PipelineAttempts")
    made = ax.New("PipelineAttempts", (backoff(retry, around.place),))
    around.place.add(ax.Assign(in_state(held), made))
    attempt = draft.label(f"try_{work.name}")
    later = ax.call(
        "PipelineStep.later", ax.Call(mark(attempt), "name"), ax.Name(f"{STATE}.{held}.delay")
    )
    again = ax.If(((ax.call("triesAgain", in_state(held)), (ax.Return(later),)),))
    draft.current.leave(to(attempt))
    inside = draft.placed(attempt, replace(around, edge=(again, *failed(around))))
    inside.place.add(ax.Evaluate(ax.call(f"{STATE}.{held}.goOn")))
    _with_timeout(work, inside, sink, after)


def _with_timeout(work: Work, around: Around, sink: Sink, after: Lines) -> None:
    policies = work.stage.policies
    if not work.attempts:
        if policies.concurrency is not None:
            around.frame.mark(around.frame.path)
            at_least_one(policies.concurrency, "concurrency", around.place)
        limit = _timeout(work.stage)
        if limit is not None:
            around.frame.mark(around.frame.path)
            around = begin_limit(work.draft, f"{work.name}_timeout", limit, around)
    work.draft.exported(around.place.values)
    work.body(around, sink, after)


def _timeout(stage: n.Stage) -> n.Expression | None:
    """Give the limit of an attempt, which is a part of a signal."""
    return stage.body.timeout if isinstance(stage.body, n.Signal) else stage.policies.timeout
