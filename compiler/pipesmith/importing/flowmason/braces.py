"""Prompts with `{name}` in them, which the engine that formats prompts replaces."""

import re

from pipesmith.importing import codes
from pipesmith.importing.flowmason.place import Place
from pipesmith.importing.ledger import Part
from pipesmith.importing.values import Value

SINGLE = re.compile(r"(?<!\{)\{([a-z_][a-z0-9_]*)\}(?!\})")


def braced(place: Place, part: Part) -> Value:
    """Read a prompt in which `{name}` is an input, if it holds nothing in double braces."""
    words = str(part.value)
    names = [*dict.fromkeys(SINGLE.findall(words))]
    if not names or "{{" in words:
        return place.value(part)
    part.take()
    shown = ", ".join(f"`{{{name}}}`" for name in names)
    part.note(
        codes.ASSUMED,
        f"{shown} is read as an input",
        "only `{{ }}` is a template to the engine that runs pipelines",
    )
    doubled = SINGLE.sub(lambda found: "{{" + _meant(found[1]) + "}}", words)
    return place.value(Part(part.ledger, part.path, doubled))


def _meant(name: str) -> str:
    return "input" if name == "input" else f"input.{name}"
