"""A loop with work in it, as stages of a job: one of them decides whether there is another turn."""

from dataclasses import dataclass, replace

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.draft import Around, Draft, Exit, Lines, LowerBlock, in_state
from pipesmith_targets.apex.expressions import write
from pipesmith_targets.apex.failing import can_fail
from pipesmith_targets.apex.frame import Address, Append, Drop, Into, Keep, Sink
from pipesmith_targets.apex.labels import STATE, to
from pipesmith_targets.apex.limiting import at_least_one
from pipesmith_targets.apex.loops import iteration_address, loop_items
from pipesmith_targets.apex.scope import Value


@dataclass(frozen=True, slots=True)
class _Loop:
    """What loops differ in: how a turn is counted, when there is none, and what it begins with."""

    hint: str
    index: str
    at_end: ax.Expression | None
    taken: Lines
    values: dict[str, Value]

    @property
    def onward(self) -> Lines:
        """Give what counts a turn at its end; a `while` counts at its start."""
        if self.at_end is None:
            return ()
        return (ax.Increment(f"{STATE}.{self.index}"),)


def lower_foreach(
    draft: Draft, body: n.Foreach, around: Around, sink: Sink, after: Lines, lower_block: LowerBlock
) -> None:
    """Lower a loop over items: they, and the number of the next, are fields of the state."""
    if can_fail(body.items, draft.home):
        around.frame.mark(around.frame.owner)
    item_type = draft.home.written(body.item_type)
    items = draft.field(f"{body.item}_items", f"List<{item_type}>")
    index = draft.field(f"{body.item}_index", "Integer")
    item = draft.field(body.item, item_type)
    around.place.add(ax.Assign(in_state(items), loop_items(body, around.frame)))
    if body.parallel is not None and not isinstance(body.parallel, n.IntValue):
        around.frame.mark(around.frame.path)
        at_least_one(body.parallel, "parallel", around.place)
    around.place.add(ax.Assign(in_state(index), ax.Name("0")))
    values = {body.item: Value(in_state(item), body.item_type)}
    if body.index is not None:
        values[body.index] = Value(in_state(index), t.INT)
    at_end = ax.Binary(">=", in_state(index), ax.send(in_state(items), "size"))
    taken = ax.Assign(in_state(item), ax.send(in_state(items), "get", in_state(index)))
    loop = _Loop(f"next_{body.item}", index, at_end, (taken,), values)
    _loop(draft, body, loop, around, sink, after, lower_block)


def lower_repeat(
    draft: Draft, body: n.Repeat, around: Around, sink: Sink, after: Lines, lower_block: LowerBlock
) -> None:
    """Lower a loop of so many turns."""
    if can_fail(body.count, draft.home):
        around.frame.mark(around.frame.owner)
    index, times = draft.field("turn", "Integer"), draft.field("turns", "Long")
    around.place.add(ax.Assign(in_state(times), write(body.count, around.place)))
    around.place.add(ax.Assign(in_state(index), ax.Name("0")))
    at_end = ax.Binary(">=", in_state(index), in_state(times))
    _loop(draft, body, _Loop("next_turn", index, at_end, (), {}), around, sink, after, lower_block)


def lower_while(
    draft: Draft, body: n.While, around: Around, sink: Sink, after: Lines, lower_block: LowerBlock
) -> None:
    """Lower a loop with a condition, whose bound is asked before each turn."""
    if can_fail(body.limit, draft.home):
        around.frame.mark(around.frame.owner)
    index, limit = draft.field("turn", "Integer"), draft.field("limit", "PipelineLimit")
    most = write(body.limit, around.place)
    around.frame.mark(around.frame.path)
    made = ax.New("PipelineLimit", (most,))
    around.place.add(ax.Assign(in_state(limit), made))
    counted = ax.Assign(in_state(index), ax.call(f"{STATE}.{limit}.next"))
    loop = _Loop("next_turn", index, None, (counted,), {})
    _loop(draft, body, loop, around, sink, after, lower_block)


def _loop(
    draft: Draft,
    body: n.Foreach | n.While | n.Repeat,
    loop: _Loop,
    around: Around,
    sink: Sink,
    after: Lines,
    lower_block: LowerBlock,
) -> None:
    """Lower a loop: a label decides whether there is another turn, and begins it."""
    head = draft.label(loop.hint)
    head.title = loop.hint
    inner_sink = _loop_sink(draft, body, loop, around, sink)
    draft.current.leave(to(head))
    path = around.frame.path
    inside = draft.placed(head, around)
    _head(draft, body, loop, inside, after)
    place = draft.field(f"{loop.hint}_place", "String")
    inside.place.add(ax.Assign(in_state(place), iteration_address(path, in_state(loop.index))))
    again = (*loop.onward, to(head))
    address = Address(f"{STATE}.{place}")
    frame = replace(inside.frame, path=address, owner=address)
    for name, value in loop.values.items():
        frame = frame.knowing(name, value)
    keep = inner_sink if isinstance(inner_sink, Keep) else None
    exits = Exit(again, around.finals)
    inside = replace(
        inside,
        frame=replace(frame, keep=keep),
        breaks=Exit(after, around.finals),
        continues=exits,
        edge=_kept(keep, again) if keep else inside.edge,
    )
    if keep:
        inside = draft.placed_again(inside, inside.edge)
    lower_block(draft, body.body, inside, inner_sink, again)


def _head(
    draft: Draft, body: n.Foreach | n.While | n.Repeat, loop: _Loop, around: Around, after: Lines
) -> None:
    at_end = loop.at_end
    if isinstance(body, n.While):
        around.frame.mark(around.frame.owner)
        at_end = ax.negation(write(body.condition, around.place))
    assert at_end is not None, "only `while` has a condition of its own"
    draft.current.leave(ax.If(((at_end, after),)))
    around.place.add(*loop.taken)


def _kept(keep: Keep, again: Lines) -> Lines:
    """Give what follows the failure of an iteration that collects errors."""
    error = ax.call("PipelineException.restored", ax.Name("problem"))
    made = ax.call("PipelineOutcome.failed", keep.index, error)
    return (ax.Evaluate(ax.call(f"{keep.name}.add", made)), *again)


def _loop_sink(
    draft: Draft,
    body: n.Foreach | n.While | n.Repeat,
    loop: _Loop,
    around: Around,
    sink: Sink,
) -> Sink:
    collects = isinstance(body, n.Foreach) and body.collect_errors
    if isinstance(sink, Into):
        name = sink.name
    elif collects:
        name = f"{STATE}.{draft.field('outcomes', 'List<PipelineOutcome>')}"
    else:
        return Drop()
    made = ax.New(draft.home.written(body.result))
    around.place.add(ax.Assign(ax.Name(name), made))
    if collects:
        return Keep(name, in_state(loop.index))
    assert isinstance(body.result, t.ListType), "a loop that is read gives a list"
    return Append(name, body.result.item)
