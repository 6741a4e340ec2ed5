"""Loops: one iteration after another, each with an address of its own."""

from collections.abc import Callable
from dataclasses import replace

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.walk import inside
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.expressions import write
from pipesmith_targets.apex.failing import can_fail
from pipesmith_targets.apex.frame import Address, Append, Drop, Frame, Into, Keep, Sink
from pipesmith_targets.apex.limiting import at_least_one
from pipesmith_targets.apex.sinks import evaluated

WriteBlock = Callable[[n.Block, Frame, Sink], None]


def write_loop(
    stage: n.Stage, frame: Frame, own: Address, sink: Sink, write_block: WriteBlock
) -> None:
    """Write a loop; its values become the variable of the stage."""
    name = _values(stage, frame, sink)
    match stage.body:
        case n.Foreach() as body:
            _foreach(body, frame, own, name, write_block)
        case n.While() as body:
            _while(body, frame, own, name, write_block)
        case n.Repeat() as body:
            _repeat(body, frame, own, name, write_block)
        case _:
            raise AssertionError(stage.body.kind)
    frame.lost()


def _values(stage: n.Stage, frame: Frame, sink: Sink) -> str | None:
    """Name the list that takes the values, None where nobody reads them."""
    body = stage.body
    assert isinstance(body, n.Foreach | n.While | n.Repeat)
    if isinstance(sink, Into):
        last = frame.place.lines[-1] if frame.place.lines else None
        empty = ax.New(frame.place.home.written(body.result))
        if not (isinstance(last, ax.Declare) and last.name == sink.name and last.value == empty):
            frame.place.add(ax.Assign(ax.Name(sink.name), empty))
        return sink.name
    if isinstance(body, n.Foreach) and body.collect_errors:
        return frame.place.declare(ax.New("List<PipelineOutcome>"), body.result, "outcomes")
    return None


def _item_sink(body: n.Foreach | n.While | n.Repeat, name: str | None) -> Sink:
    match body.result:
        case t.ListType(item=item) if name is not None:
            return Append(name, item)
        case _:
            return Drop()


# ---------------------------------------------------------------- foreach


def _foreach(
    body: n.Foreach, frame: Frame, own: Address, name: str | None, write_block: WriteBlock
) -> None:
    if can_fail(body.items, frame.place.home):
        frame.mark(own)
    items = loop_items(body, frame)
    if body.parallel is not None and not isinstance(body.parallel, n.IntValue):
        frame.mark(frame.path)
        at_least_one(body.parallel, "parallel", frame.place)
    reserved = frame.place.names.claim("items")
    inner = frame.block()
    counter = inner.place.names.claim("index")
    item, inner = inner.bind(body.item, body.item_type)
    written = frame.place.home.written(body.item_type)
    inner, start = _turn(inner, frame, counter)
    head: ax.Lines = []
    if body.index is not None:
        index, inner = inner.bind(body.index, t.INT)
        head.append(ax.Declare("Long", index, ax.Name(counter)))
    lines = _iteration(body, inner, counter, name, write_block)
    if _reads(lines, start.name):
        head.append(start)
    frame.place.names.release(reserved)
    if not head and not lines:
        _idle(items, body.items, frame)
        return
    if not head and not body.collect_errors:
        frame.place.add(ax.ForEach(written, item, items, tuple(lines)))
        return
    held = _held(items, body.items, t.ListType(body.item_type), "items", body.body, frame)
    if _reads(lines, item):
        head.insert(0, ax.Declare(written, item, ax.send(held, "get", ax.Name(counter))))
    frame.place.add(ax.Count(counter, ax.send(held, "size"), (*head, *lines)))


def _idle(value: ax.Expression, source: n.Expression, frame: Frame) -> None:
    """Write what is left of a loop whose iterations do nothing."""
    if can_fail(source, frame.place.home):
        frame.place.add(evaluated(value))


def _held(
    value: ax.Expression,
    source: n.Expression,
    type_: t.Type,
    wanted: str,
    body: n.Block,
    frame: Frame,
) -> ax.Expression:
    """Give a value that is read in each turn: a variable that the loop sets is copied."""
    sets = (part.name for part in inside(body) if isinstance(part, n.Set))
    if isinstance(source, n.Local) and source.name in sets:
        return ax.Name(frame.place.declare(value, type_, wanted))
    return frame.place.kept(value, type_, wanted)


def loop_items(body: n.Foreach, frame: Frame) -> ax.Expression:
    """Write what a loop goes through as a list."""
    items = write(body.items, frame.place)
    match frame.place.home.types.plain(body.items.type):
        case t.SetType(item=item):
            return ax.New(f"List<{frame.place.home.written(item)}>", (items,))
        case t.MapType():
            return ax.call("PipelineMaps.entries", items)
        case _:
            return items


