"""Standard functions that take a function: Apex has no lambdas, so they become loops.

Reads     a call with a lambda, and the place it is written in.
Gives     the variable that holds the result; the loop stands before it.
Reports   nothing.
Promises  items in their order, and no test after the one that decides.
Leaves    the functions that take values alone to the table of functions.
"""

from collections.abc import Callable
from dataclasses import dataclass

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.conversions import fitted
from pipesmith_targets.apex.json_writing import as_json, generic
from pipesmith_targets.apex.scope import Place, Value
from pipesmith_targets.apex.texts import shown

Write = Callable[[n.Expression, Place], ax.Expression]


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop that is being written: the items, and the place of its body."""

    item: str
    type: t.Type
    items: ax.Expression
    body: Place

    def statement(self) -> ax.Statement:
        """Write the loop."""
        written = self.body.home.written(self.type)
        return ax.ForEach(written, self.item, self.items, tuple(self.body.lines))


def takes_function(node: n.Call) -> bool:
    """Tell whether a call gives a function to another."""
    return any(isinstance(each, n.Lambda) for each in node.arguments)


def looped(node: n.Call, place: Place, write: Write) -> ax.Expression:
    """Write a call of such a function as a loop."""
    return _WRITERS[node.function](node, place, write)


# ---------------------------------------------------------------- the head of a loop


def _arguments(node: n.Call) -> tuple[n.Expression, n.Lambda]:
    items, each = node.arguments[0], node.arguments[-1]
    assert items is not None, "what is gone through is given"
    assert isinstance(each, n.Lambda), "the function is given"
    return items, each


def _item_type(items: n.Expression, place: Place) -> t.Type:
    match place.home.types.plain(items.type):
        case t.ListType(item=item) | t.SetType(item=item):
            return item
        case t.MapType(value=value):
            return value
        case other:
            raise AssertionError(f"nobody goes through {other}")


def _loop(node: n.Call, place: Place, write: Write, names: tuple[str, ...] | None = None) -> Loop:
    """Begin a loop over the first argument; the lambda's parameters are bound in its body."""
    items, each = _arguments(node)
    parameters = names if names is not None else each.parameters
    type_ = _item_type(items, place)
    source = write(items, place.plain())
    body = place.inner()
    if each.destructure:
        assert isinstance(type_, t.TupleType)
        item = body.names.claim("pair")
        for at, (name, part) in enumerate(zip(parameters, type_.items, strict=True)):
            read = ax.call(f"{item}.get", ax.Name(str(at)))
            body = body.knowing(name, Value(read, t.JSON if part != t.JSON else part))
        return Loop(item, type_, source, body)
    item, body = body.bind(parameters[0], type_)
    return Loop(item, type_, source, body)


def _result(place: Place, type_: t.Type, wanted: str) -> str:
    written = place.home.written(type_)
    return place.declare(ax.New(written), type_, wanted)


def _body(node: n.Call, loop: Loop, write: Write) -> ax.Expression:
    return write(_arguments(node)[1].body, loop.body)


# ---------------------------------------------------------------- lists


def _map(node: n.Call, place: Place, write: Write) -> ax.Expression:
    loop = _loop(node, place, write)
    name = _result(place, node.type, "mapped")
    loop.body.add(ax.Evaluate(ax.call(f"{name}.add", _body(node, loop, write))))
    place.add(loop.statement())
    return ax.Name(name)


def _flat_map(node: n.Call, place: Place, write: Write) -> ax.Expression:
    loop = _loop(node, place, write)
    name = _result(place, node.type, "joined")
    loop.body.add(ax.Evaluate(ax.call(f"{name}.addAll", _body(node, loop, write))))
    place.add(loop.statement())
    return ax.Name(name)


