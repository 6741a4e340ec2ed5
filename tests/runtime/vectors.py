"""Vectors of standard functions as Python values, IR types and calls."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from pipesmith import types as t
from pipesmith.analysis.functions.signatures import Applied, Pattern, read_signature

FOLDER = Path(__file__).parents[1] / "conformance" / "functions"
RECORD = t.NominalType("record", "R", "vectors")


class R(BaseModel):
    name: str
    age: int | None = None


@dataclass(frozen=True)
class LambdaText:
    parameters: tuple[str, ...]
    body: str


@dataclass(frozen=True)
class Vector:
    theme: str
    function: str
    arguments: tuple[Any, ...]
    types: tuple[t.Type, ...]
    gives: Any
    fails: bool

    def __str__(self) -> str:
        return f"{self.function}({', '.join(repr(each)[:30] for each in self.arguments)})"


def vectors() -> Iterator[Vector]:
    for path in sorted(FOLDER.glob("*.json")):
        for raw in json.loads(path.read_text("utf-8")):
            yield _vector(path.stem, raw)


def _vector(theme: str, raw: dict[str, Any]) -> Vector:
    written = [_type(text) for text in raw.get("types", ())]
    inferred = [_inferred(each) for each in raw["arguments"]]
    types = (*written, *inferred[len(written) :])
    arguments = tuple(map(decoded, raw["arguments"]))
    known = {"function", "arguments", "types", "gives", "fails"}
    assert raw.keys() <= known and ("gives" in raw) != ("fails" in raw), raw
    return Vector(
        theme, raw["function"], arguments, types, decoded(raw.get("gives")), "fails" in raw
    )


def decoded(raw: Any) -> Any:
    if isinstance(raw, list):
        return [decoded(each) for each in raw]
    if not isinstance(raw, dict):
        return raw
    tag = next(iter(raw), "")
    if not tag.startswith("$"):
        return {key: decoded(value) for key, value in raw.items()}
    return _TAGS[tag](raw[tag])


def _lambda(text: str) -> LambdaText:
    parameters, body = text.split(" => ", 1)
    return LambdaText(tuple(re.findall(r"\w+", parameters)), body)


_TAGS: dict[str, Callable[[Any], Any]] = {
    "$decimal": Decimal,
    "$date": date.fromisoformat,
    "$datetime": lambda text: datetime.fromisoformat(text).astimezone(UTC),
    "$duration": lambda amount: timedelta(milliseconds=amount),
    "$uuid": UUID,
    "$tuple": lambda items: tuple(map(decoded, items)),
    "$set": lambda items: [decoded(each) for each in items],
    "$record": lambda fields: R(**fields),
    "$lambda": _lambda,
}


def _type(text: str) -> t.Type:
    if text == "R":
        return RECORD
    return _ground(read_signature(f"() -> {text}").result)


def _ground(pattern: Pattern) -> t.Type:
    if not isinstance(pattern, Applied):
        assert isinstance(pattern, t.Scalar), pattern
        return pattern
    parts = [_ground(part) for part in pattern.parts]
    match pattern.of:
        case "list":
            return t.ListType(parts[0])
        case "set":
            return t.SetType(parts[0])
        case "map":
            return t.MapType(parts[0])
        case "tuple":
            return t.TupleType(tuple(parts))
        case "optional":
            return t.OptionalType(parts[0])


_SCALARS = {bool: t.BOOL, int: t.INT, float: t.FLOAT, str: t.STRING, type(None): t.NULL}
_TAGGED: dict[str, t.Type] = {
    "$decimal": t.DECIMAL,
    "$date": t.DATE,
    "$datetime": t.DATETIME,
    "$duration": t.DURATION,
    "$uuid": t.UUID,
    "$record": RECORD,
}


def _inferred(raw: Any) -> t.Type:
    if isinstance(raw, list):
        return t.ListType(_inferred(raw[0]) if raw else t.NEVER)
    if not isinstance(raw, dict):
        return _SCALARS[type(raw)]
    tag = next(iter(raw), "")
    match tag:
        case "$tuple":
            return t.TupleType(tuple(map(_inferred, raw[tag])))
        case "$set":
            return t.SetType(_inferred(raw[tag][0]))
        case "$lambda":
            return t.FunctionType((t.ANY,) * len(_lambda(raw[tag]).parameters), t.ANY)
        case _ if tag.startswith("$"):
            return _TAGGED[tag]
        case _:
            return t.MapType(_inferred(raw[tag]) if raw else t.NEVER)
