"""Stages that work on data: logs, transformations, filters, schemas, variables."""

from collections.abc import Iterator

from pipesmith import types as t
from pipesmith.importing import codes
from pipesmith.importing.expressions.coercing import a_list, call, converted, negated
from pipesmith.importing.expressions.operators import equal
from pipesmith.importing.expressions.translating import Unresolved, each_of, item_of
from pipesmith.importing.flowmason import queries
from pipesmith.importing.flowmason.clauses import clauses_of
from pipesmith.importing.flowmason.components import OUTPUTS
from pipesmith.importing.flowmason.place import BROKEN, Place
from pipesmith.importing.flowmason.scope import StageScope
from pipesmith.importing.flowmason.sides import side_by_side
from pipesmith.importing.ledger import Part
from pipesmith.importing.values import Shape, Value, text, type_syntax, written
from pipesmith.syntax import nodes as n

LEVELS = {
    "debug": "debug", "trace": "debug", "info": "info", "notice": "info", "warning": "warn",
    "warn": "warn", "error": "error", "critical": "error", "fatal": "error",
}  # fmt: skip
TRUE = Value(n.BoolLiteral(True), t.BOOL)


# ---------------------------------------------------------------- logs


def logger(place: Place) -> Iterator[n.Statement]:
    """Write a log; what it passes through is what it gives."""
    level = place.setting("level", "log_level")
    word = LEVELS.get(str(level.value or "info").lower())
    if word is not None:
        level.take()
    message = place.setting("message", "text", "msg")
    arguments = {"message": _message(place, message)}
    data, tags = place.setting("data", "fields", "extra"), place.setting("tags")
    if found := _logged(place, data, tags):
        arguments["data"] = found
    passed = place.setting("passthrough", "pass_through")
    given = place.value(passed) if passed else Value(n.NullLiteral(), t.JSON)
    views = {"passthrough": given, "data": given, "result": given, "output": given}
    untold = Value(n.NullLiteral(), t.JSON, doubt="a log has no id, which is null")
    views |= {"logged": TRUE, "message": Value(arguments["message"], t.STRING), "log_id": untold}
    if place.setting("emit_to_trace").value is True:
        place.setting("emit_to_trace").take()
    place.gives(given, views)
    yield place.named(place.invoke(f"log.{word or 'info'}", arguments), *clauses_of(place).clauses)


def _message(place: Place, part: Part) -> n.Expression:
    if part:
        return place.code(part, t.STRING)
    place.stage.place.note(
        codes.INCOMPLETE,
        f"`{place.stage.id}` has no `message`",
        "a log needs one",
        "its id is logged",
    )
    return text(place.stage.id)


def _logged(place: Place, data: Part, tags: Part) -> n.Expression | None:
    """Give the data of a log; tags stand beside it."""
    if not tags:
        return place.code(data) if data else None
    tagged = n.MapEntry("tags", place.code(tags))
    own = place.value(data).code if data else n.MapLiteral(())
    if isinstance(own, n.MapLiteral) and all(each.key != "tags" for each in own.entries):
        return n.MapLiteral((*own.entries, tagged))
    return n.MapLiteral((n.MapEntry("data", own), tagged))


# ---------------------------------------------------------------- transformations


def json_transform(place: Place) -> Iterator[n.Statement]:
    """Write data, a template, members by their paths, or a JMESPath query."""
    query = place.setting("jmespath_expression", "jmespath", "expression", "query")
    template = place.setting("template", "output_template")
    mapping = place.setting("mapping", "mappings", "field_mapping", "fields")
    data = data_of(place)
    for name, usual in (("flatten", False), ("parse_json_strings", True)):
        if place.setting(name).value is usual:
            place.setting(name).take()
    if query and isinstance(query.value, str):
        yield from queries.query(place, data, query)
    elif isinstance(mapping.value, dict):
        yield from _as_value(place, queries.mapped_by(place, data, mapping))
    elif template:
        seen = place.seeing({"data": data, **dict(data.views)})
        yield from _as_value(place, seen.value(template))
    else:
        yield from _as_value(place, data)
    _defaults(place, mapping)


