"""The page of `import/tangled` shows a graph that is refused, and one that is not."""

from tests.fences import fences

from pipesmith.diagnostics.explain import explain
from pipesmith.importing.codes import TANGLED
from pipesmith.importing.graph import import_graph
from pipesmith.importing.pages import import_pages
from pipesmith.source import Source


def test_the_examples_are_as_told() -> None:
    page = explain(TANGLED.name, import_pages())
    assert page is not None
    first, second = fences(page)
    found = import_graph(Source("main.json", first.text)).findings
    assert TANGLED in {finding.slug for finding in found}
    mended = import_graph(Source("main.json", second.text))
    assert mended.files and not len(mended.findings)
