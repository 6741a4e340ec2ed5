"""Texts made of pieces: what is shown, is shown as the language shows it."""

from collections.abc import Callable

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.json_writing import as_json
from pipesmith_targets.apex.literals import split_text
from pipesmith_targets.apex.scope import Place

Write = Callable[[n.Expression, Place], ax.Expression]


def interpolated(parts: tuple[n.Expression, ...], place: Place, write: Write) -> ax.Expression:
    """Write a text made of pieces as a sum."""
    pieces = [piece for each in parts for piece in _pieces(each, place, write)]
    if not pieces:
        return ax.Text("")
    whole, *others = pieces
    for each in others:
        whole = ax.Binary("+", whole, each)
    return whole


def _pieces(node: n.Expression, place: Place, write: Write) -> list[ax.Expression]:
    """Write a piece; a long text is several, which stand beside the others."""
    if isinstance(node, n.TextValue):
        return [ax.Text(each) for each in split_text(node.value)]
    return [shown(write(node, place), node.type, place)]


def shown(value: ax.Expression, type_: t.Type, place: Place) -> ax.Expression:
    """Write a value as `to_string` shows it."""
    plain = place.home.types.plain(type_)
    match place.home.written(type_):
        case "String" | "Long" | "Boolean" if isinstance(value, ax.Cast) and plain != t.DURATION:
            return ax.call("String.valueOf", value.operand)
        case "String":
            return value
        case "Long" | "Boolean" if plain != t.DURATION:
            return ax.call("String.valueOf", value)
        case _ if isinstance(plain, t.NominalType) and plain.of == "enum":
            return as_json(value, plain, place.home)
        case "Double":
            return ax.call("PipelineFloatText.of", value)
        case "Decimal" | "Date" | "Datetime" | "Long":
            return as_json(value, plain, place.home)
        case _:
            return ax.call("PipelineItems.show", as_json(value, plain, place.home))
