"""What does not fit, said in words: path, message, what was expected and what was found."""

from collections.abc import Iterable, Mapping
from typing import Any

from pipesmith_runtime.errors import VALIDATION, PipelineError
from pipesmith_runtime.reading import Mismatch, found

Problem = dict[str, str]


def refusal(problems: Iterable[Problem], of_input: bool = False) -> PipelineError:
    """Make one VALIDATION error of all problems; the first three make its message."""
    every = list(problems)
    shown = [_sentence(problem) for problem in every[:3]]
    more = [f"and {len(every) - 3} more"] if len(every) > 3 else []
    return PipelineError(VALIDATION, "; ".join([*shown, *more]), every, of_input=of_input)


def told(path: str, expected: str, seen: str, message: str | None = None) -> Problem:
    """State one problem."""
    text = message or f"expected {expected}, found {seen}"
    return {"path": path, "message": text, "expected": expected, "found": seen}


def _sentence(problem: Mapping[str, str]) -> str:
    plain = problem["path"] in ("$", "value")
    return problem["message"] if plain else f"{problem['path']}: {problem['message']}"


def problem(error: Mapping[str, Any], value: Any, where: str) -> Problem:
    """Put what a validator found about a value into words."""
    path = where + _path(error["loc"], value, error["type"])
    expected, message = _wanted(error)
    seen = "nothing" if error["type"] == "missing" else found(error["input"])
    return told(path, expected, seen, message)


def _wanted(error: Mapping[str, Any]) -> tuple[str, str | None]:
    """Say what was expected, and the message where it is not made of that."""
    context = error.get("ctx") or {}
    cause = context.get("error")
    if isinstance(cause, Mismatch):
        return cause.expected, cause.text
    match error["type"]:
        case "missing":
            return "a value", "missing"
        case "extra_forbidden" | "unexpected_keyword_argument":
            return "no such field", "unknown field"
        case "union_tag_not_found":
            return f"a field `{str(context.get('discriminator')).strip(chr(39))}`", None
        case "enum" | "literal_error" | "union_tag_invalid":
            choices = context.get("expected") or context.get("expected_tags") or "another value"
            return str(choices).replace("'", '"'), None
        case kind:
            return _EXPECTED.get(kind, str(error["msg"])), None


_EXPECTED = {
    "list_type": "list",
    "dict_type": "object",
    "tuple_type": "list",
    "too_long": "fewer items",
    "too_short": "more items",
    "model_type": "object",
    "model_attributes_type": "object",
    "dataclass_type": "object",
    "string_type": "string",
    "none_required": "null",
    "is_instance_of": "another type",
}


def _path(location: tuple[str | int, ...], value: Any, kind: str) -> str:
    """Write a location as a JSON path; the labels that unions add are not part of it."""
    path, here = "", value
    for position, step in enumerate(location):
        last = position == len(location) - 1
        if isinstance(here, Mapping) and step not in here and not (last and kind == "missing"):
            continue
        path += f"[{step}]" if isinstance(step, int) else f".{step}"
        here = _part(here, step)
    return path


def _part(value: Any, step: str | int) -> Any:
    try:
        return value[step]
    except (TypeError, LookupError):
        return getattr(value, str(step), None)
