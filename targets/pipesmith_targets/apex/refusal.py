"""What is refused, before its place is a span of a text."""

from dataclasses import dataclass

from pipesmith.diagnostics.codes import Slug
from pipesmith.ir import nodes as n


@dataclass(frozen=True, slots=True)
class Refusal:
    """A finding whose place is not yet a span."""

    slug: Slug
    message: str
    label: str
    place: n.Place
    notes: tuple[str, ...] = ()
    help: str | None = None
