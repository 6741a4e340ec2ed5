"""Several schemas that must all hold as one schema, where keywords can be put together."""

from collections.abc import Callable, Mapping
from typing import Any

Schema = Mapping[str, Any]

_SAID_ONCE = {"title", "description", "default", "$comment", "$id", "$schema", "examples"}


def merged(schema: Schema, follow: Callable[[Any], Any]) -> Schema | None:
    """Give a schema with its `allOf` put into it; None where that would change what it says."""
    whole: dict[str, Any] = {key: value for key, value in schema.items() if key != "allOf"}
    parts = [_whole(follow(each), follow) for each in schema["allOf"]]
    closed = [each for each in (whole, *parts) if each and not _takes_others(each)]
    if closed and len(parts) + bool(whole.get("properties")) > 1:
        return None  # one part forbids what another one names
    for part in parts:
        if part is None or not _add(whole, part):
            return None
    return whole


def _whole(part: Any, follow: Callable[[Any], Any]) -> Schema | None:
    if not isinstance(part, Mapping) or "$ref" in part:
        return None
    return merged(part, follow) if "allOf" in part else part


def _takes_others(part: Schema) -> bool:
    return part.get("additionalProperties", True) is True


def _add(whole: dict[str, Any], part: Schema) -> bool:
    """Add the keywords of a part; tell whether none contradicts."""
    for key, value in part.items():
        if key not in whole:
            whole[key] = value
        elif key == "required":
            whole[key] = [*dict.fromkeys([*whole[key], *value])]
        elif key == "properties":
            if any(whole[key].get(name, each) != each for name, each in value.items()):
                return False
            whole[key] = {**whole[key], **value}
        elif key not in _SAID_ONCE and whole[key] != value:
            return False
    return True
