"""Variables that nothing reads are left out; what they are given is evaluated where it calls."""

import pytest
from tests.targets.apex.building import built, classes

HEAD = 'operator work(n: int) -> int { apex "Work" }\n'


def performed(body: str) -> str:
    source = f"{HEAD}pipeline p(n: int, xs: list[int]) -> int {{\n{body}\nreturn n\n}}"
    text = classes(built(source))["P"].partition(" Long perform(")[2].partition("\n    }")[0]
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("body", "gone"),
    [
        ("var unread: int = 3", "unread"),
        ("var unread: int = 3\nset unread = 4", "unread"),
        ("if n > 1 { var unread: int = n do work(n) }", "unread"),
        ("foreach x in xs { var unread: int = x do work(n) }", "unread"),
        ("try { var unread: int = n do work(n) } finally { do work(n) }", "unread"),
    ],
)
def test_what_nothing_reads_is_left_out(body: str, gone: str) -> None:
    assert gone not in performed(body)


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ("var unread: int = xs[0]", "PipelineLists.at(xs, 0L);"),
        ("var unread: int = 3\nset unread = n + 1", "PipelineInts.add(n, 1L);"),
        ("var read: int = 3\nset read = 4\ndo work(n: read)", "Long read = 3L; read = 4L;"),
    ],
)
def test_what_may_fail_or_is_read_stays(body: str, kept: str) -> None:
    assert kept in performed(body)


def test_a_block_is_not_emptied() -> None:
    assert "Long unread = n;" in performed("var k: int = 1\nif n > 1 { var unread: int = n }")
