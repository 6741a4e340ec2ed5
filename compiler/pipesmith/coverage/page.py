"""Coverage as one HTML page that needs nothing else: the source, and what was gone through."""

from collections.abc import Iterator, Mapping
from html import escape

from pipesmith.coverage.model import Coverage, Point
from pipesmith.source import Source

_STYLE = """
  body { font: 14px system-ui, sans-serif; margin: 2em; color: #1f2328; background: #fff; }
  table { border-collapse: collapse; font: 13px ui-monospace, monospace; }
  td { padding: 0 .8em; white-space: pre-wrap; vertical-align: top; }
  td:first-child { color: #59636e; text-align: right; } td:last-child { color: #59636e; }
  tr.all { background: #dafbe1; } tr.part { background: #fff8c5; } tr.none { background: #ffebe9; }
  @media (prefers-color-scheme: dark) {
    body { color: #e6edf3; background: #0d1117; }
    tr.all { background: #12261e; } tr.part { background: #272115; }
    tr.none { background: #301b1e; }
  }
"""


def page(coverage: Coverage, sources: Mapping[str, Source]) -> str:
    """Give the text of the page."""
    body = "".join(line for path in coverage.paths for line in _file(path, coverage, sources))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Coverage</title>\n'
        f"<style>{_STYLE}</style></head>\n<body>\n<h1>Coverage: {coverage.percent:.1f} %</h1>\n"
        f"{body}</body></html>\n"
    )


def _file(path: str, coverage: Coverage, sources: Mapping[str, Source]) -> Iterator[str]:
    own = coverage.of(path)
    lines = dict(own.by_line())
    figures = f"{own.percent:.1f} %, {own.covered} of {len(own.points)}"
    yield f"<h2>{escape(path)}: {figures}</h2>\n<table>\n"
    source = sources.get(path)
    texts = source.lines if source is not None else ()
    for number in range(1, max([len(texts), *lines]) + 1):
        text = texts[number - 1] if number <= len(texts) else ""
        yield _row(number, text, lines.get(number, ()), own)
    yield "</table>\n"


def _row(number: int, text: str, points: tuple[Point, ...], coverage: Coverage) -> str:
    missing = [point for point in points if not coverage.times(point)]
    state = "none" if len(missing) == len(points) else "part" if missing else "all"
    kind = f' class="{state}"' if points else ""
    note = escape("; ".join(f"{point.address}: not {point.what}" for point in missing))
    return f"<tr{kind}><td>{number}</td><td>{escape(text)}</td><td>{note}</td></tr>\n"
