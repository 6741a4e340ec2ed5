"""What a pipeline gives: the value of its last stage, and the type that its schema tells."""

from pipesmith import types as t
from pipesmith.importing import codes
from pipesmith.importing.expressions.translating import Unresolved
from pipesmith.importing.flowmason.building import Building
from pipesmith.importing.flowmason.queries import whole_shape
from pipesmith.importing.flowmason.scope import StageScope
from pipesmith.importing.ledger import Part
from pipesmith.importing.values import Value, type_syntax
from pipesmith.syntax import nodes as n

SCHEMAS = ("output_schema", "outputSchema", "outputs_schema")
Ending = tuple[t.Type | None, tuple[n.Statement, ...]]


def result_of(building: Building, output: str | None) -> Ending:
    """Give the type of a result, and the statement that gives it."""
    found = _value(building, output)
    schema = building.pipeline.field(*SCHEMAS)
    record = _record(building, schema) if schema else None
    if found is None or isinstance(found.code, n.NullLiteral):
        if schema:
            _not_given(schema)
        return (t.JSON, (n.Return(n.NullLiteral()),)) if building.returns else (None, ())
    if record is not None and not building.returns and _fits(building, found, record, schema):
        return record, (n.Return(n.Convert(found.code, type_syntax(record))),)
    kind = t.JSON if building.returns or not _simple(found.type) else found.type
    return kind, (n.Return(found.code),)


def _value(building: Building, output: str | None) -> Value | None:
    if output is None:
        return None
    part = building.pipeline.field("output_stage_id", "output_stage") or building.pipeline.part
    try:
        found = building.output(output, StageScope(building, (), part, {}))
    except Unresolved as problem:
        part.note(codes.UNRESOLVED, str(problem), "gives nothing")
        return None
    return found.main if found.main is not None else found


def _simple(kind: t.Type) -> bool:
    """Tell whether a type can be written."""
    return not isinstance(kind, t.UnionType | t.AnonymousType | t.OutcomeType)


def _record(building: Building, schema: Part) -> t.Type | None:
    found = building.module.schemas.record(schema, f"{building.pipeline.id} output")
    return None if found is None else t.NominalType("record", found.name.text, "main")


def _fits(building: Building, found: Value, record: t.Type, schema: Part) -> bool:
    """Tell whether a value has the members of a record, and say so where it has others."""
    fields = {each.name for each in building.module.declared.records[str(record)].values()}
    members = whole_shape(found, building.module.declared).members
    if members is not None and {*members} == fields:
        return True
    there = ", ".join(f"`{each}`" for each in members or ())
    note = f"it gives {there}" if members is not None else "nothing tells what its members are"
    schema.note(
        codes.UNTYPED,
        "the result is not shown to be what the output schema says",
        "stays `json`",
        note,
    )
    return False


def _not_given(schema: Part) -> None:
    schema.note(codes.UNTYPED, "the pipeline gives no result", "describes nothing")
