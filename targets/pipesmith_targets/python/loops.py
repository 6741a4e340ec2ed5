"""`foreach`, `while` and `repeat`: Python's own loops, or iterations that run at once."""

from dataclasses import replace

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.identifiers import singular
from pipesmith_targets.python import lines as ln
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.annotations import annotation
from pipesmith_targets.python.closures import closed, run_parameter
from pipesmith_targets.python.frame import Append, Drop, Frame, Give, Into, Put, Sink
from pipesmith_targets.python.inner_blocks import continues
from pipesmith_targets.python.leaving import nothing_kept
from pipesmith_targets.python.locating import fails_in_line, located
from pipesmith_targets.python.policies import is_layered
from pipesmith_targets.python.sinks import give
from pipesmith_targets.python.stages import bare_site

Loop = n.Foreach | n.While | n.Repeat


def write_loop(stage: n.Stage, body: Loop, frame: Frame, sink: Sink) -> ln.Lines:
    """Write a loop whose iterations run one after another."""
    values = _accumulator(stage, body, frame, sink)
    run = frame.scope.temporary(f"{stage.name or 'loop'}_run", "run")
    target, items, inner = _head(stage, body, run, frame)
    if isinstance(body, n.Foreach) and body.collect_errors:
        values = values or frame.scope.temporary("outcomes", body.result)
        lines = _collecting(stage, body.body, values, inner, frame)
    else:
        lines = _turn(stage, body.body, values, inner, frame)
    before = [_empty(values, body, frame)] if values else []
    after = [ln.returned(py.name(values))] if values and isinstance(sink, Give) else []
    return [*before, ln.looped(target, items, lines), *after]


def _turn(
    stage: n.Stage, block: n.Block, values: str | None, inner: Frame, frame: Frame
) -> ln.Lines:
    """Write one iteration; what can fail in it outside of stages belongs to it."""
    lines = inner.block(block, Append(values) if values else Drop())
    if not fails_in_line(block):
        return lines
    return [
        ln.within(py.call(py.attribute(inner.run, "iteration"), bare_site(stage, frame)), lines)
    ]


def _collecting(
    stage: n.Stage, block: n.Block, values: str, inner: Frame, frame: Frame
) -> ln.Lines:
    """Write one iteration of which the value or the error is kept."""
    kept = inner.scope.temporary("kept", ("kept", stage.body.result))
    lines = replace(inner, keeper=kept).block(block, Append(kept))
    if block.completes and block.value is None:
        lines.append(nothing_kept(kept))
    made = py.attribute(inner.run, "collecting")
    return [ln.within(py.call(made, bare_site(stage, frame), py.name(values)), lines, kept)]


def _accumulator(stage: n.Stage, body: Loop, frame: Frame, sink: Sink) -> str | None:
    """Name the list that takes the values; nothing is kept that nobody reads."""
    match sink:
        case Into(name=name):
            return name
        case Give(type=wanted) if wanted is not None:
            return frame.scope.temporary("values", body.result)
        case _:
            return None


def _empty(values: str, body: Loop, frame: Frame) -> ln.Line:
    return ln.assign(values, py.listed([]), frame.annotation(values, body.result))


def _head(stage: n.Stage, body: Loop, run: str, frame: Frame) -> tuple[py.Node, py.Node, Frame]:
    """Write what the loop binds and what it goes through, and give the frame of its body."""
    site = bare_site(stage, frame)
    scope = frame.scope
    match body:
        case n.Foreach():
            call = py.call(py.attribute(frame.run, "each"), site, _items(stage, body, frame))
            item, scope = scope.bind(body.item, body.item_type)
            target = py.tupled([py.name(run), py.name(item)], bare=body.index is None)
            if body.index is not None:
                index, scope = scope.bind(body.index, t.INT)
                target = py.tupled([py.name(index), target], bare=True)
                call = py.call("enumerate", call)
            return target, call, frame.knowing(scope).iteration(run)
        case n.While(condition=condition, limit=limit):
            asked = py.function([], located(condition, stage, frame))
            limits = site, asked, located(limit, stage, frame)
            call = py.call(py.attribute(frame.run, "loop"), *limits)
        case n.Repeat(count=count):
            call = py.call(py.attribute(frame.run, "repeat"), site, located(count, stage, frame))
    return py.name(run), call, frame.iteration(run)


def _items(stage: n.Stage, body: n.Foreach, frame: Frame) -> py.Node:
    items = located(body.items, stage, frame)
    is_map = isinstance(frame.scope.module.declared.unaliased(body.items.type), t.MapType)
    return py.call(py.attribute(items, "items")) if is_map else items


