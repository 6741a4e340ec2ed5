"""What is refused, before its place is a span of a text."""

from dataclasses import dataclass

from pipesmith.diagnostics.codes import Slug
from pipesmith.ir import nodes as n
from pipesmith_targets.python.codes import NOT_SUPPORTED


@dataclass(frozen=True, slots=True)
class Refusal:
    """A finding whose place is not yet a span."""

    slug: Slug
    message: str
    label: str
    place: n.Place
    notes: tuple[str, ...] = ()
    help: str | None = None


def unsupported(feature: str, place: n.Place, why: str = "", instead: str = "") -> Refusal:
    """Refuse a feature by its name, with the reason and a way around it where there are such."""
    message = f"the Python target does not support {feature}"
    label = f"{feature}: not supported for Python"
    notes = (why,) if why else ()
    return Refusal(NOT_SUPPORTED, message, label, place, notes, instead or None)
