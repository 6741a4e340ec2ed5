"""Proposals that a tool may apply: each removes its finding, and brings no new one."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from tests.checking import check_files, files_of
from tests.fences import fences

from pipesmith.diagnostics import Edit, Finding, Findings, Label, Suggestion
from pipesmith.diagnostics.analysis_codes import UNKNOWN_NAME
from pipesmith.diagnostics.mend import mended
from pipesmith.diagnostics.render import render_text
from pipesmith.source import Source, Span

FOLDERS = ("tests/cases/errors", "compiler/pipesmith/diagnostics/pages", "compiler/reference")
ROOT = Path(__file__).parents[3]
FEWEST = 40
MOST_ROUNDS = 2
"""A name that is misspelt where it is imported is mended there first, then where it is read."""


def programs() -> list[tuple[str, dict[str, str], str]]:
    """Give the programs of which a finding proposes edits: a name, the files, the entry."""
    found = []
    for folder in FOLDERS:
        for page in sorted((ROOT / folder).rglob("*.md")):
            blocks = [b for b in fences(page.read_text("utf-8")) if b.language == "pipe"]
            for number, block in enumerate(blocks):
                files, entry = files_of(blocks if "file" in block.options else [block])
                if mended(check_files(files, entry).findings):
                    found.append((f"{page.relative_to(ROOT)}:{number}", files, entry))
    return found


PROGRAMS = programs()


def kinds(findings: Iterable[Finding]) -> Counter[str]:
    return Counter(f"{finding.slug}: {finding.message}" for finding in findings)


@pytest.mark.parametrize(
    ("files", "entry"), [p[1:] for p in PROGRAMS], ids=[p[0] for p in PROGRAMS]
)
def test_proposals_mend_what_they_were_made_for(files: dict[str, str], entry: str) -> None:
    before = check_files(files, entry).findings
    texts, after, followed = dict(files), before, Counter[str]()
    for _ in range(MOST_ROUNDS):
        changes = mended(after)
        followed += kinds(each for change in changes for each in change.followed)
        texts |= {change.source.path: change.text for change in changes}
        after = check_files(texts, entry).findings
    shown = "\n".join(texts.values()) + render_text(after)
    assert not mended(after), shown
    assert kinds(after) == kinds(before) - followed, shown


def test_there_are_proposals() -> None:
    assert len(PROGRAMS) >= FEWEST


def finding(span: Span, *edits: tuple[int, int, str]) -> Finding:
    way = Suggestion("so", tuple(Edit(Span(span.path, a, b), text) for a, b, text in edits))
    return Finding(UNKNOWN_NAME, "wrong", Label(span, "here"), help=way)


def found(text: str, *each: Finding) -> Findings:
    findings = Findings({"a.pipe": Source("a.pipe", text)})
    findings.add(each)
    return findings


def test_edits_are_made_from_the_end() -> None:
    first = finding(Span("a.pipe", 0, 1), (0, 1, "long"))
    second = finding(Span("a.pipe", 2, 3), (2, 3, ""), (4, 4, "!"))
    (change,) = mended(found("a b c", first, second))
    assert change.text == "long  !c"
    assert change.followed == (first, second)


def test_edits_that_touch_wait() -> None:
    first = finding(Span("a.pipe", 0, 1), (0, 1, "x"))
    second = finding(Span("a.pipe", 1, 2), (1, 2, "y"), (4, 5, "z"))
    (change,) = mended(found("a b c", second, first))
    assert change.text == "x b c"
    assert change.followed == (first,)


def test_edits_elsewhere_are_left() -> None:
    other = finding(Span("a.pipe", 0, 1), (0, 1, "x"))
    elsewhere = Finding(
        UNKNOWN_NAME,
        "wrong",
        Label(Span("b.pipe", 0, 1), "here"),
        help=Suggestion("so", (Edit(Span("b.pipe", 0, 1), "x"),)),
    )
    plain = Finding(UNKNOWN_NAME, "wrong", Label(Span("a.pipe", 3, 4), "there"))
    (change,) = mended(found("a b c", plain, elsewhere, other))
    assert change.followed == (other,)
