"""Stages that log."""

from collections.abc import Iterator

from pipesmith import types as t
from pipesmith.importing import codes
from pipesmith.importing.flowmason.clauses import clauses_of
from pipesmith.importing.flowmason.place import Place
from pipesmith.importing.ledger import Part
from pipesmith.importing.values import TRUTH, Value, text
from pipesmith.syntax import nodes as n

LEVELS = {
    "debug": "debug", "trace": "debug", "info": "info", "notice": "info", "warning": "warn",
    "warn": "warn", "error": "error", "critical": "error", "fatal": "error",
}  # fmt: skip


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
    views |= {"logged": TRUTH, "message": Value(arguments["message"], t.STRING), "log_id": untold}
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