def _turn(inner: Frame, frame: Frame, counter: str) -> tuple[Frame, ax.Declare]:
    """Give the frame of an iteration, and the statement that names its address."""
    known = inner.place.names.claim("place")
    whole = iteration_address(frame.path, ax.Name(counter))
    address = Address(known)
    inner = replace(inner, path=address, owner=address)
    inner.lost()
    return inner, ax.Declare("String", known, whole)


def iteration_address(loop: Address, index: ax.Expression) -> ax.Expression:
    """Write the address of a loop with the number of an iteration behind it."""
    path = loop.read()
    match path:
        case ax.Text(value=text):
            before: ax.Expression = ax.Text(text + "[")
        case ax.Binary(left=left, right=ax.Text(value=text)):
            before = ax.Binary("+", left, ax.Text(text + "["))
        case _:
            before = ax.Binary("+", path, ax.Text("["))
    return ax.Binary("+", ax.Binary("+", before, index), ax.Text("]"))


def _iteration(
    body: n.Foreach, inner: Frame, counter: str, name: str | None, write_block: WriteBlock
) -> ax.Lines:
    if not body.collect_errors:
        write_block(body.body, inner, _item_sink(body, name))
        return inner.place.lines
    assert name is not None, "outcomes are kept"
    keep = Keep(name, ax.Name(counter))
    tried = replace(inner.block(), keep=keep)
    tried.lost()
    write_block(body.body, tried, keep)
    problem = inner.place.names.claim("problem")
    error = ax.call("PipelineRun.caught", ax.Name(problem))
    made = ax.call("PipelineOutcome.failed", ax.Name(counter), error)
    kept = ax.Evaluate(ax.call(f"{name}.add", made))
    return [ax.Try(tuple(tried.place.lines), problem, (kept,))]


def _reads(node: object, name: str) -> bool:
    """Tell whether a part of Apex reads a variable."""
    match node:
        case ax.Name(text=text):
            return text.partition(".")[0] == name
        case ax.Call(subject=None, name=path) if path.partition(".")[0] == name:
            return True
        case tuple() | list():
            return any(_reads(each, name) for each in node)
        case str() | bool() | None:
            return False
        case _:
            fields = getattr(node, "__dataclass_fields__", {})
            return any(_reads(getattr(node, each), name) for each in fields)


# ---------------------------------------------------------------- while, repeat


def _while(
    body: n.While, frame: Frame, own: Address, name: str | None, write_block: WriteBlock
) -> None:
    if can_fail(body.limit, frame.place.home):
        frame.mark(own)
    most = write(body.limit, frame.place)
    frame.mark(frame.path)
    limit = frame.place.names.claim("limit")
    made = ax.New("PipelineLimit", (most,))
    frame.place.add(ax.Declare("PipelineLimit", limit, made))
    asking = frame.block()
    if can_fail(body.condition, frame.place.home):
        asking.lost()
        asking.mark(own)
    condition = write(body.condition, asking.place)
    inner = frame.block()
    counter = inner.place.names.claim("index")
    inner, start = _turn(inner, frame, counter)
    write_block(body.body, inner, _item_sink(body, name))
    count = ax.call(f"{limit}.next")
    head: ax.Lines = [ax.Evaluate(count)]
    if _reads(inner.place.lines, start.name):
        head = [ax.Declare("Integer", counter, count), start]
    lines = [*head, *inner.place.lines]
    if asking.place.lines:
        stop = ax.If(((ax.negation(condition), (ax.Jump("break"),)),))
        lines = [*asking.place.lines, stop, *lines]
        condition = ax.TRUE
    frame.place.add(ax.While(condition, tuple(lines)))


def _repeat(
    body: n.Repeat, frame: Frame, own: Address, name: str | None, write_block: WriteBlock
) -> None:
    if can_fail(body.count, frame.place.home):
        frame.mark(own)
    count = write(body.count, frame.place)
    reserved = frame.place.names.claim("times")
    inner = frame.block()
    counter = inner.place.names.claim("index")
    inner, start = _turn(inner, frame, counter)
    write_block(body.body, inner, _item_sink(body, name))
    lines = inner.place.lines
    head = [start] if _reads(lines, start.name) else []
    frame.place.names.release(reserved)
    if not lines:
        _idle(count, body.count, frame)
        return
    held = _held(count, body.count, t.INT, "times", body.body, frame)
    frame.place.add(ax.Count(counter, held, (*head, *lines)))
