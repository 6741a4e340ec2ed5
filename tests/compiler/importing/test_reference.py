"""The reference shows what an import gives."""

from pathlib import Path

from tests.fences import fences

from pipesmith.importing.flowmason import import_flowmason
from pipesmith.importing.flowmason.components import KINDS
from pipesmith.source import Source

PAGE = Path(__file__).parents[3] / "compiler" / "reference" / "imports.md"
INNER = ("abstract", "unknown")


def test_the_example_becomes_what_is_shown() -> None:
    given, shown = fences(PAGE.read_text("utf-8"))
    result = import_flowmason([Source(given.options["file"], given.text)])
    assert result.files == {shown.options["file"]: shown.text}
    assert [str(finding.slug) for finding in result.findings] == ["import/branch-join"]


def test_every_component_is_in_the_table() -> None:
    text = PAGE.read_text("utf-8")
    assert [
        kind for kind in {*KINDS.values()} if kind not in INNER and f"`{kind}`" not in text
    ] == []
