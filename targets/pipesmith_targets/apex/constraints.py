"""Conditions of fields, parameters, records and aliases."""

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.expressions import write
from pipesmith_targets.apex.json_reading import READER
from pipesmith_targets.apex.scope import ClassScope, Place, Value


def alias_lines(alias: t.NominalType, value: ax.Expression, home: ClassScope) -> ax.Lines:
    """Write what reads a value of an alias, and notes when it breaks the condition."""
    written = home.written(alias)
    where = home.program.conditions[alias.module, alias.name]
    if where is None:
        return [ax.Return(value)]
    place = Place(home, home.locals("source"))
    name, place = place.bind("it", alias)
    place.add(ax.Declare(written, name, value))
    noted = required(where, ax.Name("source"), place)
    fits = ax.call("source.fits", ax.Name(name))
    return [*place.lines, ax.If(((fits, tuple(noted)),)), ax.Return(ax.Name(name))]


def required(where: n.Condition, reader: ax.Expression, place: Place) -> ax.Lines:
    """Write what notes with a reader that a condition does not hold."""
    inner = place.inner()
    holds = write(where.test, inner)
    given = [holds, ax.Text(where.text)]
    if where.message is not None:
        given.append(ax.Text(where.message))
    return [*inner.lines, ax.Evaluate(ax.send(reader, "require", *given))]


def field_condition(
    each: n.Field, value: ax.Expression, reader: ax.Expression, place: Place
) -> ax.Lines:
    """Write what notes that the condition of a field or parameter does not hold."""
    assert each.where is not None
    inside = place.knowing("it", Value(value, each.type))
    noted = required(each.where, reader, inside)
    if isinstance(each.type, t.OptionalType):
        return [ax.If(((ax.Binary("!=", value, ax.NULL), tuple(noted)),))]
    return noted


def parameter_checks(fields: tuple[n.Field, ...], place: Place) -> ax.Lines:
    """Write the conditions of parameters."""
    limited = [each for each in fields if each.where is not None]
    if not limited:
        return []
    reader = place.names.claim("input")
    lines: ax.Lines = [ax.Declare(READER, reader, ax.call(f"{READER}.checking"))]
    for each in limited:
        part = ax.call(f"{reader}.part", ax.Text(each.name))
        lines += field_condition(each, place.values[each.name].read, part, place)
    return [*lines, ax.Evaluate(ax.call(f"{reader}.requireSound"))]
