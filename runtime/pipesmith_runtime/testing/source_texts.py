"""Values as the language writes them, so that a test can be made of what was drawn."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import PurePosixPath
from typing import Annotated, Any, get_args, get_origin, get_type_hints
from uuid import UUID

from pipesmith_runtime.component_result import ComponentResult
from pipesmith_runtime.data import members
from pipesmith_runtime.records import Email, Record, Url, json_value

_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_CONVERTED: tuple[tuple[type, str], ...] = (
    (UUID, "uuid"),
    (datetime, "datetime"),
    (date, "date"),
    (PurePosixPath, "path"),
)
"""Types that have no literal, each with the type that a text is converted to."""


@dataclass(slots=True)
class SourceWriter:
    """Writes values, and notes which declared types they name: module and name."""

    named: set[tuple[str, str]] = field(default_factory=set)

    def write(self, value: Any, annotation: Any = Any) -> str:
        """Write a value of a type; what the type is tells texts from addresses."""
        marked = _marked(value, annotation)
        if marked is not None:
            return f"{quoted(value)} as {marked}"
        match value:
            case Enum():
                return f"{self._name(type(value))}.{value.value}"
            case Record():
                return self._record(value)
            case ComponentResult():
                return self._component_record(value)
            case list() | tuple():
                items = _items(annotation, len(value))
                texts = (self.write(each, item) for each, item in zip(value, items, strict=True))
                return f"[{', '.join(texts)}]"
            case dict():
                return self._map(value, annotation)
            case _:
                return _scalar(value)

    def _record(self, value: Record) -> str:
        hints = get_type_hints(type(value), include_extras=True)
        texts = ", ".join(
            f"{info.serialization_alias or name}: {self.write(getattr(value, name), hints[name])}"
            for name, info in type(value).model_fields.items()
        )
        return f"{self._name(type(value))}({texts})"

    def _component_record(self, value: ComponentResult) -> str:
        """Write a record of a standard component, which needs no import."""
        hints = get_type_hints(type(value), include_extras=True)
        given = members(value) or {}
        texts = (f"{name}: {self.write(item, hints[name])}" for name, item in given.items())
        return f"{type(value).__name__}({', '.join(texts)})"

    def _map(self, value: dict[str, Any], annotation: Any) -> str:
        arguments = get_args(_bare(annotation, value))
        item = arguments[1] if len(arguments) == 2 else Any
        entries = (f"{quoted(key)}: {self.write(each, item)}" for key, each in value.items())
        return f"{{ {', '.join(entries)} }}" if value else "{}"

    def _name(self, declared: type) -> str:
        self.named.add((declared.__module__, declared.__name__))
        return declared.__name__


def quoted(text: str) -> str:
    """Write a text, whatever is in it."""
    return '"' + "".join(map(_escaped, text)).replace("{{", "\\{{") + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    return character if character.isprintable() else f"\\u{{{ord(character):X}}}"


def duration_text(duration: timedelta) -> str:
    """Write a duration."""
    milliseconds = round(duration / timedelta(milliseconds=1))
    sign, amount = ("-" if milliseconds < 0 else ""), abs(milliseconds)
    for unit, size in (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000)):
        if amount and amount % size == 0:
            return f"{sign}{amount // size}{unit}"
    return f"{sign}{amount}ms"


def _scalar(value: Any) -> str:
    for kind, name in _CONVERTED:
        if isinstance(value, kind):
            return f"{quoted(str(json_value(value)))} as {name}"
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return quoted(value)
        case Decimal():
            text = format(value, "f")
            return f"{text}d" if "." in text else f"{text}.0d"
        case timedelta():
            return duration_text(value)
        case int() | float():
            return repr(value)
        case _:
            raise TypeError(f"no source can be written for {value!r}")


# ---------------------------------------------------------------- types


def _marked(value: Any, annotation: Any) -> str | None:
    """Give the type of a text that is an address of some kind."""
    if not isinstance(value, str) or isinstance(value, Enum):
        return None
    for kind, name in ((Email, "email"), (Url, "url")):
        if annotation == kind or any(each == kind for each in get_args(annotation)):
            return name
    return None


def _items(annotation: Any, count: int) -> tuple[Any, ...]:
    """Give the type of each item of a list, set or tuple."""
    plain = _bare(annotation, [])
    arguments = get_args(plain)
    if get_origin(plain) is tuple:
        return arguments
    return (arguments[0] if arguments else Any,) * count


def _bare(annotation: Any, like: object) -> Any:
    """Give the part of a type that a value is of: without its marks, and without null."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (list, dict, tuple, None):
        return annotation
    members = [_bare(each, like) for each in get_args(annotation)]
    return next((each for each in members if get_origin(each) is not None), Any)
