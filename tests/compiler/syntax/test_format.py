"""The formatter: canonical, idempotent, and nothing is lost."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.compiler.syntax.reading import PROGRAMS, clean, read

from pipesmith.source import Source
from pipesmith.syntax import format_source, parse
from pipesmith.syntax.lexer import Lexer
from pipesmith.syntax.reading import Reading

SAMPLES = sorted([*PROGRAMS.glob("*.pipe"), *Path("samples").glob("*/*.pipe")])


def formatted(text: str) -> str:
    result = format_source(Source("t.pipe", text))
    assert isinstance(result, str), result
    return result


def remarks(text: str) -> list[str]:
    """Give the words of all comments that document nothing."""
    return sorted(one.text.lstrip("/").strip() for one in read(text).comments if not one.doc)


def test_the_whole_program_is_laid_out_as_it_stands() -> None:
    text = (PROGRAMS / "whole.pipe").read_text()
    assert formatted(text) == text.replace(
        "  retry 3 backoff exponential(from: 200ms, factor: 2.0, max: 10s) jitter 0.25"
        " on connectivity, timeout, rate_limit\n",
        "  retry 3\n    backoff exponential(from: 200ms, factor: 2.0, max: 10s)\n"
        "    jitter 0.25\n    on connectivity, timeout, rate_limit\n",
    ).replace(".. ", "")


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples_stay_the_same_program(path: Path) -> None:
    text = path.read_text()
    once = formatted(text)
    assert clean(once) == parse(Source("t.pipe", text)).module
    assert formatted(once) == once
    assert remarks(once) == remarks(text)
    assert max(map(len, once.splitlines())) <= 110
    assert not any(line.endswith(" ") for line in once.splitlines())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("enum E{a,b,}", "enum E { a, b }\n"),
        ("record R {}", "record R {}\n"),
        ("pipeline p(){return 1_000}", "pipeline p() {\n  return 1_000\n}\n"),
        (
            "pipeline p() {\n\n\n  let a = 1\n\n\n\n  let b = 2\n  let c = 3\n\n}\n",
            "pipeline p() {\n  let a = 1\n\n  let b = 2\n  let c = 3\n}\n",
        ),
        (
            "// head\n\nenum E { a } // behind\nenum F { b }\n// end\n",
            "// head\n\nenum E { a }  // behind\n\nenum F { b }\n// end\n",
        ),
        (
            "pipeline p() { // open\n do f(a: 1, // one\n b) }",
            "pipeline p() {  // open\n  do f(\n    a: 1,  // one\n    b,\n  )\n}\n",
        ),
        (
            "pipeline p() { let x = a + // why\n b }",
            "pipeline p() {\n  let x = a\n    +  // why\n      b\n}\n",
        ),
        (
            'node n() -> T { prompt """\n a\n   b\n """ }',
            'node n() -> T {\n  prompt """\n    a\n      b\n  """\n}\n',
        ),
        (
            'function f() -> int = "\\u{41}" + "a {{ x }}" + 1_0 + 1.50d',
            'function f() -> int = "\\u{41}" + "a {{ x }}" + 1_0 + 1.50d\n',
        ),
        (
            f"function f() -> list[int] = [{'1_000_000, ' * 12}]",
            "function f() -> list[int] = [\n" + "  1_000_000,\n" * 12 + "]\n",
        ),
        (
            'operator f() { python "a:b" } timeout 5s',
            'operator f() {\n  python "a:b"\n  timeout 5s\n}\n',
        ),
    ],
)
def test_layout(text: str, expected: str) -> None:
    assert formatted(text) == expected
    assert formatted(expected) == expected


def test_a_comment_stays_where_it_stands() -> None:
    text = (
        "record R {  // open\n  a: int  // of a\n  // below\n}\n\n"
        "pipeline p(\n  n: int,  // of n\n  // last\n) -> int {\n"
        "  let list = [\n    1,  // one\n    2,  // two\n  ]\n"
        "  let sum = n\n    +  // why\n      // and how\n      n\n"
        "  return list[0]\n}\n"
    )
    assert formatted(text) == text
    moved = text.replace("1,  // one", "1 // one\n,").replace("int,  // of n", "int // of n")
    assert formatted(moved) == text


def test_what_is_written_in_another_order_is_left_there_with_its_comments() -> None:
    text = """\
