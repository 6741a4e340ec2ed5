"""Nodes that compute: lists turned into others, values put together or taken apart."""

from pipesmith import types as t
from pipesmith.importing import codes
from pipesmith.importing.expressions.coercing import a_list, call, converted, truth
from pipesmith.importing.expressions.translating import each_of, item_of
from pipesmith.importing.ledger import Part
from pipesmith.importing.names import snake_name
from pipesmith.importing.values import Value, constant
from pipesmith.importing.workflows import acts as a
from pipesmith.importing.workflows.moments import Moment
from pipesmith.importing.workflows.raw import RawNode
from pipesmith.importing.workflows.splits import GATHERS
from pipesmith.importing.workflows.values import text, whole
from pipesmith.syntax import nodes as n

ITEMS = ("items", "input", "collection", "list", "array", "source", "data", "items_expression")
EXPRESSION = ("expression", "transform", "mapper", "mapping", "condition", "predicate", "reducer")
ITEM = ("item_name", "item_variable", "item_var", "itemName", "itemVariable", "as", "variable")


def items_of(node: RawNode, moment: Moment) -> Value:
    """Give the list that a node goes over: what it names, or what comes in."""
    part = node.field(*ITEMS)
    return a_list(moment.expression(part) if part else moment.around.input())


def item_name(node: RawNode) -> str:
    """Give what a node calls an item."""
    part = node.config.part(*ITEM)
    return (text(part) if isinstance(part.value, str) else None) or "item"


def _names(item: Value, name: str) -> dict[str, Value]:
    return dict.fromkeys((name, "item", "$item", "$json", "it", "x"), item)


def mapping(node: RawNode) -> a.Act:
    """Read a node that turns each item into another."""
    return a.Compute(lambda moment: _each(node, moment, "map"))


def filtering(node: RawNode) -> a.Act:
    """Read a node that keeps some items."""
    return a.Compute(lambda moment: _each(node, moment, "filter"))


def _each(node: RawNode, moment: Moment, function: str) -> Value:
    items, name = items_of(node, moment), item_name(node)
    inner = snake_name(name)
    told = _told(node)
    if told is None:
        return items
    found = moment.of_item(told, _names(item_of(items, inner), name))
    if function == "filter":
        return Value(each_of(items.code, "filter", inner, truth(found)), items.type, items.shape)
    code = found.code
    if isinstance(code, n.MapLiteral | n.ListLiteral):
        code = n.Convert(code, n.NamedType(n.Name("json")))
    return Value(each_of(items.code, "map", inner, code), t.ListType(found.type))


def _told(node: RawNode) -> Part | None:
    part = node.field(*EXPRESSION)
    if part:
        return part
    message = f"`{node.id}` does not say what it does with each item"
    node.part.note(codes.MISSING_FIELD, message, "no `expression`")
    return None


def reducing(node: RawNode) -> a.Act:
    """Read a node that folds all items into one value."""
    return a.Compute(lambda moment: _reduced(node, moment))


def _reduced(node: RawNode, moment: Moment) -> Value:
    items, name = items_of(node, moment), item_name(node)
    start = node.field("initial", "initial_value", "initialValue", "init")
    value = start.take() if start else 0
    kind = _kind(value)
    given = node.config.part("accumulator", "accumulator_name", "acc_name").take()
    total = snake_name(given) if isinstance(given, str) else "total"
    inner, told = snake_name(name), _told(node)
    if told is None:
        return items
    so_far = Value(n.Reference(total), kind)
    names = dict.fromkeys((total, "acc", "accumulator", "result", "sum", "$acc"), so_far)
    body = moment.of_item(told, names | _names(item_of(items, inner), name))
    step = n.Lambda((n.Name(total), n.Name(inner)), converted(body, kind))
    arguments = (n.Argument(None, _initial(value, kind)), n.Argument(None, step))
    return Value(n.Filter(items.code, n.Name("reduce"), arguments), kind)


def _kind(value: object) -> t.Type:
    match value:
        case bool():
            return t.BOOL
        case int() | float():
            return t.FLOAT
        case str():
            return t.STRING
        case _:
            return t.JSON


def _initial(value: object, kind: t.Type) -> n.Expression:
    if kind == t.FLOAT and isinstance(value, int | float):
        return constant(float(value)).code
    code = constant(value).code
    return n.Convert(code, n.NamedType(n.Name("json"))) if kind == t.JSON else code


def merging(node: RawNode) -> a.Act:
    """Read a node that puts values together: of nodes that it names, or of branches."""
    word = node.field("strategy", "mode", "merge_mode", "merge_strategy", "aggregation", "combine")
    told = text(word) if isinstance(word.value, str) else None
    gather = GATHERS.get((told or "array").lower())
    if gather is None:
        word.note(codes.BAD_FIELD, f"`{word.name}` cannot be `{told}`", "not known")
    sources = node.field("sources", "inputs", "merge_inputs")

    def value(moment: Moment) -> Value:
        if sources:
            values = [moment.expression(each) for each in sources.items()]
        else:
            incoming = moment.around.input()
            values = [*incoming.views.values()] if told and incoming.views else []
            if not values:
                return incoming
        return gathered(values, gather or "array", moment)

    return a.Compute(value)


def gathered(values: list[Value], gather: str, moment: Moment) -> Value:
    """Give several values as one."""
    items = n.ListLiteral(tuple(each.code for each in values))
    match gather:
        case "merge":
            return moment.around.merged(items)
        case "first" | "last":
            return values[0 if gather == "first" else -1]
        case _:
            return Value(items, t.ListType(t.JSON))


def splitting(node: RawNode) -> a.Act:
    """Read a node that takes a text or a list apart."""
    separator = node.field("separator", "delimiter")
    size = whole(node.field("batch_size", "size", "chunk_size", "batchSize"), 1)
    source = node.field(*ITEMS, "field", "value", "expression", "text")

    def value(moment: Moment) -> Value:
        found = moment.expression(source) if source else moment.around.input()
        if separator:
            cut = call("split", converted(found, t.STRING), moment.text(separator))
            return Value(cut, t.ListType(t.STRING))
        items = a_list(found)
        if size is not None:
            chunks = call("chunk", items.code, n.IntLiteral(size))
            return Value(chunks, t.ListType(items.type))
        return items

    return a.Compute(value)


def variable_part(node: RawNode) -> dict[str, Part]:
    """Give the variables that a node sets, each with its value."""
    listed = node.field("variables", "assignments", "values")
    if isinstance(listed.value, dict):
        return {each.name: each for each in listed.members()}
    if isinstance(listed.value, list):
        found = {}
        for each in listed.items():
            name = text(each.part("name", "key", "variable"))
            if name is not None:
                found[name] = each.part("value", "expression")
        return found
    name = text(node.field("name", "variable", "variable_name", "variableName", "key"))
    return {name: node.field("value", "expression")} if name else {}
