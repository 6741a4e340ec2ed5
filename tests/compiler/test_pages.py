"""Every slug has a page whose first program shows the slug alone, and whose second is clean."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.checking import check_files, files_of
from tests.fences import fences

from pipesmith.diagnostics import analysis_codes, syntax_codes
from pipesmith.diagnostics.codes import Severity, Slug

PAGES = Path(analysis_codes.__file__).parent / "pages"
SLUGS = {
    value.name: value
    for codes in (analysis_codes, syntax_codes)
    for value in vars(codes).values()
    if isinstance(value, Slug)
}

TOO_LONG_TO_SHOW = {"too-many-mistakes"}


def sections(page: str) -> Iterator[tuple[str, str]]:
    """Give the sections of a page: the heading and what stands below it."""
    for part in re.split(r"(?m)^## ", page)[1:]:
        heading, _, text = part.partition("\n")
        yield heading, text


def found_in(section: str) -> list[str]:
    """Give the slugs of all that is found in the program of a section."""
    files, entry = files_of([fence for fence in fences(section) if fence.language == "pipe"])
    return [finding.slug.name for finding in check_files(files, entry).findings]


@pytest.mark.parametrize("slug", sorted(SLUGS.keys() - TOO_LONG_TO_SHOW))
def test_every_slug_has_a_page_that_shows_it(slug: str) -> None:
    page = (PAGES / f"{slug}.md").read_text("utf-8")
    (_, example), (_, mended) = sections(page)
    assert page.startswith(f"# {slug}\n")
    assert set(found_in(example)) == {slug}
    assert found_in(mended) == []


def test_every_page_is_of_a_slug() -> None:
    assert {path.stem for path in PAGES.glob("*.md")} == set(SLUGS)


def test_severities_are_meant() -> None:
    warnings = {name for name, slug in SLUGS.items() if slug.severity is Severity.warning}
    assert {"unused-name", "unreachable", "idle-catch"} <= warnings
    assert "type-mismatch" not in warnings


def test_a_page_without_its_mistake_is_noticed() -> None:
    page = "## Example\n\n```pipe\npipeline p() -> int {\n  return 1\n}\n```\n"
    assert [found_in(text) for _, text in sections(page)] == [[]]
