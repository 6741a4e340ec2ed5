"""Files of other systems: the program that each becomes, what is said of it, and how it runs."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.compiler.importing.pages import Page, found_in, pages, program_of, run_scenarios
from tests.fences import replaced

from pipesmith.driver import check_source
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


def objects(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the paths of all objects in JSON."""
    if isinstance(value, dict):
        yield path
    members = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in members:
        if isinstance(each, dict | list):
            yield from objects(each, (*path, key))


STRANGE = "strange_member"


def with_member(value: Any, path: tuple[Any, ...]) -> Any:
    """Give JSON with one more member in an object."""
    if not path:
        return {**value, STRANGE: STRANGE}
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = with_member(value[path[0]], path[1:])
    return copy


@pytest.mark.parametrize("page", SOUND, ids=lambda page: page.name)
def test_whatever_is_added_is_in_the_program_or_told(page: Page) -> None:
    """Add a member to each object of each file: it may not vanish."""
    for source in page.sources():
        try:
            whole = json.loads(source.text)
        except ValueError:
            continue
        for path in objects(whole):
            changed = json.dumps(with_member(whole, path))
            imported = page.imported({source.path: changed})
            said = "".join(imported.files.values()) + found_in(imported)
            told = any(_is_around(finding.notes, path) for finding in imported.findings)
            assert STRANGE in said or told, path


def _is_around(notes: tuple[str, ...], path: tuple[Any, ...]) -> bool:
    """Tell whether a finding is of an element that holds a path: it tells of all in it."""
    from pipesmith.schema.places import json_path

    around = [json_path(path[:at]) for at in range(1, len(path) + 1)]
    return any(f"the place in the file is `{each}`" in notes for each in around)
