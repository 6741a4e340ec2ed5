"""Coverage as something to read: text, a page on the source, or Cobertura's XML."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, assert_never

from pipesmith.coverage.model import Coverage, merged
from pipesmith.diagnostics.render_cells import plain
from pipesmith.source import Source

Form = Literal["text", "html", "cobertura"]
FORMS: tuple[Form, ...] = ("text", "html", "cobertura")


def report(coverages: Iterable[Coverage], form: Form, sources: Mapping[str, Source]) -> str:
    """Give the coverage of all runs together; `sources` by their paths."""
    whole = merged(coverages)
    match form:
        case "text":
            return "".join(f"{line}\n" for line in _lines(whole))
        case "html":
            from pipesmith.coverage.page import page

            return page(whole, sources)
        case "cobertura":
            from pipesmith.coverage.cobertura import cobertura

            return cobertura(whole)
        case _:
            assert_never(form)


def _lines(coverage: Coverage) -> Iterator[str]:
    """Give a row for each file, and below it what was not gone through."""
    width = max((len(path) for path in coverage.paths), default=0)
    for path in coverage.paths:
        own = coverage.of(path)
        yield plain(f"{path:{width}}  {counted(own)}")
        for point in own.missing:
            yield plain(f"  {path}:{point.line}:{point.column}  {point.address}: {point.what}")
    if len(coverage.paths) != 1:
        yield f"{'total':{width}}  {counted(coverage)}"


def counted(coverage: Coverage) -> str:
    """Give the figures of a coverage."""
    return f"{coverage.percent:5.1f} %  {coverage.covered} of {len(coverage.points)}"
