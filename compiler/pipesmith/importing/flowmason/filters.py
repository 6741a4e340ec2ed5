"""Stages that let through some data, or some items of a list."""

from collections.abc import Iterator

from pipesmith import types as t
from pipesmith.importing import codes
from pipesmith.importing.expressions.coercing import a_list, call, negated
from pipesmith.importing.expressions.operators import equal
from pipesmith.importing.expressions.translating import each_of, item_of
from pipesmith.importing.flowmason import queries
from pipesmith.importing.flowmason.components import OUTPUTS
from pipesmith.importing.flowmason.place import Place
from pipesmith.importing.flowmason.transformations import data_of
from pipesmith.importing.ledger import Part
from pipesmith.importing.values import Shape, Value, text
from pipesmith.syntax import nodes as n


def filtered(place: Place) -> Iterator[n.Statement]:
    """Write a filter: of the items of a list, or of data as a whole."""
    data = data_of(place)
    mode = place.setting("filter_mode", "mode").take()
    condition = place.setting("condition", "expression", "filter_expression")
    fields = place.setting("field_conditions", "conditions")
    if mode == "filter_array" or (mode is None and _of_items(place, data, condition)):
        yield from _items_filtered(
            place, place.hoisted(data, f"{place.stage.id} data"), condition, fields
        )
    else:
        yield from _whole_filtered(place, data, condition, fields)


def _of_items(place: Place, data: Value, condition: Part) -> bool:
    """Tell by what a condition reads whether it is one on items."""
    words = str(condition.value)
    named = "item" in words and "data" not in words
    return named or (not condition and isinstance(t.present(data.type), t.ListType))


def _condition(place: Place, condition: Part, fields: Part, subject: Value) -> n.Expression:
    names = {"data": subject, "item": subject, "value": subject, "x": subject}
    inner = place.seeing(names)
    tests = [inner.condition(condition)] if condition else []
    for each in fields.members():
        found = queries.member(place, subject, each.name)
        translator = place.translator(each)
        tests.append(equal(found, "==", place.value(each), translator))
    whole = tests[0] if tests else n.BoolLiteral(True)
    for test in tests[1:]:
        whole = n.Binary("and", whole, test)
    return negated(whole) if place.setting("invert", "negate").take() is True else whole


def _items_filtered(
    place: Place, data: Value, condition: Part, fields: Part
) -> Iterator[n.Statement]:
    items = a_list(data)
    if "data" in str(condition.value).replace("{{", " ").split("."):
        condition.note(
            codes.ASSUMED, "a filter of items calls each one `item`, not `data`", "read as `item`"
        )
    test = _condition(place, condition, fields, item_of(items, "item"))
    code = each_of(items.code, "filter", "item", test)
    yield place.let(Value(code, items.type, items.shape))
    found = place.result(items.type, items.shape)
    passed = Value(n.Comparison((call("length", found.code), n.IntLiteral(0)), (">",)), t.BOOL)
    fewer = n.Binary("-", call("length", items.code), call("length", found.code))
    _filter_gives(place, found, passed, Value(fewer, t.INT))


def _whole_filtered(
    place: Place, data: Value, condition: Part, fields: Part
) -> Iterator[n.Statement]:
    test = _condition(place, condition, fields, data)
    kind = t.optional(data.type)
    code = n.Conditional(test, data.code, n.NullLiteral())
    yield place.let(Value(code, kind))
    found = place.result(kind, data.shape if kind == data.type else Shape(kind))
    passed = Value(n.Comparison((found.code, n.NullLiteral()), ("!=",)), t.BOOL)
    _filter_gives(place, found, passed, Value(n.IntLiteral(0), t.INT))


def _filter_gives(place: Place, found: Value, passed: Value, fewer: Value) -> None:
    views = {"passed": passed, "data": found, "filtered_count": fewer}
    place.gives(found, views, whole=True)
    whole = place.building.outputs[place.stage.id]
    synonyms = dict.fromkeys(OUTPUTS["filter"], found)
    more = {
        "count": Value(call("length", a_list(found).code), t.INT),
        "reason": Value(text(""), t.STRING),
    }
    views = {**synonyms, **more, **views}
    place.building.outputs[place.stage.id] = Value(
        whole.code, whole.type, whole.shape, views, found
    )
    if place.setting("pass_if_missing").take() is True:
        place.setting("pass_if_missing").note(
            codes.ASSUMED, "what is missing fails the filter, and does not pass it", "left out"
        )
