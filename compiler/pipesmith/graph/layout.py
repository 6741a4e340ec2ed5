"""Coordinates: boxes, groups and the points of edges.

Reads     a graph.
Gives     a drawing: sizes and places in pixels, groups around what they hold.
Promises  boxes of one block never overlap; same graph, same drawing.
Leaves    how it is written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipesmith.diagnostics.render_cells import lay_out, plain
from pipesmith.graph.layers import Layers, layers
from pipesmith.graph.model import Block, Graph, Item

CHARACTER, LINE = 7.3, 16.0
PADDING, GAP, ROW_GAP, BEND = 12.0, 22.0, 34.0, 6.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A box or group of one statement; its parts are placed relative to it."""

    item: Item
    width: float
    height: float
    parts: tuple["Placed", ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A block of a group: its label, its place, what it holds."""

    label: str
    x: float
    y: float
    inside: "Area"


@dataclass(frozen=True, slots=True)
class Area:
    """A laid-out block: boxes with the place of each, and edges as points."""

    width: float
    height: float
    boxes: tuple[tuple[Drawn, Point], ...]
    edges: tuple[tuple[Point, ...], ...]


def layout(graph: Graph) -> Area:
    """Place everything in a graph."""
    return _area(graph.block)


def text_width(text: str) -> float:
    """Give the width of a line in the picture's monospaced type."""
    return lay_out(plain(text)).starts[-1] * CHARACTER


def _area(block: Block) -> Area:
    drawn = [_draw(item) for item in block.items]
    if not drawn:
        return Area(2 * PADDING, LINE, (), ())
    shape = layers(len(drawn), block.edges)
    across = _columns(shape, drawn)
    rows = _rows(shape, drawn)
    boxes = tuple((box, (across[at] - box.width / 2, rows[at][0])) for at, box in enumerate(drawn))
    edges = tuple(_points(chain, drawn, across, rows) for chain in shape.chains)
    right = max(x + box.width for box, (x, _) in boxes)
    width = max(right, *(x for edge in edges for x, _ in edge), 0.0)
    return Area(width, max(y + box.height for box, (_, y) in boxes), boxes, edges)


def _draw(item: Item) -> Drawn:
    lines = [line for line in (item.name, item.detail) if line]
    width = max(map(text_width, lines), default=0.0) + 2 * PADDING
    height = LINE * len(lines) + PADDING
    if not item.blocks:
        return Drawn(item, width, height)
    parts, x, bottom = [], PADDING, 0.0
    for block in item.blocks:
        area = _area(block)
        y = height + (LINE if block.label else 0.0)
        parts.append(Placed(block.label, x, y, area))
        x += max(area.width, text_width(block.label)) + GAP
        bottom = max(bottom, y + area.height)
    return Drawn(item, max(width, x - GAP + PADDING), bottom + PADDING, tuple(parts))


def _width(point: int, drawn: Sequence[Drawn]) -> float:
    return drawn[point].width if point < len(drawn) else BEND


def _columns(shape: Layers, drawn: Sequence[Drawn]) -> dict[int, float]:
    """Give the middle of every box and bend: packed first, then drawn to their neighbours."""
    near: dict[int, list[int]] = {}
    for chain in shape.chains:
        for source, target in pairwise(chain):
            near.setdefault(target, []).append(source)
            near.setdefault(source, []).append(target)
    middle: dict[int, float] = {}
    for row in shape.rows:
        _spread(row, [0.0] * len(row), drawn, middle)
    for sweep in range(6):
        for row in shape.rows if sweep % 2 == 0 else reversed(shape.rows):
            wishes = [_mean(near.get(point, [point]), middle) for point in row]
            _spread(row, wishes, drawn, middle)
    left = min(middle[point] - _width(point, drawn) / 2 for point in middle)
    return {point: at - left for point, at in middle.items()}


def _mean(points: Sequence[int], middle: Mapping[int, float]) -> float:
    return sum(middle[point] for point in points) / len(points)


def _spread(
    row: Sequence[int], wishes: Sequence[float], drawn: Sequence[Drawn], middle: dict[int, float]
) -> None:
    """Put a row as near to its wishes as its widths allow: the mean of packing it both ways."""
    need = [(_width(left, drawn) + _width(right, drawn)) / 2 + GAP for left, right in pairwise(row)]
    rightward, leftward = [*wishes], [*wishes]
    for at in range(1, len(row)):
        rightward[at] = max(wishes[at], rightward[at - 1] + need[at - 1])
    for at in range(len(row) - 2, -1, -1):
        leftward[at] = min(wishes[at], leftward[at + 1] - need[at])
    for point, one, other in zip(row, rightward, leftward, strict=True):
        middle[point] = (one + other) / 2


def _rows(shape: Layers, drawn: Sequence[Drawn]) -> dict[int, Point]:
    """Give for every box and bend where its row starts and ends."""
    spans: dict[int, Point] = {}
    top = 0.0
    for row in shape.rows:
        tallest = max((drawn[point].height for point in row if point < len(drawn)), default=0.0)
        spans.update(dict.fromkeys(row, (top, top + tallest)))
        top += tallest + ROW_GAP
    return spans


def _points(
    chain: Sequence[int],
    drawn: Sequence[Drawn],
    across: Mapping[int, float],
    rows: Mapping[int, Point],
) -> tuple[Point, ...]:
    """Give the points of an edge: out at the bottom, straight past each row, in at the top."""
    first, *bends, last = chain
    points = [(across[first], rows[first][0] + drawn[first].height)]
    for point in (first, *bends):
        points += [(across[point], y) for y in rows[point] if y > points[-1][1]]
    return (*points, (across[last], rows[last][0]))
