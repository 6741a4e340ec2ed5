"""A `try` with work in it, as stages of a job: its handlers and its end are reached by steps."""

from dataclasses import replace

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.draft import HELD, Around, Draft, Final, Lines, LowerBlock, in_state
from pipesmith_targets.apex.errors import name_set
from pipesmith_targets.apex.frame import Address, Drop, Sink
from pipesmith_targets.apex.labels import Label, mark, to
from pipesmith_targets.apex.scope import Value
from pipesmith_targets.apex.stepping import cancelled, failed


def lower_try(
    draft: Draft,
    body: n.Try,
    named: str,
    around: Around,
    sink: Sink,
    after: Lines,
    lower_block: LowerBlock,
) -> None:
    """Lower a `try`: a failure in its body leads to its handlers, and all leads to its end."""
    final = draft.label(f"finish_{named}") if body.final is not None else None
    inside, edge, done = around, failed(around), after
    if final is not None:
        fields = (draft.field("afterwards", "String"), draft.field("pending", HELD))
        done = _through(draft, final, fields, after)
        edge = (ax.Assign(in_state(fields[1]), ax.Name("problem")), to(final))
        finals = (Final(final, fields[0]), *around.finals)
        inside = replace(around, finals=finals, stops=edge)
    outer = replace(inside, edge=edge)
    handler = draft.label(f"handle_{named}") if body.catches else None
    values = draft.exported(around.place.values)
    tried = draft.placed_again(outer, (to(handler),) if handler else edge)
    lower_block(draft, body.body, tried, sink, done)
    if handler is not None:
        _catches(draft, body, draft.placed(handler, outer, values), sink, done, values, lower_block)
    if final is not None and body.final is not None:
        _finally(draft, body.final, final, fields, around, values, lower_block)


def _through(draft: Draft, final: Label, fields: tuple[str, str], after: Lines) -> Lines:
    """Give what ends a block that a `finally` follows."""
    name = ax.Call(mark(draft.onward(after)), "name")
    clear = ax.Assign(in_state(fields[1]), ax.NULL)
    return (clear, ax.Assign(in_state(fields[0]), name), to(final))


def _finally(
    draft: Draft,
    block: n.Block,
    label: Label,
    fields: tuple[str, str],
    around: Around,
    values: dict[str, Value],
    lower_block: LowerBlock,
) -> None:
    pending = in_state(fields[1])
    joined = ax.Assign(ax.Name("problem"), ax.call("joined", ax.Name("problem"), pending))
    lost = failed(around)
    inside = draft.placed(label, replace(around, edge=(joined, *lost)), values)
    inside = inside.within(path=around.frame.path.below("finally"))
    stopped: Lines = ()
    if cancelled(around) != lost:
        stopped = (ax.If(((ax.call("isCancelled"), cancelled(around)),)),)
    raised = (ax.Assign(ax.Name("problem"), pending), *stopped, *lost)
    missing = ax.Binary("!=", pending, ax.NULL)
    onward = ax.Return(ax.call("PipelineStep.next", in_state(fields[0])))
    lower_block(draft, block, inside, Drop(), (ax.If(((missing, raised),)), onward))


def _catches(
    draft: Draft,
    body: n.Try,
    around: Around,
    sink: Sink,
    after: Lines,
    values: dict[str, Value],
    lower_block: LowerBlock,
) -> None:
    """Lower handlers: a label finds the first that takes the error."""
    wanted = next((each.name for each in body.catches if each.name), "error")
    held, name = draft.caught(wanted)
    draft.current.title = draft.current.hint
    around.place.add(ax.Assign(in_state(held), ax.Name("problem")))
    later = ax.call("following", ax.Name("problem"), in_state(held))
    edge = (ax.Assign(ax.Name("problem"), later), *failed(around))
    inner = replace(around, edge=edge).within(handled=ax.Name(name))
    deferred: list[tuple[Label, n.Catch, Address]] = []
    for number, each in enumerate(body.catches):
        label = draft.label("caught")
        segment = "catch" if number == 0 else f"catch#{number + 1}"
        deferred.append((label, each, around.frame.path.below(segment)))
        if each.errors is None:
            draft.current.leave(to(label))
            break
        taken = ax.call(f"{name}.matches", name_set(each.errors))
        draft.current.leave(ax.If(((taken, (to(label),)),)))
    else:
        draft.current.leave(*failed(around))
    for label, clause, path in deferred:
        inside = draft.placed(label, inner, values).within(path=path)
        if clause.name is not None:
            known = Value(ax.Name(name), t.PIPELINE_ERROR)
            inside = replace(inside, frame=inside.frame.knowing(clause.name, known))
        lower_block(draft, clause.body, inside, sink, after)
