"""Stages that try others, and handle what fails."""

from collections.abc import Iterator
from dataclasses import replace

from pipesmith.importing import codes
from pipesmith.importing.flowmason.choices import Write, given_by, gives_map
from pipesmith.importing.flowmason.place import Place, duration, number_in
from pipesmith.importing.rewriting import references
from pipesmith.syntax import nodes as n

ERRORS = {
    "timeout": "timeout", "timeouterror": "timeout", "connectionerror": "connectivity",
    "connectivity": "connectivity", "networkerror": "connectivity", "connection": "connectivity",
    "ratelimit": "rate_limit", "ratelimiterror": "rate_limit", "validation": "validation",
    "validationerror": "validation", "valueerror": "validation", "execution": "execution",
    "runtimeerror": "execution", "security": "security", "permissionerror": "security",
    "authenticationerror": "security", "routing": "routing", "expression": "expression",
    "transformation": "transformation", "keyerror": "expression", "typeerror": "expression",
}  # fmt: skip


def trycatch(place: Place, write: Write) -> Iterator[n.Statement]:
    """Write `try`."""
    building, own = place.building, place.setting("error_variable", "error_var").text()
    variable = building.names.give(own or "err")
    building.caught_as[place.stage.id] = variable, own or "error"
    retry = _retried(place)
    body = write(place, ("try",))
    body = _with_retry(place, body, retry)
    handler, final = write(place, ("catch",)), write(place, ("finally",))
    catches = _catches(place, handler, variable)
    gives_map(place)
    kind = given_by(place)
    yield place.named(n.Try(body, catches, final if final.statements else None), type=kind)


def _catches(place: Place, handler: n.Block, variable: str) -> tuple[n.Catch, ...]:
    scope = place.setting("error_scope", "on_error")
    goes_on = scope.value == "propagate"
    if scope.value in ("propagate", "continue", "catch", "recover"):
        scope.take()
    if goes_on:
        handler = n.Block((*handler.statements, n.Raise()))
    names = _caught_names(place)
    used = any(variable in each for each in _names_in(handler))
    return (n.Catch(names, n.Name(variable) if used else None, handler),)


def _names_in(block: n.Block) -> Iterator[set[str]]:
    yield references(block.statements)
    yield references(block.result)


def _caught_names(place: Place) -> tuple[n.Name, ...] | None:
    found: list[n.Name] = []
    for part in place.setting("catch_error_types", "error_types", "catch_errors").items():
        word = str(part.value).replace("_", "").replace(" ", "").lower()
        if word in ("*", "exception", "error", "all"):
            part.take()
            return None
        if word not in ERRORS:
            part.tell(codes.LEFT_OUT, f"`{part.value}` is no error of the language", "left out")
            continue
        part.take()
        found.append(n.Name(ERRORS[word]))
    return tuple(dict.fromkeys(found)) or None


def _retried(place: Place) -> n.Retry | None:
    count = number_in(place.setting("max_retries", "retry_count"), 0)
    delay = number_in(place.setting("retry_delay_ms", "retry_delay"), 0)
    if not count:
        return None
    backoff = None
    if delay:
        backoff = n.Call(n.Name("fixed"), (n.Argument(None, duration(delay)),))
    return n.Retry(n.IntLiteral(int(count)), backoff)


def _with_retry(place: Place, body: n.Block, retry: n.Retry | None) -> n.Block:
    """Let the calls of an attempt be made again."""
    if retry is None:
        return body
    calls = [each for each in body.statements if isinstance(each, n.Stage) and _calls(each)]
    part = place.setting("max_retries", "retry_count")
    if not calls:
        part.note(codes.LEFT_OUT, "nothing that is tried can be made again", "left out")
        delay = place.setting("retry_delay_ms", "retry_delay")
        if delay:
            delay.note(codes.LEFT_OUT, "nothing that is tried can be made again", "left out")
    elif len(body.statements) > 1:
        part.note(
            codes.ASSUMED,
            "each call that is tried is made again by itself",
            "not all of them together",
        )
    made = tuple(_again(each, retry) if each in calls else each for each in body.statements)
    return n.Block(made, body.result)


def _calls(stage: n.Stage) -> bool:
    retried = any(isinstance(each, n.Retry) for each in stage.clauses)
    logs = isinstance(stage.body, n.Invoke) and stage.body.call.function.text.startswith("log.")
    return isinstance(stage.body, n.Invoke) and not retried and not logs


def _again(statement: n.Statement, retry: n.Retry) -> n.Statement:
    return (
        replace(statement, clauses=(retry, *statement.clauses))
        if isinstance(statement, n.Stage)
        else statement
    )
