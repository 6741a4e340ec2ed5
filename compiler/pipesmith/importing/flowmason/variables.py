"""Stages that set variables."""

from collections.abc import Iterator

from pipesmith import types as t
from pipesmith.importing import codes
from pipesmith.importing.flowmason import queries
from pipesmith.importing.flowmason.place import BROKEN, Place
from pipesmith.importing.flowmason.sides import side_by_side
from pipesmith.importing.values import Shape, Value, type_syntax
from pipesmith.syntax import nodes as n


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
