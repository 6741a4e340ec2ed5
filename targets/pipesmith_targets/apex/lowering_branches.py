"""Branches with work in them, as stages of a job: one after another."""

from dataclasses import replace

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.branches import counted, values_of
from pipesmith_targets.apex.draft import Around, Draft, Lines, LowerBlock, in_state
from pipesmith_targets.apex.frame import Drop, Into, Sink
from pipesmith_targets.apex.labels import STATE, to
from pipesmith_targets.apex.sinks import put


def lower_join(
    draft: Draft,
    body: n.Parallel,
    around: Around,
    sink: Sink,
    after: Lines,
    lower_block: LowerBlock,
) -> None:
    """Lower branches that join."""
    path, values = around.frame.path, draft.exported(around.place.values)
    made: list[ax.Expression] = []
    parts = body.result.fields if isinstance(body.result, t.AnonymousType) else ()
    types = {each.name: each.type for each in parts}
    for branch in body.branches:
        kind = types.get(branch.name, t.NULL)
        wanted = kind != t.NULL and not isinstance(sink, Drop)
        held = draft.field(branch.name, draft.home.written(kind)) if wanted else None
        made.append(in_state(held) if held else ax.NULL)
        inner: Sink = Into(f"{STATE}.{held}", kind) if held else Drop()
        onward = draft.label(f"after_{branch.name}")
        inside = around.within(path=path.below(branch.name))
        lower_block(draft, branch.body, inside, inner, (to(onward),))
        around = draft.placed(onward, around, values)
    if not isinstance(sink, Drop):
        assert isinstance(body.result, t.AnonymousType), "branches that join make a record"
        whole = ax.New(draft.home.join(body.result, "branches"), tuple(made))
        put(whole, body.result, around.frame, sink)
    draft.current.leave(*after)


def lower_race(
    draft: Draft,
    body: n.Parallel,
    around: Around,
    sink: Sink,
    after: Lines,
    lower_block: LowerBlock,
) -> None:
    """Lower branches of which the first to succeed count: each is tried, until there are enough."""
    path, values = around.frame.path, draft.exported(around.place.values)
    held = draft.field("branches", "PipelineBranches")
    around.frame.mark(around.frame.owner)
    around.place.add(ax.Assign(in_state(held), counted(body, around.frame)))
    inner = values_of(body, around.frame, sink)
    end = draft.label("end_of_branches")
    others = [draft.label(f"branch_{branch.name}") for branch in body.branches[1:]]
    for branch, following in zip(body.branches, [*others, end], strict=True):
        lost = ax.Evaluate(ax.call(f"{STATE}.{held}.failed", ax.Name("problem")))
        won = ax.Evaluate(ax.call(f"{STATE}.{held}.succeed"))
        tried = replace(around, edge=(lost, to(following)))
        begun = draft.placed_again(tried, tried.edge).within(path=path.below(branch.name))
        lower_block(draft, branch.body, begun, inner, (won, to(following)))
        around = draft.placed(following, around, values)
        if following is not end:
            enough = ax.negation(ax.call(f"{STATE}.{held}.isOpen"))
            draft.current.leave(ax.If(((enough, (to(end),)),)))
    around.place.add(ax.Evaluate(ax.call(f"{STATE}.{held}.finish")))
    draft.current.leave(*after)