def _filter(node: n.Call, place: Place, write: Write) -> ax.Expression:
    loop = _loop(node, place, write)
    name = _result(place, node.type, "kept")
    added = ax.Evaluate(ax.call(f"{name}.add", ax.Name(loop.item)))
    holds = _body(node, loop, write)
    loop.body.add(ax.If(((holds, (added,)),)))
    place.add(loop.statement())
    return ax.Name(name)


def _partition(node: n.Call, place: Place, write: Write) -> ax.Expression:
    loop = _loop(node, place, write)
    items = t.ListType(_item_type(_arguments(node)[0], place))
    passed, failed = (_result(place.plain(), items, name) for name in ("passed", "failed"))
    holds = _body(node, loop, write)
    added = [ax.Evaluate(ax.call(f"{each}.add", ax.Name(loop.item))) for each in (passed, failed)]
    loop.body.add(ax.If(((holds, (added[0],)),), (added[1],)))
    place.add(loop.statement())
    return ax.NewItems("List<Object>", (ax.Name(passed), ax.Name(failed)))


def _reduce(node: n.Call, place: Place, write: Write) -> ax.Expression:
    items, each = _arguments(node)
    initial = node.arguments[1]
    assert initial is not None, "a fold begins with something"
    source = write(items, place.plain())
    name = place.declare(write(initial, place.plain()), node.type, each.parameters[0])
    body = place.inner().knowing(each.parameters[0], Value(ax.Name(name), node.type))
    item, body = body.bind(each.parameters[1], _item_type(items, place))
    body.add(ax.Assign(ax.Name(name), write(each.body, body)))
    place.add(Loop(item, _item_type(items, place), source, body).statement())
    return ax.Name(name)


# ---------------------------------------------------------------- questions


def _asked(node: n.Call, place: Place, write: Write) -> ax.Expression:
    """Write `any`, `all`, `none`: the first item that decides ends the loop."""
    loop = _loop(node, place, write)
    decided = node.function == "any"
    start, end = (ax.FALSE, ax.TRUE) if decided else (ax.TRUE, ax.FALSE)
    name = place.declare(start, t.BOOL, node.function + "_match")
    holds = _body(node, loop, write)
    asked = ax.negation(holds) if node.function == "all" else holds
    loop.body.add(ax.If(((asked, (ax.Assign(ax.Name(name), end), ax.Jump("break"))),)))
    place.add(loop.statement())
    return ax.Name(name)


def _count(node: n.Call, place: Place, write: Write) -> ax.Expression:
    loop = _loop(node, place, write)
    name = place.declare(ax.Name("0L"), t.INT, "count")
    loop.body.add(ax.If(((_body(node, loop, write), (ax.Increment(name),)),)))
    place.add(loop.statement())
    return ax.Name(name)


def _find(node: n.Call, place: Place, write: Write) -> ax.Expression:
    loop = _loop(node, place, write)
    name = place.declare(ax.NULL, node.type, "found")
    taken = (ax.Assign(ax.Name(name), ax.Name(loop.item)), ax.Jump("break"))
    loop.body.add(ax.If(((_body(node, loop, write), taken),)))
    place.add(loop.statement())
    return ax.Name(name)


# ---------------------------------------------------------------- by keys


def _keyed(owner: str) -> Callable[[n.Call, Place, Write], ax.Expression]:
    """Write a function that works on items and the key of each."""

    def written(node: n.Call, place: Place, write: Write) -> ax.Expression:
        items, each = _arguments(node)
        held = place.plain().kept(write(items, place.plain()), items.type, "items")
        keys = place.names.claim("keys")
        place.add(ax.Declare("List<Object>", keys, ax.New("List<Object>")))
        item, body = place.inner().bind(each.parameters[0], _item_type(items, place))
        key = generic(write(each.body, body), each.body.type, place.home)
        body.add(ax.Evaluate(ax.call(f"{keys}.add", key)))
        place.add(Loop(item, _item_type(items, place), held, body).statement())
        made = ax.call(owner, held, ax.Name(keys))
        return ax.Cast(place.home.written(node.type), made)

    return written


