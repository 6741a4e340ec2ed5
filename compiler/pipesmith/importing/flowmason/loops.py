"""Stages that go over a list."""

from collections.abc import Iterator

from pipesmith import types as t
from pipesmith.importing import codes
from pipesmith.importing.expressions.coercing import a_list, call, converted
from pipesmith.importing.expressions.translating import each_of, item_of
from pipesmith.importing.flowmason.choices import Write
from pipesmith.importing.flowmason.clauses import clauses_of
from pipesmith.importing.flowmason.place import Place, number_in
from pipesmith.importing.flowmason.scope import Loop
from pipesmith.importing.flowmason.sides import AT_ONCE, runs_parallel
from pipesmith.importing.flowmason.structure import Home
from pipesmith.importing.ledger import Part
from pipesmith.importing.values import Shape, Value, loose
from pipesmith.syntax import nodes as n


def yielded(place: Place, home: Home) -> n.Yield | None:
    """Give what an iteration yields: what its last stage gives, where the results are read."""
    building = place.building
    names = building.structure.block(home)
    if not names or not building.usage.read(place.stage.id):
        return None
    last = building.outputs.get(names[-1])
    if last is None:
        return None
    verdict = building.structure.stages[names[-1]].kind == "schema_validate"
    found = last if verdict or last.main is None else last.main
    building.loop_results[place.stage.id] = found
    collect = _collects_errors(place)
    return n.Yield(loose(found).code if collect else found.code)


def foreach(place: Place, write: Write) -> Iterator[n.Statement]:
    """Write `foreach`."""
    part = place.setting("items", "collection", "input", "data", "over", "list")
    if part and _is_batching(place):
        yield from _batches(place, part)
        return
    if not part:
        place.stage.place.note(
            codes.MISSING_FIELD, f"`{place.stage.id}` has no `items`", "nothing to go over"
        )
    items = _items(place, part)
    loop = _loop(place, items)
    place.building.loops[place.stage.id] = loop
    block = write(place, ("loop",))
    parallel, collect = _parallel(place), _collects_errors(place)
    index = n.Name(loop.index) if loop.counted else None
    item = n.Name(_name_of(loop.item))
    body = n.Foreach(item, index, items.code, block, parallel, collect)
    yielded_code = block.result.value if block.result is not None else None
    different = isinstance(yielded_code, n.MapLiteral | n.ListLiteral)
    kind = t.ListType(t.JSON) if different and not collect else None
    yield place.named(body, *clauses_of(place).clauses, type=kind)
    _loop_gives(place, items, collect)


def _is_batching(place: Place) -> bool:
    """Tell whether a loop only cuts a list, as it names no stages and has no variable."""
    branches = place.building.structure.branches[place.stage.id]
    return not branches and not place.setting("item_variable", "index_variable")


def _batches(place: Place, part: Part) -> Iterator[n.Statement]:
    """Write a list cut into lists."""
    items = a_list(place.hoisted(place.value(part), f"{place.stage.id} items"))
    code, whole = items.code, items
    for name in ("include_metadata",):
        place.setting(name).take()
    if start := number_in(place.setting("start_index"), 1):
        code = call("drop", code, n.IntLiteral(int(start)))
    code = call("chunk", code, n.IntLiteral(int(number_in(place.setting("batch_size"), 1) or 1)))
    if most := number_in(place.setting("max_iterations"), 1):
        code = call("take", code, n.IntLiteral(int(most)))
    yield place.let(Value(code, t.ListType(items.type)))
    found = place.result(t.ListType(items.type), Shape(t.ListType(items.type), item=items.shape))
    total = Value(call("length", whole.code), t.INT)
    views = dict.fromkeys(("batches", "results", "result", "output"), found)
    place.gives(
        found,
        {**views, "total_items": total, "total_batches": Value(call("length", found.code), t.INT)},
    )


def _name_of(item: Value) -> str:
    return item.code.name if isinstance(item.code, n.Reference) else "item"


def _items(place: Place, part: Part) -> Value:
    items = a_list(place.hoisted(place.value(part), f"{place.stage.id} items"))
    test = place.setting("filter_expression", "filter")
    if not test:
        return items
    inner = place.seeing({"item": item_of(items, "item")})
    return Value(
        each_of(items.code, "filter", "item", inner.condition(test)), items.type, items.shape
    )


def _loop(place: Place, items: Value) -> Loop:
    own = place.setting("item_variable", "item_var", "item_name", "as").text() or "item"
    counter = place.setting("index_variable", "index_var", "index_name").text() or "index"
    names = place.building.names
    name = names.give(own)
    return Loop(items, item_of(items, name), names.give(counter), (own, counter))


def _parallel(place: Place) -> n.Expression | None:
    parallel = place.setting("parallel", "is_parallel")
    given = number_in(place.setting(*AT_ONCE), 1)
    if isinstance(parallel.value, bool):
        parallel.take()
    if not runs_parallel(place.stage):
        return None
    return n.IntLiteral(max(int(given or 5), 1))


def _collects_errors(place: Place) -> bool:
    stop = place.setting("break_on_error", "stop_on_error", "fail_fast")
    go_on = place.setting("continue_on_error", "collect_errors")
    if isinstance(stop.value, bool):
        stop.take()
    if isinstance(go_on.value, bool):
        go_on.take()
    return stop.value is False or go_on.value is True


def _loop_gives(place: Place, items: Value, collect: bool) -> None:
    """Note what a loop gives: the list of what its last stage gives each time."""
    collected = place.setting("collect_results")
    if collected.value is True or not place.building.usage.read(place.stage.id):
        collected.take()
    elif collected:
        collected.tell(codes.ASSUMED, "results are collected, as they are read", "read so")
    item = place.building.loop_results.get(place.stage.id)
    kind = item.type if item is not None else t.JSON
    shape = Shape(t.ListType(kind), item=item.shape if item is not None else None)
    found = Value(n.Reference(place.name), t.ListType(kind), shape)
    if item is None:
        found = Value(n.ListLiteral(()), t.JSON)
    elif collect:
        good = each_of(
            found.code, "filter", "outcome", n.Member(n.Reference("outcome"), n.Name("ok"))
        )
        values = each_of(good, "map", "outcome", n.Member(n.Reference("outcome"), n.Name("value")))
        plain = (
            converted(Value(values, t.ListType(t.JSON)), t.ListType(kind))
            if kind == t.JSON
            else (n.Filter(values, n.Name("compact"), (), bare=True))
        )
        found = Value(plain, t.ListType(kind), shape)
    total = Value(call("length", items.code), t.INT)
    done = Value(n.BoolLiteral(True), t.BOOL)
    views = dict.fromkeys(("results", "result", "output", "loop_results", "data"), found)
    views |= {"items": items, "items_to_process": items, "total_items": total, "count": total}
    views |= {"processed_items": total, "is_complete": done}
    directive = Value(
        found.code, found.type, found.shape, {"loop_results": found, "results": found}
    )
    place.gives(found, {**views, "directive": directive})
