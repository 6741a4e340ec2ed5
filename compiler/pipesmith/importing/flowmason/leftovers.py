"""What no part of a program was made of, told: nothing is dropped in silence."""

from collections.abc import Iterator

from pipesmith.importing import findings as say
from pipesmith.importing.flowmason.components import kind_of
from pipesmith.importing.flowmason.dialect import CONFIGS, TYPES
from pipesmith.importing.ledger import Ledger
from pipesmith.schema.places import Path

EDITOR = ("position", "ui", "layout", "viewport", "color", "icon", "canvas", "$schema")
"""What belongs to the editor of pipelines alone."""


UNSAID = {
    "flatten": "nested objects stay nested, as no function flattens them",
    "parse_json_strings": "a text stays a text; `from_json` reads one",
    "collect_all_errors": "all errors are always collected",
    "coerce_types": "data is checked as it is",
    "follow_redirects": "the runtime decides",
    "verify_ssl": "certificates are always verified",
}
"""What is known of settings and cannot be said."""


def sweep(ledger: Ledger) -> None:
    """Tell of each element that is neither in a program nor told yet; like ones together."""
    groups: dict[str, list[Path]] = {}
    for path in [*ledger.left()]:
        groups.setdefault(_said(ledger, path), []).append(path)
    for said, paths in groups.items():
        ledger.add(say.left_out(ledger.document, paths, said))
        for path in paths:
            ledger.take(path)


def _said(ledger: Ledger, path: Path) -> str:
    """Say why an element has no place."""
    name = str(path[-1]) if path else "this"
    if name in EDITOR:
        return f"`{name}` says nothing of what a pipeline does"
    kind = _component(ledger, path)
    if name in UNSAID and kind is not None:
        return f"`{name}` of `{kind}`: {UNSAID[name]}"
    if kind is not None:
        return f"the importer knows no `{name}` of `{kind}`"
    return f"`{name}` has no place in a program"


def _component(ledger: Ledger, path: Path) -> str | None:
    """Give the component of whose configuration an element is a field."""
    for depth in range(len(path) - 1, 0, -1):
        if path[depth - 1] in CONFIGS and depth == len(path) - 1:
            stage = ledger.document.at(path[: depth - 1])
            if isinstance(stage, dict):
                return next(_types(stage), None)
    return None


def _types(stage: dict[str, object]) -> Iterator[str]:
    for name in TYPES:
        value = stage.get(name)
        if isinstance(value, str):
            yield kind_of(value) or value
