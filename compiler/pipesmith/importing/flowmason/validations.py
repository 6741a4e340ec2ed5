"""Stages that hold data against a JSON Schema."""

from collections.abc import Iterator

from pipesmith import types as t
from pipesmith.importing import codes
from pipesmith.importing.expressions.coercing import call, converted
from pipesmith.importing.flowmason import queries
from pipesmith.importing.flowmason.clauses import clauses_of
from pipesmith.importing.flowmason.place import Place
from pipesmith.importing.flowmason.transformations import data_of
from pipesmith.importing.ledger import Part
from pipesmith.importing.values import TRUTH, Shape, Value, text, written
from pipesmith.syntax import nodes as n

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
    place.gives(found, {"data": found, "result": found, "valid": TRUTH})


def _not_validated(place: Place, data: Value) -> None:
    part = place.setting("json_schema", "schema")
    place.setting("strict").take()
    place.stage.place.note(
        codes.INCOMPLETE,
        f"`{place.stage.id}` has no `{part.name}`",
        "nothing says what is checked",
        "it lets everything pass",
    )
    place.gives(data, {"data": data, "result": data, "valid": TRUTH})


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
