"""Stages that end a pipeline: with a result, or with an error."""

from collections.abc import Iterator

from pipesmith import types as t
from pipesmith.importing import codes
from pipesmith.importing.flowmason.attempts import ERRORS
from pipesmith.importing.flowmason.place import Place
from pipesmith.importing.flowmason.sides import side_by_side
from pipesmith.importing.values import Value, text
from pipesmith.syntax import nodes as n


def early_return(place: Place) -> Iterator[n.Statement]:
    """Write a `return`, under its condition."""
    condition = place.setting("condition", "if")
    value = place.setting("return_value", "value", "result", "data", "output")
    message = place.setting("message", "reason").text()
    given = place.value(value) if value else Value(n.NullLiteral(), t.JSON)
    place.building.returns.append(given)
    test = place.condition(condition) if condition else n.BoolLiteral(True)
    doc = "\n".join(filter(None, (place.doc, message))) or None
    if side_by_side(place):
        place.stage.place.note(
            codes.BAD_FIELD,
            "a `return` cannot leave what runs side by side",
            "runs side by side with others",
        )
    if any(label == ("finally",) for _, label in place.home):
        place.stage.place.note(
            codes.BAD_FIELD, "a `return` cannot leave what cleans up", "stands in `finally_stages`"
        )
    end = n.Return(given.code)
    place.gives(given, {"should_return": Value(test, t.BOOL), "return_value": given})
    if test == n.BoolLiteral(True):
        yield end
    else:
        yield n.Control(n.If(((test, n.Block((end,))),)), doc=doc)


def raising(place: Place) -> Iterator[n.Statement]:
    """Write a `raise`, under its condition."""
    message = place.setting("message", "error", "error_message", "reason")
    condition = place.setting("condition", "if")
    words = place.code(message, t.STRING) if message else text(place.stage.id)
    kind = str(place.setting("error_type", "type_of_error").text() or "execution")
    name = ERRORS.get(kind.replace("_", "").lower(), "execution")
    end = n.Raise(n.Name(name), words)
    nothing = Value(n.NullLiteral(), t.JSON)
    place.gives(nothing)
    if condition:
        yield n.Control(n.If(((place.condition(condition), n.Block((end,))),)), doc=place.doc)
    else:
        yield end