def data_of(place: Place) -> Value:
    """Give the data that a stage works on: what it names, or what the stage before it gives."""
    part = place.setting("data", "input", "source", "input_data")
    if part:
        return place.value(part)
    needed = [*dict.fromkeys(place.building.structure.needs[place.stage.id])]
    before = _of_the_one_before(place, needed[0]) if len(needed) == 1 else None
    return before or place.building.inputs.whole()


def _of_the_one_before(place: Place, name: str) -> Value | None:
    """Give what a stage gives, None where it cannot be seen from here."""
    scope = StageScope(place.building, place.home, place.stage.place, {})
    try:
        found = place.building.output(name, scope)
    except Unresolved:
        return None
    if found.main is None:
        return found
    kind = place.building.structure.stages[name].kind
    synonyms = dict.fromkeys(OUTPUTS.get(kind, OUTPUTS["unknown"]), found.main)
    return Value(found.main.code, found.main.type, found.main.shape, {**synonyms, **found.views})


def _as_value(place: Place, value: Value) -> Iterator[n.Statement]:
    yield place.let(value)
    shape = Shape(t.JSON, value.shape.members, value.shape.item)
    transformed(place, place.result(value.type, shape))


def transformed(place: Place, main: Value) -> None:
    """Note what a transformation gives."""
    views = dict.fromkeys(("result", "output", "transformed"), main)
    direct = main.shape.members or {}
    views = {name: each for name, each in views.items() if name not in direct}
    place.gives(main, views)


def _defaults(place: Place, mapping: Part) -> None:
    """Say of defaults that they stand for members of the mapping alone."""
    for each in place.setting("defaults").members():
        if not isinstance(mapping.value, dict) or each.name not in mapping.value:
            each.tell(
                codes.LEFT_OUT,
                f"the default `{each.name}` stands for no member of `mapping`",
                "never used",
            )


# ---------------------------------------------------------------- filters


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


# ---------------------------------------------------------------- schemas


VERDICT = ("valid", "is_valid", "errors", "error_count", "validation_errors")


def schema_validate(place: Place) -> Iterator[n.Statement]:
    """Write a validation; where its verdict is read it does not fail the run."""
    schema = place.setting("json_schema", "schema")
    data = data_of(place)
    if not isinstance(schema.value, dict):
        _not_validated(place, data)
        return
    if place.setting("collect_all_errors").value is True:
        place.setting("collect_all_errors").take()
    strict = place.setting("strict", "fail_on_error").take()
    arguments = {"data": data.code, "schema": schema_code(schema)}
    lenient = strict is False or place.building.usage.reads(place.stage.id, *VERDICT, "*")
    if lenient:
        yield from _verdict(place, data, arguments)
        return
    yield place.named(place.invoke("schema.validate", arguments), *clauses_of(place).clauses)
    found = place.result(t.JSON, _as_json(place, data))
    place.gives(found, {"data": found, "result": found, "valid": TRUE})


def _not_validated(place: Place, data: Value) -> None:
    part = place.setting("json_schema", "schema")
    place.setting("strict").take()
    place.stage.place.note(
        codes.INCOMPLETE,
        f"`{place.stage.id}` has no `{part.name}`",
        "nothing says what is checked",
        "it lets everything pass",
    )
    place.gives(data, {"data": data, "result": data, "valid": TRUE})


def schema_code(schema: Part) -> n.Expression:
    """Write a JSON Schema as a literal."""
    return written(schema.take())


def _as_json(place: Place, data: Value) -> Shape:
    return queries.whole_shape(data, place.building.module.declared)


