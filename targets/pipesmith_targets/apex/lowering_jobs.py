"""A job that is called by another: the caller holds it, and has it do its stages as its own."""

from collections.abc import Iterator

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.draft import Around, Draft, Lines, in_state
from pipesmith_targets.apex.failing import can_fail
from pipesmith_targets.apex.frame import Drop, Sink
from pipesmith_targets.apex.labels import mark, to
from pipesmith_targets.apex.lowering_policies import Work, lower_policies
from pipesmith_targets.apex.rooms import needs_room
from pipesmith_targets.apex.scope import ClassScope
from pipesmith_targets.apex.sinks import put
from pipesmith_targets.apex.stage_calls import Called, arguments_of, parameters_of_call


def is_job(call: n.PipelineCall, home: ClassScope) -> bool:
    """Tell whether a pipeline that is called needs several transactions."""
    return (call.module, call.pipeline) in home.program.jobs


def lower_job(draft: Draft, stage: n.Stage, call: n.PipelineCall, around: Around) -> Around:
    """Lower a stage that calls a job: one label begins it, another goes on with it to its end."""
    job = draft.home.program.pipelines[call.module, call.pipeline]
    named = stage.name or stage.segment
    held = draft.field(f"{named}_run", job)
    kept: list[ax.Expression] = []

    def arguments(around: Around) -> Called:
        values = _arguments(call, around)
        if stage.policies.retry is not None:
            kept.extend(_kept(draft, call, values, around))
        given = tuple(kept) or values
        pairs = zip(parameters_of_call(call, draft.home), given, strict=True)
        return Called(ax.Call(None, job, given), tuple(pairs))

    def body(around: Around, sink: Sink, after: Lines) -> None:
        begun = ax.New(job, tuple(kept) or _arguments(call, around))
        around.place.add(ax.Assign(in_state(held), begun))
        going = draft.label(f"{named}_goes_on")
        draft.current.leave(to(going))
        inside = draft.placed(going, around)
        if needs_room((call.module, call.pipeline), draft.home.program.jobs, draft.costs):
            going.need = ax.send(in_state(held), "nextNeed")
        _go_on(held, inside, ax.Call(mark(going), "name"))
        if not isinstance(sink, Drop) and call.result not in (None, t.NULL):
            put(ax.send(in_state(held), "result"), call.result, inside.frame, sink)
        draft.current.leave(*after)

    asked_before = stage.policies.retry is not None or stage.policies.cache is not None
    work = Work(draft, stage, body, arguments=arguments if asked_before else None)
    return lower_policies(work, around)


def _arguments(call: n.PipelineCall, around: Around) -> tuple[ax.Expression, ...]:
    if any(can_fail(each.value, around.place.home) for each in call.arguments):
        around.frame.mark(around.frame.path)
    return arguments_of(call, around.place)


def _kept(
    draft: Draft, call: n.PipelineCall, values: tuple[ax.Expression, ...], around: Around
) -> Iterator[ax.Expression]:
    """Keep the arguments for all attempts."""
    for value, each in zip(values, parameters_of_call(call, draft.home), strict=True):
        if isinstance(value, ax.Text):
            yield value
            continue
        field = in_state(draft.field(each.name, draft.home.written(each.type)))
        around.place.add(ax.Assign(field, value))
        yield field


def _go_on(held: str, around: Around, again: ax.Expression) -> None:
    around.frame.mark(around.frame.path)
    waiting = around.place.names.claim("waiting")
    step = ax.call("callJob", in_state(held), again)
    left = ax.Binary("!=", ax.Name(waiting), ax.NULL)
    around.place.add(
        ax.Declare("PipelineStep", waiting, step), ax.If(((left, (ax.Return(ax.Name(waiting)),)),))
    )
