"""Files of other systems: the program that each becomes, what is said of it, and how it runs."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.compiler.importing.pages import Page, found_in, pages, program_of, run_scenarios
from tests.fences import replaced

from pipesmith.driver import check_source
from pipesmith.importing.program import Imported
from pipesmith.schema.places import Path as Place
from pipesmith.schema.places import json_path
from pipesmith.source import Source
from pipesmith.syntax import format_source

PAGES = pages()
SOUND = [page for page in PAGES if "pipe" in page.blocks]
FEWEST = 30


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_program_and_the_findings(page: Page, update: bool) -> None:
    imported = page.imported()
    found = {"findings": found_in(imported)} if len(imported.findings) else {}
    if imported.files:
        found["pipe"] = program_of(imported)
    expected = {key: page.blocks[key] for key in ("pipe", "findings") if key in page.blocks}
    if update and found != expected:
        page.path.write_text(replaced(page.path.read_text("utf-8"), dict(found)), "utf-8")
    else:
        assert found == expected


@pytest.mark.parametrize("page", SOUND, ids=lambda page: page.name)
def test_the_program_runs_as_its_source_means(page: Page, tmp_path: Path) -> None:
    text = program_of(page.imported())
    assert [*run_scenarios(text, page.blocks["scenarios"], tmp_path)]


@pytest.mark.parametrize("page", SOUND, ids=lambda page: page.name)
def test_the_program_is_formatted_and_has_no_warnings_but_of_names(page: Page) -> None:
    text = program_of(page.imported())
    assert format_source(Source("main.pipe", text)) == text
    found = check_source(Source("main.pipe", text), lambda path: None).findings
    assert {finding.slug.name for finding in found} <= {"unused-name", "idle-catch"}


def test_there_are_pages() -> None:
    assert len(PAGES) >= FEWEST


# ---------------------------------------------------------------- nothing is dropped


def with_members(value: Any, added: dict[str, Place], path: Place = ()) -> Any:
    """Give JSON with one more member in each object, each with a name of its own."""
    if isinstance(value, list):
        return [with_members(each, added, (*path, at)) for at, each in enumerate(value)]
    if not isinstance(value, dict):
        return value
    members = {key: with_members(each, added, (*path, key)) for key, each in value.items()}
    if path and path[-1] in ("sub_workflows", "nodes", "next"):  # whose members are of one kind
        return members
    name = f"strange_{len(added)}_member"
    added[name] = (*path, name)
    return {**members, name: name}


@pytest.mark.parametrize("page", SOUND, ids=lambda page: page.name)
def test_whatever_is_added_is_in_the_program_or_told(page: Page) -> None:
    """Add a member to each object of each file: none may vanish."""
    added: dict[str, Place] = {}
    changed = {
        source.path: json.dumps(with_members(json.loads(source.text), added))
        for source in page.sources()
    }
    imported = page.imported(changed)
    text, told = "".join(imported.files.values()), told_paths(imported)
    assert text and added
    assert [name for name in added if name not in text and not is_told(added[name], told)] == []


def told_paths(imported: Imported) -> set[str]:
    """Give the places that findings name."""
    notes = " ".join(note for finding in imported.findings for note in finding.notes)
    return set(re.findall(r"`(\$[^`]*)`", notes))


def is_told(path: Place, told: set[str]) -> bool:
    """Tell whether a place, or one that holds it, is told."""
    return any(json_path(path[:at]) in told for at in range(1, len(path) + 1))
