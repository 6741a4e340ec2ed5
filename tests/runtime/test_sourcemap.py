"""From generated lines to the source."""

import traceback

import pytest

from pipesmith_runtime.sourcemap import Row, SourceMap, relocate

GENERATED = '''"""Made."""


def fetch(order):
    first = order["a"]
    return (
        first
        / order["b"]
    )


VALUE = 3
'''
ROWS = "4-9:10:1-14:2 5-5:11:3-11:20 6-9:12:3-12:30 12-12:2:1-2:9"


def test_the_narrowest_row_counts() -> None:
    rows = SourceMap("orders.pipe", ROWS)
    assert rows.find(5) == Row(5, 5, 11, 3, 11, 20)
    assert rows.find(8) == Row(6, 9, 12, 3, 12, 30)
    assert rows.find(4) == Row(4, 9, 10, 1, 14, 2)
    assert rows.find(1) is None
    assert rows.find(13) is None


@pytest.mark.parametrize("text", ["x", "1-2", "1-2:3", "1-2:3:4-5", "a-2:3:4-5:6"])
def test_a_row_that_cannot_be_read_is_named(text: str) -> None:
    with pytest.raises(ValueError, match="a row of the source map"):
        _ = SourceMap("x", text).rows


def test_tracebacks_show_the_source() -> None:
    space: dict[str, object] = {}
    exec(relocate(GENERATED, SourceMap("orders.pipe", ROWS), "orders.pipe"), space)
    fetch = space["fetch"]
    assert space["VALUE"] == 3
    with pytest.raises(ZeroDivisionError) as caught:
        fetch({"a": 1, "b": 0})  # type: ignore[operator]
    frame = traceback.extract_tb(caught.value.__traceback__)[-1]
    assert (frame.filename, frame.name) == ("orders.pipe", "fetch")
    assert (frame.lineno, frame.colno) == (12, 2)
    assert fetch.__code__.co_firstlineno == 1  # type: ignore[attr-defined]
