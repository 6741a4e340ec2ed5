"""Values of one type as values of another."""

from collections.abc import Callable

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.apex import literals
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.json_reading import read
from pipesmith_targets.apex.json_writing import as_json
from pipesmith_targets.apex.scope import Place

Write = Callable[[n.Expression, Place], ax.Expression]

_CONSTANTS = (
    n.IntValue,
    n.FloatValue,
    n.DecimalValue,
    n.TextValue,
    n.BoolValue,
    n.DurationValue,
)


def fitted(value: ax.Expression, held: t.Type, wanted: t.Type, place: Place) -> ax.Expression:
    """Write a value that is held as one type where another of the same values is wanted."""
    given, needed = place.home.written(held), place.home.written(wanted)
    if given == needed or needed in ("Object", "PipelineRecord") or value == ax.NULL:
        return value
    match place.home.types.plain(wanted):
        case t.ListType(item=item) if given.startswith("List<"):
            return _copied_list(value, held, wanted, item, place)
        case _:
            return ax.Cast(needed, value)


def _copied_list(
    value: ax.Expression, held: t.Type, wanted: t.Type, item: t.Type, place: Place
) -> ax.Expression:
    """Write a list as one of wider items, which Apex does not take it for."""
    plain = place.home.types.plain(held)
    assert isinstance(plain, t.ListType)
    needed = place.home.written(wanted)
    name = place.plain().declare(ax.New(needed), wanted, "widened")
    inner = place.inner()
    each = inner.names.claim("item")
    written = place.home.written(plain.item)
    added = fitted(ax.Name(each), plain.item, item, inner)
    inner.add(ax.Evaluate(ax.call(f"{name}.add", added)))
    place.add(ax.ForEach(written, each, value, tuple(inner.lines)))
    return ax.Name(name)


def widened(node: n.Widen, place: Place, write: Write) -> ax.Expression:
    """Write a conversion that cannot lose anything, save by breaking an alias's condition."""
    source, wanted = node.value, place.home.types.plain(node.type)
    if isinstance(source, n.IntValue) and place.home.written(wanted) == "Double":
        return literals.double(float(source.value))
    value = write(source, place)
    if isinstance(node.type, t.OptionalType) and isinstance(source.type, t.OptionalType):
        value = place.plain().kept(value, source.type, "given")
        made = _plainly(value, node, place)
        return made if made == value else ax.Choice(ax.Binary("==", value, ax.NULL), ax.NULL, made)
    return _plainly(value, node, place)


def _plainly(value: ax.Expression, node: n.Widen, place: Place) -> ax.Expression:
    given = t.present(node.value.type)
    match t.present(node.type):
        case t.NominalType(of="alias") as alias:
            return _as_alias(value, node.value, alias, place)
        case t.NominalType(of="record") as record if isinstance(given, t.AnonymousType):
            home = place.home
            parts = (ax.member(value, home.field(given, each.name)) for each in given.fields)
            return ax.New(home.nominal(record), tuple(parts))
        case t.DecimalType(precision=precision, scale=scale):
            sizes = ax.Name(str(precision)), ax.Name(str(scale))
            return ax.call("PipelineDecimals.fit", _as_decimal(value, given), *sizes)
        case t.Scalar(name="decimal"):
            return _as_decimal(value, given)
        case t.Scalar(name="float") if given == t.INT:
            return ax.call("PipelineFloats.of", value)
        case t.Scalar(name="json"):
            return as_json(value, given, place.home)
        case t.Scalar(name="string"):
            return as_json(value, given, place.home)
        case _:
            return value


def _as_decimal(value: ax.Expression, given: t.Type) -> ax.Expression:
    return ax.call("Decimal.valueOf", value) if given == t.INT else value


def _as_alias(
    value: ax.Expression, source: n.Expression, alias: t.NominalType, place: Place
) -> ax.Expression:
    """Write a value of an alias; constants have been checked already."""
    if isinstance(source, _CONSTANTS):
        return value
    tree = as_json(value, source.type, place.home)
    return _read_soundly(ax.call("PipelineReader.answer", tree), alias, place.plain())


def validated(node: n.Validate, place: Place, write: Write) -> ax.Expression:
    """Write `e as T`."""
    tree = as_json(write(node.value, place), node.value.type, place.home)
    return _read_soundly(ax.call("PipelineReader.converting", tree), node.type, place)


def _read_soundly(source: ax.Expression, type_: t.Type, place: Place) -> ax.Expression:
    """Write what reads a value and fails where it does not fit."""
    home = place.home
    reader = place.names.claim("source")
    place.add(ax.Declare("PipelineReader", reader, source))
    name = place.names.claim("converted")
    place.add(ax.Declare(home.written(type_), name, read(ax.Name(reader), type_, home)))
    place.add(ax.Evaluate(ax.call(f"{reader}.requireSound")))
    return ax.Name(name)
