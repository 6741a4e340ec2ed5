"""A pipeline that needs several transactions, as stages that lead to one another.

Reads     a pipeline whose statements wait, or have work tried again after some time.
Gives     labels: lines that end in the next step, with an edge for their failure.
Reports   nothing.
Promises  that each label has work done at most once, so that it alone is tried again.
Leaves    names of labels and fields of the state to `jobs`.
"""

from dataclasses import replace

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.control import write_control
from pipesmith_targets.apex.draft import Around, Draft, Lines
from pipesmith_targets.apex.failing import can_fail
from pipesmith_targets.apex.frame import Address, Drop, Frame, Keep, Sink
from pipesmith_targets.apex.labels import STATE, Label, to
from pipesmith_targets.apex.limiting import at_least_one
from pipesmith_targets.apex.lowering_branches import lower_join, lower_race
from pipesmith_targets.apex.lowering_calls import (
    lower_call,
    lower_light,
    lower_signal,
    lower_var,
    lower_wait,
)
from pipesmith_targets.apex.lowering_loops import lower_foreach, lower_repeat, lower_while
from pipesmith_targets.apex.lowering_policies import Work, lower_policies
from pipesmith_targets.apex.lowering_tries import lower_try
from pipesmith_targets.apex.ordering import in_order
from pipesmith_targets.apex.scope import Value
from pipesmith_targets.apex.sinks import give, keep_nothing
from pipesmith_targets.apex.statements import write_block
from pipesmith_targets.apex.stepping import with_steps
from pipesmith_targets.apex.tracing import tells_itself
from pipesmith_targets.apex.transactions import works


def lower(draft: Draft, values: dict[str, Value], frame: Frame) -> None:
    """Lower the body of the pipeline, and what it does on an error."""
    handling = draft.pipeline.on_error
    handler = draft.label("on_error") if handling else None
    edge = (to(handler),) if handler else ()
    draft.read = frame.read
    around = draft.placed(draft.current, Around(replace(frame, path=Address()), edge), values)
    finished = (ax.Return(ax.call("PipelineStep.finish")),)
    at_least_one(draft.pipeline.concurrency, "concurrency", around.place)
    lower_block(draft, draft.pipeline.body, around, Drop(), finished)
    if handling is not None and handler is not None:
        _on_error(draft, handling, handler, replace(around, edge=()), values)


def _on_error(
    draft: Draft, handling: n.OnError, label: Label, around: Around, values: dict[str, Value]
) -> None:
    held, name = draft.caught(handling.name)
    first = ax.Name(f"{STATE}.{held}")
    again = ax.Assign(ax.Name("problem"), ax.call("joined", first, ax.Name("problem")))
    failed = ax.Return(ax.call("PipelineStep.fail"))
    inside = draft.placed(label, replace(around, edge=(again, failed)), values)
    inside = inside.within(path=Address().below("on_error"))
    inside.place.add(ax.Assign(first, ax.Name("problem")))
    if draft.pipeline.timeout is not None:
        inside.place.add(ax.Evaluate(ax.call("liftTimeout")))
    known = Value(ax.Name(name), t.PIPELINE_ERROR)
    inside = replace(inside, frame=inside.frame.knowing(handling.name, known))
    end = ax.Assign(ax.Name("problem"), first)
    lower_block(draft, handling.body, inside, Drop(), (end, failed))


def lower_block(draft: Draft, block: n.Block, around: Around, sink: Sink, after: Lines) -> None:
    """Lower a block; its value goes to the sink, and what follows it is `after`."""
    for statement in in_order(block):
        around = _statement(draft, statement, around)
    if not block.completes:
        return
    if block.value is not None:
        if can_fail(block.value, draft.home):
            around.frame.mark(around.frame.owner)
        give(block.value, around.frame, sink)
    elif isinstance(sink, Keep):
        keep_nothing(around.frame, sink)
    draft.current.leave(*after)


def _statement(draft: Draft, statement: n.Statement, around: Around) -> Around:
    if isinstance(statement, n.Var):
        return lower_var(draft, statement, around)
    if not isinstance(statement, n.Stage) or not works(statement):
        return lower_light(draft, statement, around)
    if isinstance(statement.body, n.ComponentCall | n.PipelineCall):
        return lower_call(draft, statement, around)
    if isinstance(statement.body, n.Wait):
        return lower_wait(draft, statement, statement.body, around)
    if isinstance(statement.body, n.Signal):
        return lower_signal(draft, statement, statement.body, around)
    return _control(draft, statement, around)


def _control(draft: Draft, stage: n.Stage, around: Around) -> Around:
    """Lower a control statement with work in it."""

    def body(around: Around, sink: Sink, after: Lines) -> None:
        _body(draft, stage, around, sink, after)

    return lower_policies(Work(draft, stage, body), around)


def _body(draft: Draft, stage: n.Stage, around: Around, sink: Sink, after: Lines) -> None:
    if tells_itself(stage):
        around.frame.mark(around.frame.path)
    match stage.body:
        case n.Foreach() as body:
            lower_foreach(draft, body, around, sink, after, lower_block)
        case n.While() as body:
            lower_while(draft, body, around, sink, after, lower_block)
        case n.Repeat() as body:
            lower_repeat(draft, body, around, sink, after, lower_block)
        case n.Try() as body:
            lower_try(draft, body, stage.name or stage.segment, around, sink, after, lower_block)
        case n.Parallel(mode="all") as body:
            lower_join(draft, body, around, sink, after, lower_block)
        case n.Parallel() as body:
            lower_race(draft, body, around, sink, after, lower_block)
        case n.If() | n.Switch():
            _branches(draft, stage, around, sink, after)
        case _:
            raise AssertionError(f"{stage.body.kind} is refused, or no control statement")


def _branches(draft: Draft, stage: n.Stage, around: Around, sink: Sink, after: Lines) -> None:
    """Lower a choice: arms without work stay where they are, others are labels."""
    deferred: list[tuple[Label, n.Block, Frame]] = []

    def branch(block: n.Block, frame: Frame, sink: Sink) -> None:
        if works(block):
            label = draft.label(f"{stage.name or stage.segment}_branch")
            deferred.append((label, block, frame))
            frame.place.add(to(label))
            return
        write_block(block, frame, sink)
        lines = frame.place.lines
        lines[:] = with_steps(draft, tuple(lines), around)
        if block.completes:
            lines.extend(after)

    values = draft.exported(around.place.values)
    draft.current.leave()
    write_control(stage, around.frame, around.frame.owner, sink, branch)
    body = stage.body
    if isinstance(body, n.If | n.Switch) and body.otherwise is None:
        draft.current.leave(*after)
    for label, block, frame in deferred:
        inside = around.within(path=frame.path, owner=frame.owner)
        lower_block(draft, block, draft.placed(label, inside, values), sink, after)
