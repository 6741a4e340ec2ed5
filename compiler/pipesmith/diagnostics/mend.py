"""What findings propose, done.

Reads     findings, of which some propose edits.
Gives     the sources that change, each with its new text and the findings that were followed.
Reports   nothing.
Promises  a proposal is followed whole or not at all, and no two edits touch each other.
Leaves    what is found in the new text: edits that touched others wait for another round.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipesmith.diagnostics import Edit, Finding, Findings
from pipesmith.source import Source


@dataclass(frozen=True, slots=True)
class Mended:
    """A source, its text after the edits, and the findings that proposed them, in order."""

    source: Source
    text: str
    followed: tuple[Finding, ...]


def mended(findings: Findings) -> tuple[Mended, ...]:
    """Follow the proposals of findings, the first in the source first."""
    proposals: dict[str, list[Finding]] = {}
    for finding in findings:
        path = _path(finding)
        if path in findings.sources:
            proposals.setdefault(path, []).append(finding)
    return tuple(_mended(findings.sources[path], found) for path, found in proposals.items())


def _path(finding: Finding) -> str:
    """Give the one file that a proposal edits; the empty text where there is none."""
    edits = finding.help.edits if finding.help is not None else ()
    paths = {edit.span.path for edit in edits}
    return paths.pop() if len(paths) == 1 else ""


def _mended(source: Source, found: Sequence[Finding]) -> Mended:
    edits: list[Edit] = []
    followed: list[Finding] = []
    for finding in found:
        wanted = finding.help.edits if finding.help is not None else ()
        if not any(_touch(one, other) for one in wanted for other in edits):
            edits += wanted
            followed.append(finding)
    return Mended(source, _edited(source.text, edits), tuple(followed))


def _touch(one: Edit, other: Edit) -> bool:
    return one.span.start <= other.span.end and other.span.start <= one.span.end


def _edited(text: str, edits: Sequence[Edit]) -> str:
    for edit in sorted(edits, key=lambda edit: edit.span.start, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text
