"""Every slug of a target has a page with a program that it refuses so, and one that it builds."""

import re
from collections.abc import Iterator

import pytest
from tests.checking import check_files, files_of
from tests.fences import fences

from pipesmith.diagnostics.codes import Slug
from pipesmith.diagnostics.explain import explain
from pipesmith.target import Options
from pipesmith_targets import find, pages
from pipesmith_targets.apex import codes as apex_codes
from pipesmith_targets.python import codes as python_codes

WITH_TESTS = Options(tests=True)

SLUGS = sorted(
    str(value)
    for codes in (apex_codes, python_codes)
    for value in vars(codes).values()
    if isinstance(value, Slug)
)


def refused(section: str, name: str) -> set[str]:
    """Give the slugs of what a target finds in the program of a section; the rest is sound."""
    files, entry = files_of([fence for fence in fences(section) if fence.language == "pipe"])
    checked = check_files(files, entry)
    assert checked.program is not None, [str(finding.slug) for finding in checked.findings]
    target = find(name)
    assert target is not None
    return {str(finding.slug) for finding in target.check(checked.program, options=WITH_TESTS)}


def sections(page: str) -> Iterator[str]:
    """Give the parts below the second-level headings."""
    yield from re.split(r"(?m)^## ", page)[1:]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_page_shows_its_slug_and_how_to_mend_it(slug: str) -> None:
    page = explain(slug, pages())
    assert page is not None and page.startswith(f"# {slug}\n")
    example, mended = sections(page)
    name = slug.partition("/")[0]
    assert refused(example, name) == {slug}
    assert refused(mended, name) == set()


def test_every_page_is_of_a_slug() -> None:
    assert sorted(pages()) == SLUGS
