"""Every slug of imports has a page with a pipeline that shows it, and one that is taken whole."""

import re

import pytest
from tests.fences import fences

from pipesmith.diagnostics.codes import Slug
from pipesmith.diagnostics.explain import explain
from pipesmith.importing import codes
from pipesmith.importing.flowmason import import_flowmason
from pipesmith.importing.graph import import_graph
from pipesmith.importing.pages import import_pages
from pipesmith.source import Source

SLUGS = sorted(str(value) for value in vars(codes).values() if isinstance(value, Slug))


def found_in(section: str) -> set[str]:
    """Give the slugs of what is found when the pipeline or graph of a section is imported."""
    (block,) = (fence for fence in fences(section) if fence.language == "json")
    source = Source("a.json", block.text)
    graph = block.options.get("importer") == "graph"
    imported = import_graph(source) if graph else import_flowmason([source])
    return {str(each.slug) for each in imported.findings}


@pytest.mark.parametrize("slug", SLUGS)
def test_a_page_shows_its_slug_and_how_to_mend_it(slug: str) -> None:
    page = explain(slug, import_pages())
    assert page is not None and page.startswith(f"# {slug}\n")
    _, example, mended = re.split(r"(?m)^## ", page)
    assert found_in(example) == {slug}
    assert found_in(mended) == set()


def test_every_page_is_of_a_slug() -> None:
    assert sorted(import_pages()) == SLUGS
