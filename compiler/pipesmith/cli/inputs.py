"""The input of a run: a JSON object from a file or standard input, and single values."""

import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from pipesmith.cli.files import STDIN, Misuse, decode, read_text
from pipesmith_runtime.reading import Digits


def gathered(
    file: str | None, settings: Iterable[str], known: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Give the input object; values that are set by name win over those of the file, or over those
    that are known where there is no file.
    """
    values = (
        dict(known or {})
        if file is None
        else _object(_text(file), "standard input" if file == "-" else file)
    )
    for setting in settings:
        name, equals, text = setting.partition("=")
        if not equals or not name.isidentifier():
            raise Misuse(f"`--set {setting}` has no value; write it as `--set name=json`")
        values[name] = _value(name, text)
    return values


def _text(file: str) -> str:
    return decode(sys.stdin.buffer.read(), "standard input") if file == STDIN else read_text(file)


def _object(text: str, name: str) -> dict[str, Any]:
    try:
        value = _parsed(text)
    except ValueError as error:
        raise Misuse(f"the input in `{name}` is not JSON: {_reason(error)}") from None
    if not isinstance(value, dict):
        raise Misuse(
            f"the input in `{name}` must be one object, keyed by parameter; found {_kind(value)}"
        )
    return value


def _value(name: str, text: str) -> Any:
    try:
        return _parsed(text)
    except ValueError as error:
        raise Misuse(
            f"the value of `--set {name}` is not JSON: {_reason(error)}; "
            f"""a text needs quotes: --set '{name}="..."'"""
        ) from None


def _parsed(text: str) -> Any:
    try:
        return json.loads(
            text.removeprefix("\ufeff"),
            object_pairs_hook=_without_repeats,
            parse_float=Digits,
            parse_constant=_refuse,
        )
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in pairs:
        if key in values:
            raise ValueError(f"the key `{key}` stands twice in one object")
        values[key] = value
    return values


def _refuse(name: str) -> Any:
    raise ValueError(f"`{name}` is not a JSON number")


def _reason(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg.lower().removesuffix(' at')}, line {error.lineno} column {error.colno}"
    return str(error)


def _kind(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case str():
            return "a text"
        case list():
            return "an array"
        case _:
            return "a number"
