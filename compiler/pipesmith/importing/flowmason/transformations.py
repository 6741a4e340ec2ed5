"""Stages that make other data of data."""

from collections.abc import Iterator

from pipesmith import types as t
from pipesmith.importing import codes
from pipesmith.importing.expressions.translating import Unresolved
from pipesmith.importing.flowmason import queries
from pipesmith.importing.flowmason.components import OUTPUTS
from pipesmith.importing.flowmason.place import Place
from pipesmith.importing.flowmason.scope import StageScope
from pipesmith.importing.ledger import Part
from pipesmith.importing.values import Shape, Value
from pipesmith.syntax import nodes as n


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