def concurrent_loop(
    stage: n.Stage, body: n.Foreach, parallel: n.Expression, frame: Frame
) -> tuple[ln.Lines, py.Node]:
    """Write the body of a loop as a function, and the call that runs it for each item."""
    known = frame.scope.names.claim(_title(stage))
    made = _iteration(known, body, frame)
    options = {
        "parallel": located(parallel, stage, frame),
        "collect": py.TRUE if body.collect_errors else None,
        "indexed": py.TRUE if body.index else None,
    }
    arguments = bare_site(stage, frame), _items(stage, body, frame), py.name(known)
    return [made], py.call(py.attribute(frame.run, "foreach"), *arguments, **options)


def direct_loop(stage: n.Stage, body: n.Foreach, frame: Frame, sink: Sink) -> ln.Lines | None:
    """Write a loop whose workers go through the items themselves, None where that cannot be."""
    calls, parallel = frame.direct, body.parallel
    plain = not (body.collect_errors or continues(body.body) or is_layered(stage))
    if calls is None or not plain or not isinstance(parallel, n.IntValue):
        return None
    if not 1 <= parallel.value <= calls.most:
        return None
    known = frame.scope.names.claim(f"{stage.name or 'loop'}_worker")
    made = _worker(known, stage, body, replace(frame.function("run"), direct=calls))
    arguments = bare_site(stage, frame), _items(stage, body, frame), py.name(known)
    call = py.call(
        py.attribute(frame.run, "workers"), *arguments, parallel=py.integer(parallel.value)
    )
    return [made, give(py.awaited(call), sink)]


def _worker(known: str, stage: n.Stage, body: n.Foreach, inner: Frame) -> ln.Line:
    """Write a function that takes items as long as there are any."""
    module = inner.scope.module
    names = {each: inner.scope.names.claim(each) for each in ("work", "results")}
    item, scope = inner.scope.bind(body.item, body.item_type)
    index = inner.scope.names.claim(body.index or "index")
    if body.index:
        scope = scope.knowing(**{body.index: py.name(index)})
    wanted = _yielded(body)
    sink = Put(names["results"], index) if wanted else Drop()
    lines = inner.knowing(scope).of_iteration("inline").block(body.body, sink)
    noted = ln.assign(py.attribute(inner.run, "index"), py.name(index))
    target = py.tupled([py.name(index), py.name(item)], bare=True)
    pairs = py.subscript(py.name("tuple"), py.name("int"), annotation(body.item_type, module))
    iterator = py.name(module.imports.use("collections.abc", "Iterator", at_top=True))
    taken: list[ln.Parameter] = [
        run_parameter(inner),
        (names["work"], py.subscript(iterator, pairs), None),
        (
            names["results"],
            py.subscript(py.name("list"), annotation(wanted or t.NULL, module)),
            None,
        ),
    ]
    looped = ln.looped(target, py.name(names["work"]), [noted, *lines])
    return ln.defined(known, taken, py.NONE, closed([looped], inner, inner))


def _title(stage: n.Stage) -> str:
    """Name a function after one of what the stage gives many of."""
    return (singular(stage.name) or f"{stage.name}_item") if stage.name else "iteration"


def _iteration(known: str, body: n.Foreach, frame: Frame) -> ln.Line:
    inner = frame.function("run")
    item, scope = inner.scope.bind(body.item, body.item_type)
    module = scope.module
    parameters: list[ln.Parameter] = [
        run_parameter(frame),
        (item, annotation(body.item_type, module), None),
    ]
    if body.index:
        index, scope = scope.bind(body.index, t.INT)
        parameters.append((index, py.name("int"), None))
    inner = inner.knowing(scope).of_iteration("body")
    wanted = _yielded(body)
    lines = inner.block(body.body, Give(wanted) if wanted else Drop())
    result = _result(wanted, body, frame)
    return ln.defined(known, parameters, result, closed(lines, inner, frame))


def _yielded(body: n.Foreach) -> t.Type | None:
    """Give the type of what one iteration yields."""
    match body.result:
        case t.ListType(item=t.OutcomeType(value=item)) if body.collect_errors:
            return item if body.body.value is not None else None
        case t.ListType(item=item):
            return None if item == t.NULL else item
        case _:
            return None


def _result(wanted: t.Type | None, body: n.Foreach, frame: Frame) -> py.Node:
    written = annotation(wanted, frame.scope.module)
    if not continues(body.body):
        return written
    return py.binary("|", written, frame.scope.runtime("Skip"))
