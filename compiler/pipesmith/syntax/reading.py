"""What one reading of a file gathers beside the tree: findings, comments, and doc comments."""

from dataclasses import dataclass, field

from pipesmith.diagnostics import Finding
from pipesmith.source import Source, Span


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment as written, slashes included; `own_line` when only layout stands before it.

    A doc comment (`///`) is one too; `doc` tells it from a plain one.
    """

    span: Span
    text: str
    own_line: bool
    doc: bool = False


@dataclass(frozen=True, slots=True)
class Doc:
    """The text of adjacent `///` lines, and where they stand."""

    text: str
    span: Span


@dataclass(slots=True)
class Token:
    """One terminal: its kind, its place, and what is written there.

    `parts` hold what a text is made of when it is more than its characters.
    """

    kind: str
    start: int
    end: int
    text: str
    parts: "tuple[Part, ...] | None" = None


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a text between its quotes: characters, or what stands between `{{` and `}}`.

    `broken` marks an interpolation whose mistake is already reported.
    """

    start: int
    end: int
    code: bool = False
    broken: bool = False

    @property
    def after(self) -> int:
        """Give the offset behind this part, its closing braces included."""
        return self.end + 2 if self.code and not self.broken else self.end


@dataclass(slots=True)
class Reading:
    """One file being read.

    `docs` are keyed by the offset of the token they stand before; `passed_over` holds the offsets
    of characters that are reported and are in no token; `named` holds the names that are declared.
    """

    source: Source
    findings: list[Finding] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    docs: dict[int, Doc] = field(default_factory=dict)
    lost_docs: list[Doc] = field(default_factory=list)
    module_doc: Doc | None = None
    passed_over: list[int] = field(default_factory=list)
    named: set[str] = field(default_factory=set)

    @property
    def text(self) -> str:
        """Give the text that is read."""
        return self.source.text

    def span(self, start: int, end: int) -> Span:
        """Give a span in the file that is read."""
        return Span(self.source.path, start, end)

    def at(self, token: Token) -> Span:
        """Give the place of a token."""
        return Span(self.source.path, token.start, token.end)

    def report(self, *findings: Finding) -> None:
        """Keep findings."""
        self.findings.extend(findings)

    def doc(self, start: int) -> str | None:
        """Take the doc comment that stands before an offset, if there is one."""
        if not self.docs:
            return None
        found = self.docs.pop(start, None)
        return found.text if found else None
