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


def fitted(
    value: ax.Expression, held: t.Type, wanted: t.Type, place: Place
) -> ax.Expression:
    """Write a value that is held as one type where another of the same values is wanted."""
    given, needed = place.home.written(held), place.home.written(wanted)
    if given == needed or needed in ("Object", "PipelineRecord") or value == ax.NULL:
        return value
    return ax.Cast(needed, value)


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
    held = ax.call("PipelineReader.made", as_json(value, source.type, place.home))
    return read(held, alias, place.home)


def validated(node: n.Validate, place: Place, write: Write) -> ax.Expression:
    """Write `e as T`."""
    tree = as_json(write(node.value, place), node.value.type, place.home)
    made = read(ax.call("PipelineReader.converting", tree), node.type, place.home)
    return made