def _verdict(
    place: Place, data: Value, arguments: dict[str, n.Expression]
) -> Iterator[n.Statement]:
    """Write a validation that gives its verdict."""
    checked, problem = place.building.names.give("checked"), place.building.names.give("problem")
    stage = n.Stage(n.Name(checked), None, place.invoke("schema.validate", arguments))
    good = _verdict_map(True, n.Reference(checked), n.ListLiteral(()))
    errors = n.Member(n.Reference(problem), n.Name("detail"))
    bad = _verdict_map(False, data.code, errors)
    caught = n.Catch((n.Name("validation"),), n.Name(problem), n.Block((), n.Yield(bad)))
    body = n.Try(n.Block((stage,), n.Yield(good)), (caught,))
    yield place.named(body, type=t.MapType(t.JSON))
    whole = place.result(t.MapType(t.JSON))
    found = Value(n.Index(whole.code, text("data")), t.JSON, _as_json(place, data))
    valid = Value(n.Index(whole.code, text("valid")), t.JSON, Shape(t.BOOL))
    errors_found = Value(n.Index(whole.code, text("errors")), t.JSON, Shape(t.ListType(t.JSON)))
    count = Value(call("length", converted(errors_found, t.ListType(t.JSON))), t.INT)
    views = {"valid": valid, "is_valid": valid, "data": found, "result": found}
    views |= {"errors": errors_found, "validation_errors": errors_found, "error_count": count}
    place.building.outputs[place.stage.id] = Value(
        whole.code, whole.type, whole.shape, views, found
    )


def _verdict_map(valid: bool, data: n.Expression, errors: n.Expression) -> n.MapLiteral:
    members = (("valid", n.BoolLiteral(valid)), ("data", data), ("errors", errors))
    return n.MapLiteral(tuple(n.MapEntry(key, code) for key, code in members))


# ---------------------------------------------------------------- variables


def variable_set(place: Place) -> Iterator[n.Statement]:
    """Write variables; one that is set once is a value."""
    for name, usual in (("scope", "pipeline"), ("overwrite", True)):
        if place.setting(name).value == usual:
            place.setting(name).take()
    given = [*_variables(place)]
    if not given:
        place.stage.place.note(
            codes.MISSING_FIELD,
            f"`{place.stage.id}` sets no variable",
            "`name` or `variables` is missing",
        )
    last = BROKEN
    for original, value in given:
        yield from _variable(place, original, value)
        last = place.building.variables[original]
    views = {original: place.building.variables[original] for original, _ in given}
    place.gives(last, {**dict.fromkeys(("value", "result", "output", "data"), last), **views})


def _variables(place: Place) -> Iterator[tuple[str, Value]]:
    many = place.setting("variables", "values", "vars")
    if isinstance(many.value, dict):
        for each in many.members():
            yield each.name, place.value(each)
        return
    config = next(place.stage.configs(), place.stage.sources[0])
    name = config.part("variable_name", "variable", "name", "key").text()
    value = place.setting("value", "data", "expression")
    if name is not None:
        found = place.value(value) if value else Value(n.NullLiteral(), t.JSON)
        path = place.setting("extract_path")
        yield name, queries.selected(place, found, path) if path else found


def _variable(place: Place, original: str, value: Value) -> Iterator[n.Statement]:
    building = place.building
    if original in building.usage.set_often:
        if side_by_side(place):
            place.stage.place.note(
                codes.BAD_FIELD,
                f"`{original}` is set by what runs side by side, and lasts beyond it",
                "which comes last is not known",
            )
        yield n.Set(n.Name(building.variable_name(original)), value.code)
        building.variables[original] = Value(n.Reference(building.variable_name(original)), t.JSON)
        return
    name = building.names.give(original)
    doc = None if name == original else f"`{original}`"
    kind = None if value.type != t.JSON else type_syntax(t.JSON)
    yield n.Let(n.Name(name), kind, value.code, doc=doc)
    shape = Shape(value.shape.type, value.shape.members, value.shape.item)
    building.variables[original] = Value(n.Reference(name), value.type, shape)
