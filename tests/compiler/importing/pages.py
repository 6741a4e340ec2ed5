"""Pages with a file of another system, what becomes of it, and tests of that.

A page holds `json` blocks (the files, each with `file=`), then either a `pipe` block (the program)
with a `scenarios` block (tests that are added to it), or a `findings` block, or both.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.fences import Fence, fences

from pipesmith.cli.testing.suite import compiled, opened
from pipesmith.diagnostics.render import render_text
from pipesmith.importing.budflow import import_budflow
from pipesmith.importing.graph import import_graph
from pipesmith.importing.program import Imported
from pipesmith.source import Source

FOLDER = Path(__file__).parent / "examples"


@dataclass(frozen=True)
class Page:
    """One page, by the language of its blocks."""

    path: Path
    blocks: dict[str, str] = field(default_factory=dict)
    files: tuple[Fence, ...] = ()

    @property
    def name(self) -> str:
        return str(self.path.relative_to(FOLDER))

    def sources(self, changed: dict[str, str] | None = None) -> list[Source]:
        """Give the files, some of them with another text."""
        texts = {each.options.get("file", "main.json"): each.text for each in self.files}
        return [Source(name, text) for name, text in {**texts, **(changed or {})}.items()]

    def imported(self, changed: dict[str, str] | None = None) -> Imported:
        """Import the files."""
        sources = self.sources(changed)
        if self.path.parent.name == "graph":
            (source,) = sources
            return import_graph(source)
        return import_budflow(sources)


def read_page(path: Path) -> Page:
    """Read a page."""
    found = [*fences(path.read_text("utf-8"))]
    blocks = {each.language: each.text for each in found if each.language != "json"}
    return Page(path, blocks, tuple(each for each in found if each.language == "json"))


def pages() -> list[Page]:
    """Give all pages."""
    return [read_page(path) for path in sorted(FOLDER.rglob("*.md"))]


def program_of(imported: Imported) -> str:
    """Give the text of the one program that was made."""
    (text,) = imported.files.values()
    return text


def found_in(imported: Imported) -> str:
    """Give what was found, as users read it."""
    return render_text(imported.findings)


def run_scenarios(text: str, scenarios: str, folder: Path) -> Iterator[str]:
    """Run tests that are added to a program on the Python target, and give their titles."""
    made = compiled(Source("imported.pipe", f"{text}\n{scenarios}"))
    assert made.bundle is not None, render_text(made.findings)
    with opened(made, folder) as suite:
        for case in suite.cases:
            case.function()
            yield case.scenario.title
