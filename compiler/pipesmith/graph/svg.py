"""A graph as a picture of its own: SVG that needs no font, script or program."""

from collections.abc import Iterator
from html import escape
from itertools import pairwise

from pipesmith.diagnostics.render_cells import plain
from pipesmith.graph.layout import LINE, PADDING, Area, Drawn, Point, layout, text_width
from pipesmith.graph.model import Graph

MARGIN = 24.0

_STYLE = """
  svg { font: 12px ui-monospace, monospace; background: #fff; }
  text { fill: #1f2328; } .title { font-weight: bold; font-size: 13px; } .detail { fill: #59636e; }
  rect { fill: #fff; stroke: #59636e; } .node { fill: #fff4d6; stroke: #9a6700; }
  .pipeline { fill: #ddf4ff; stroke: #0969da; } .jump { fill: #f6f8fa; stroke-dasharray: 4 3; }
  .control { fill: #8b949e; fill-opacity: .08; stroke: #b6bec7; }
  path { fill: none; stroke: #59636e; } marker path { fill: #59636e; stroke: none; }
  @media (prefers-color-scheme: dark) {
    svg { background: #0d1117; } text { fill: #e6edf3; } .detail { fill: #9198a1; }
    rect { fill: #161b22; stroke: #656c76; } .node { fill: #3b2e0a; } .pipeline { fill: #0c2d4a; }
    .jump { fill: #161b22; } .control { fill: #8b949e; fill-opacity: .1; }
  }
"""
_ARROW = (
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7"'
    ' orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>'
)


def svg(graph: Graph) -> str:
    """Give the text of an SVG file."""
    area = layout(graph)
    width = max(area.width, text_width(graph.signature) * 1.1) + 2 * MARGIN
    height = area.height + LINE + 3 * MARGIN
    size = f"{_n(width)} {_n(height)}"
    bounds = f'viewBox="0 0 {size}" width="{_n(width)}" height="{_n(height)}"'
    rows = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {bounds} role="img">',
        f"<title>{_text(graph.signature)}</title>",
        f"<style>{_STYLE}</style>",
        _ARROW,
        _words(graph.signature, "title", MARGIN, MARGIN + 8),
        *_area(area, MARGIN, LINE + 2 * MARGIN),
        "</svg>",
    ]
    return "\n".join(rows) + "\n"


def _area(area: Area, x: float, y: float) -> Iterator[str]:
    for points in area.edges:
        yield f'<path d="{_curve(points, x, y)}" marker-end="url(#arrow)"/>'
    for box, (left, top) in area.boxes:
        yield from _box(box, x + left, y + top)


def _box(box: Drawn, x: float, y: float) -> Iterator[str]:
    yield (
        f'<rect class="{box.item.role}" x="{_n(x)}" y="{_n(y)}" width="{_n(box.width)}"'
        f' height="{_n(box.height)}" rx="6"/>'
    )
    baseline = y + PADDING / 2 + 12
    for text, style in ((box.item.name, "name"), (box.item.detail, "detail")):
        if text:
            yield _words(text, style, x + PADDING, baseline)
            baseline += LINE
    for part in box.parts:
        if part.label:
            yield _words(part.label, "detail", x + part.x, y + part.y - 5)
        yield from _area(part.inside, x + part.x, y + part.y)


def _curve(points: tuple[Point, ...], x: float, y: float) -> str:
    """Give a path that leaves and enters every row straight down."""
    moved = [(px + x, py + y) for px, py in points]
    path = [f"M{_n(moved[0][0])} {_n(moved[0][1])}"]
    for (ax, ay), (bx, by) in pairwise(moved):
        half = (ay + by) / 2
        path.append(f"C{_n(ax)} {_n(half)} {_n(bx)} {_n(half)} {_n(bx)} {_n(by)}")
    return " ".join(path)


def _words(text: str, style: str, x: float, y: float) -> str:
    return f'<text class="{style}" x="{_n(x)}" y="{_n(y)}">{_text(text)}</text>'


def _text(text: str) -> str:
    return escape(plain(text), quote=False)


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
