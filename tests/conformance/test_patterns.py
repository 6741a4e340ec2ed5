"""The list of the workflow patterns is complete, and each has its program or a reason."""

import re
from pathlib import Path

from tests.conformance.pages import PATTERNS, pages

COUNT = 43
LEAST = 27
ROW = re.compile(r"(?m)^\| WCP-(\d+) \| ([^|]+) \| (.+) \|$")
LINK = re.compile(r"^\[program\]\((.+\.md)\)$")


def gaps(table: str, folder: Path) -> list[str]:
    """Tell what a table of the patterns lacks, and what of it is not there."""
    rows = [(int(number), name, last) for number, name, last in ROW.findall(table)]
    numbers = [number for number, _, _ in rows]
    linked = {number: found[1] for number, _, last in rows if (found := LINK.match(last))}
    there = {page.name for page in pages(folder)}
    wrong = [] if numbers == [*range(1, COUNT + 1)] else [f"the patterns are {numbers}"]
    wrong += [f"{page} is not there" for page in linked.values() if page not in there]
    wrong += [f"{page} is not listed" for page in sorted(there - {*linked.values()})]
    for number, name, _ in rows:
        page = folder / linked.get(number, "")
        if page.is_file() and not page.read_text("utf-8").startswith(f"# WCP-{number} {name}\n"):
            wrong.append(f"{page.name} has another title")
    return wrong


def test_every_pattern_has_a_program_or_a_reason() -> None:
    table = (PATTERNS / "README.md").read_text("utf-8")
    assert gaps(table, PATTERNS) == []
    assert len(pages(PATTERNS)) >= LEAST


def test_a_gap_is_noticed(tmp_path: Path) -> None:
    lines = [f"| WCP-{number} | Name | a reason |" for number in range(1, COUNT + 1)]
    assert gaps("\n".join(lines), tmp_path) == []
    assert gaps("\n".join(lines[1:]), tmp_path) != []
    linked = "\n".join(["| WCP-1 | Name | [program](one.md) |", *lines[1:]])
    assert gaps(linked, tmp_path) == ["one.md is not there"]
    (tmp_path / "one.md").write_text("# WCP-1 Another\n", "utf-8")
    assert gaps(linked, tmp_path) == ["one.md has another title"]
    assert gaps("\n".join(lines), tmp_path) == ["one.md is not listed"]
