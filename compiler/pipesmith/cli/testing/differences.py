"""Values that a test compares, side by side."""

import json
from collections.abc import Iterator, Sequence
from difflib import ndiff
from typing import Any

from pipesmith_runtime.values import json_value

WIDTH = 60
"""A value that is longer is written over several lines."""
MOST_LINES = 60


def compared(values: Sequence[Any], equality: bool) -> Iterator[str]:
    """Show two or more values; two that were to be equal and are long, by their differences."""
    texts = [written(value) for value in values]
    if equality and len(texts) == 2 and any("\n" in text for text in texts):
        yield "left (-) and right (+) differ:"
        yield from _difference(*texts)
        return
    names = ("left", "right") if len(texts) == 2 else ("left", "middle", "right")
    for name, text in zip(names, texts, strict=False):
        yield from f"{name}: {text}".split("\n")


def _difference(left: str, right: str) -> list[str]:
    lines = [
        line.rstrip()
        for line in ndiff(left.split("\n"), right.split("\n"))
        if not line.startswith("?")
    ]
    cut = [f"... {len(lines) - MOST_LINES} more lines"] if len(lines) > MOST_LINES else []
    return lines[:MOST_LINES] + cut


def in_line(value: Any) -> str:
    """Write a value as JSON on one line, cut where it is long."""
    line = json.dumps(json_value(value), ensure_ascii=False)
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 3]}..."


def written(value: Any) -> str:
    """Write a value as JSON, on one line where it is short."""
    data = json_value(value)
    line = json.dumps(data, ensure_ascii=False)
    return line if len(line) <= WIDTH else json.dumps(data, ensure_ascii=False, indent=2)
