"""What the compiler can say: findings are data, worded beside their slug, rendered at the edge."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pipesmith.diagnostics.codes import Severity, Slug
from pipesmith.source import Source, Span

__all__ = ["Edit", "Finding", "Findings", "Label", "Severity", "Slug", "Suggestion"]


@dataclass(frozen=True, slots=True)
class Label:
    """A place and what is to be said of it; reads alone."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text of a span."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One proposal; `edits` are present when a tool may apply them."""

    text: str
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake: where it is, what is wrong, the facts, and at most one way out."""

    slug: Slug
    message: str
    label: Label
    others: tuple[Label, ...] = ()
    notes: tuple[str, ...] = ()
    help: Suggestion | None = None

    @property
    def severity(self) -> Severity:
        """Give the severity that the slug has."""
        return self.slug.severity

    @property
    def place(self) -> tuple[str, int, int]:
        """Give the key that findings are sorted by."""
        return self.label.span.path, self.label.span.start, self.label.span.end


@dataclass(slots=True)
class Findings:
    """What a run of the compiler has found, with the sources to show it in."""

    sources: dict[str, Source] = field(default_factory=dict)
    _found: list[Finding] = field(default_factory=list)

    def add(self, findings: Iterable[Finding]) -> None:
        """Keep findings, each once."""
        for finding in findings:
            if finding not in self._found:
                self._found.append(finding)

    @property
    def errors(self) -> bool:
        """Tell whether anything found stops a build."""
        return any(finding.severity is Severity.error for finding in self._found)

    def __iter__(self) -> Iterator[Finding]:
        return iter(sorted(self._found, key=lambda finding: finding.place))

    def __len__(self) -> int:
        return len(self._found)