operator f(x: int) -> int {
  python "a:f"
  // why
  raises  // first
    validation,  // second
    timeout  // third
}

pipeline p() {
  stage y = f(x: 1)
    retry 3
      on timeout  // named
      backoff fixed(1s)  // short
      jitter 0.5
  do f(x: y)
}
"""
    assert formatted(text) == text
    plain = "\n".join(line.partition("//")[0].rstrip() for line in text.splitlines())
    assert "-> int raises validation, timeout {" in formatted(plain)
    assert "retry 3 backoff fixed(1s) jitter 0.5 on timeout" in formatted(plain)


def test_a_file_that_cannot_be_read_gives_its_findings() -> None:
    result = format_source(Source("t.pipe", "pipeline p( {"))
    assert isinstance(result, tuple)
    assert result == read("pipeline p( {").findings


def test_warnings_do_not_stop_the_formatter() -> None:
    assert formatted("/// a\n\nenum E { a }\n/// lost\n").endswith("// lost\n")


def test_line_ends_become_line_feeds() -> None:
    assert formatted("enum E {\r\n  a\r\n}\r\n") == "enum E { a }\n"


COMMENTS = st.sampled_from(["// c\n", "\n// c\n", "\n\n// c\n\n", "\n/// c\n", " /// c\n", "\n\n"])
OTHER_ORDER = """
operator other(x: int) -> int {
  raises validation, timeout
  python "a:f"
  retry 3 on timeout jitter 0.5 backoff fixed(1s)
}

operator another(x: int) -> int {
  python "a:f"
  raises validation
}
"""
TEXT = formatted((PROGRAMS / "every_construct.pipe").read_text()) + OTHER_ORDER
PLACES = [
    token.start
    for token in Lexer(Reading(Source("t", TEXT))).cut(0, len(TEXT))
    if not token.kind.startswith("ON_")
]


def neighbours(text: str) -> dict[str, set[str]]:
    """Give for each comment the tokens that it stands between, apart from optional commas."""
    reading = Reading(Source("t", text))
    tokens = [one for one in Lexer(reading).cut(0, len(text)) if one.kind != "COMMA"]
    found: dict[str, set[str]] = {}
    for comment in reading.comments:
        before = [one.text for one in tokens if one.end <= comment.span.start][-1:]
        behind = next(one.text for one in tokens if one.start >= comment.span.end)
        found[comment.text] = {*map(bare, before), bare(behind)}
    return found


def bare(token: str) -> str:
    """Give a token without the layout in it, which is anew."""
    return "".join(token.split())


@given(st.lists(st.tuples(st.sampled_from(PLACES), COMMENTS), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_no_comment_is_lost(insertions: list[tuple[int, str]]) -> None:
    text = TEXT
    for place, comment in sorted(insertions, reverse=True):
        text = f"{text[:place]} {comment}{text[place:]}"
    once = formatted(text)
    assert parse(Source("t", once)).module == parse(Source("t", text)).module
    assert remarks(once) == remarks(text)
    assert formatted(once) == once


@given(st.lists(st.tuples(st.sampled_from(PLACES), st.booleans()), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_every_comment_stays_beside_its_neighbour(insertions: list[tuple[int, bool]]) -> None:
    text = TEXT
    for number, (place, own_line) in enumerate(sorted(insertions, reverse=True)):
        start = "\n" if own_line else " "
        text = f"{text[:place]}{start}// number {number}\n{text[place:]}"
    before, after = neighbours(text), neighbours(formatted(text))
    assert {name for name in before if not before[name] & after[name]} == set()