def _group_by(node: n.Call, place: Place, write: Write) -> ax.Expression:
    loop = _loop(node, place, write)
    name = _result(place, node.type, "groups")
    lists = t.ListType(loop.type)
    written = place.home.written(lists)
    _, each = _arguments(node)
    key = shown(_body(node, loop, write), each.body.type, place)
    key = loop.body.kept(key, t.STRING, "key")
    absent = ax.negation(ax.call(f"{name}.containsKey", key))
    put = ax.Evaluate(ax.call(f"{name}.put", key, ax.New(written)))
    loop.body.add(ax.If(((absent, (put,)),)))
    added = ax.send(ax.call(f"{name}.get", key), "add", ax.Name(loop.item))
    loop.body.add(ax.Evaluate(added))
    place.add(loop.statement())
    return ax.Name(name)


def _map_values(node: n.Call, place: Place, write: Write) -> ax.Expression:
    items, each = _arguments(node)
    source = place.plain().kept(write(items, place.plain()), items.type, "entries")
    name = _result(place, node.type, "mapped")
    body = place.inner()
    key = body.names.claim("key")
    value = ax.send(source, "get", ax.Name(key))
    body = body.knowing(each.parameters[0], Value(value, _item_type(items, place)))
    body.add(ax.Evaluate(ax.call(f"{name}.put", ax.Name(key), write(each.body, body))))
    place.add(ax.ForEach("String", key, ax.send(source, "keySet"), tuple(body.lines)))
    return ax.Name(name)


def _pluck(node: n.Call, place: Place, write: Write) -> ax.Expression:
    """Write the field of each record, or the value of each map, as JSON."""
    items, name = node.arguments[0], node.arguments[1]
    assert items is not None
    assert isinstance(name, n.TextValue), "the field is known"
    type_ = _item_type(items, place)
    source = write(items, place.plain())
    result = _result(place, node.type, "plucked")
    body = place.inner()
    item = body.names.claim("item")
    tree = as_json(ax.Name(item), type_, place.home)
    read = ax.call("PipelineItems.get", tree, ax.Text(name.value))
    body.add(ax.Evaluate(ax.call(f"{result}.add", read)))
    place.add(Loop(item, type_, source, body).statement())
    return ax.Name(result)


def _with(node: n.Call, place: Place, write: Write) -> ax.Expression:
    """Write a record of which some fields are others."""
    record, fields = node.arguments
    assert record is not None
    assert isinstance(fields, n.MapValue), "the fields are known"
    given = {each.name: each.value for each in fields.entries}
    home, type_ = place.home, place.home.types.plain(node.type)
    assert isinstance(type_, t.NominalType)
    held = place.plain().kept(write(record, place.plain()), record.type, "original")
    values = []
    for each in home.declared.records[type_.module, type_.name].values():
        if each.name in given:
            value = write(given[each.name], place.plain())
            values.append(fitted(value, given[each.name].type, each.type, place))
        else:
            values.append(ax.member(held, home.field(type_, each.name)))
    return ax.New(home.nominal(type_), tuple(values))


BY_FIELDS = frozenset({"pluck", "with"})
"""Functions without a lambda that go through items all the same."""

_WRITERS: dict[str, Callable[[n.Call, Place, Write], ax.Expression]] = {
    "map": _map,
    "filter": _filter,
    "flat_map": _flat_map,
    "partition": _partition,
    "reduce": _reduce,
    "any": _asked,
    "all": _asked,
    "none": _asked,
    "count": _count,
    "find": _find,
    "sort_by": _keyed("PipelineOrder.sortedBy"),
    "unique_by": _keyed("PipelineLists.uniqueBy"),
    "group_by": _group_by,
    "map_values": _map_values,
    "pluck": _pluck,
    "with": _with,
}

WRITTEN_IN_LINE = frozenset(_WRITERS)
"""The functions that can be written as loops."""
