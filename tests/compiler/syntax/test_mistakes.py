"""One finding for each mistake, on the right place, in the words of the language."""

import re

import pytest
from tests.compiler.syntax.reading import found, labelled, read

from pipesmith.syntax import nodes as n
from pipesmith.syntax.tables import tables

IN_PIPELINE = [
    ("let x = ", "syntax-error", "}"),
    ("let x 5", "syntax-error", "5"),
    ("x = 5", "syntax-error", "x"),
    ('log.info(message: "x")', "syntax-error", "log"),
    ("let return = 3", "reserved-word", "return"),
    ("foreach if in xs { }", "reserved-word", "if"),
    ("if a = b { }", "syntax-error", "="),
    ("if a { } elif b { }", "misspelt-keyword", "elif"),
    ("for x in xs { }", "misspelt-keyword", "for"),
    ("stag x = f()", "misspelt-keyword", "stag"),
    ("stage a = f(x = 1)", "syntax-error", "="),
    ("stage a = f(x: 1 y: 2)", "syntax-error", "y"),
    ("let x = [1 2]", "syntax-error", "2"),
    ("let x = a && b", "foreign-sign", "&&"),
    ("let x = a || b", "foreign-sign", "||"),
    ("let x = !a", "foreign-sign", "!"),
    ("let x = a === b", "foreign-sign", "==="),
    ("let x = 1;", "foreign-sign", ";"),
    ("let x = 'a'", "foreign-sign", "'a'"),
    ("let x = 1h30m", "bad-duration", "1h30m"),
    ("let x = 1.5h", "bad-duration", "1.5h"),
    ("let x = 007", "bad-number", "007"),
    ("let x = 1__0", "bad-number", "1__0"),
    ("let x = 1_", "bad-number", "1_"),
    ("let x = .5", "bad-number", ".5"),
    ("let x = 5.", "bad-number", "5."),
    ("let x = 0x1F", "bad-number", "0x1F"),
    ("let x = 9223372036854775809", "bad-number", "9223372036854775809"),
    ("let x = 1e999", "bad-number", "1e999"),
    ("let theName = 1", "name-case", "theName"),
    ("stage x = f() timeout 5s timeout 6s", "duplicate-clause", "timeout 6s"),
    ("stage x = f() retry 2 jitter 0.1 jitter 0.2", "duplicate-clause", "jitter"),
    ("stage x = 3", "syntax-error", "stage"),
    ("stage x = a + 3", "syntax-error", "stage"),
    ("stage x = for a in b { }", "misspelt-keyword", "for"),
    ("stage x = await f()", "syntax-error", "await"),
    ("let x = 1 if a else 2", "syntax-error", "if"),
    ("let x = f(1 if a else 2)", "syntax-error", "if"),
    ("stage x = f() retry 2 backoff 2s", "syntax-error", "2s"),
    ("try { } catch (timeout e) { }", "syntax-error", "("),
    ("yield 3 let x = 1", "yield-not-last", "yield 3"),
    ("stage x = f() compensate { }", "unsupported-word", "compensate"),
    ("while a { }", "syntax-error", "{"),
    ("foreach x xs { }", "syntax-error", "xs"),
    ("let x = a.b(c)", "syntax-error", "("),
    ("let f = (x + 1) => x", "syntax-error", "(x + 1)"),
    ("let x = a as int?", "syntax-error", "}"),
    ("let x = a € b", "bad-character", "€"),
    ('raise execution("a", "b")', "syntax-error", '"b"'),
    ("let x = a as int(1, 2)", "syntax-error", "int(1, 2)"),
    ("let x = (a // 2)", "syntax-error", "}"),
]
AT_TOP = [
    ("pipline p() { }", "misspelt-keyword", "pipline"),
    ("def f() -> int = 1", "misspelt-keyword", "def"),
    ("record r { }", "name-case", "r"),
    ("enum Level { Low }", "name-case", "Low"),
    ("record R { a int }", "syntax-error", "int"),
    ("function f() = 1", "syntax-error", "="),
    ("function f(if: int) -> int = 1", "reserved-word", "if"),
    ("pipeline p() { } }", "stray-brace", "}"),
    ("pipeline p() { if a { ", "missing-brace", "{"),
    ('operator f() { http GET "u" header "a" = "b" }', "syntax-error", "header"),
    ('import { A } from "{{x}}"', "text-not-constant", '"{{x}}"'),
    ("operator f() { raises a raises b }", "duplicate-clause", "raises b"),
    ("enum E { }", "syntax-error", "}"),
    ("a\x00", "bad-character", "\x00"),
    ("// \u202e", "bad-character", "\u202e"),
    ("// \ud800", "bad-character", "\ud800"),
]


@pytest.mark.parametrize(("text", "slug", "label"), IN_PIPELINE)
def test_in_a_pipeline(text: str, slug: str, label: str) -> None:
    assert found(f"pipeline p() {{\n  {text}\n}}\n") == [(slug, label)]


@pytest.mark.parametrize(("text", "slug", "label"), AT_TOP)
def test_at_the_top(text: str, slug: str, label: str) -> None:
    assert (slug, label) in found(text)
    assert len(found(text)) <= 1 + text.startswith("a\x00")


@pytest.mark.parametrize("text", [*(f"pipeline p() {{ {one[0]} }}" for one in IN_PIPELINE)])
def test_no_message_names_a_terminal(text: str) -> None:
    terminals = {kind for kind in tables().spelling if kind != "T"} | {"NAME", "WORD", "TEXT"}
    for finding in read(text).findings:
        for line in (finding.message, finding.label.text, *finding.notes):
            assert not terminals & set(re.findall(r"\b[A-Z_]{2,}\b", line))
            assert line.isascii()


def test_all_messages_are_plain() -> None:
    for text, _, _ in [*IN_PIPELINE, *AT_TOP]:
        for finding in read(f"pipeline p() {{ {text} }}").findings:
            assert not re.search(r"\b(you|sorry|please)\b|!$", finding.message)
            assert "\n" not in finding.message


def fixed(text: str) -> str:
    """Apply what the only finding proposes."""
    (finding,) = read(text).findings
    assert finding.help is not None
    for edit in finding.help.edits:
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


@pytest.mark.parametrize(
    "text",
    [
        "pipline p() { }",
        "pipeline p() { let return = 3 }",
        "pipeline p() { let x 5 }",
        "pipeline p() { x = 5 }",
        "pipeline p() { do f(a = 1) }",
        "pipeline p() { do f(a: 1 b: 2) }",
        "pipeline p() { if a = b { } }",
        "pipeline p() { if a { } elif b { } }",
        "pipeline p() { let x = !a }",
        "pipeline p() { let x = a && b }",
        "pipeline p() { let x = 1; }",
        "pipeline p() { let x = 'a' }",
        "pipeline p() { let x = 1h30m }",
        "pipeline p() { let x = 007 }",
        "pipeline p() { let x = .5 }",
        "pipeline p() { let theName = 1 }",
        'pipeline p() { let x = "{{ a }" }',
        'pipeline p() { let x = "a\\d" }',
        "record bad_name { }",
        "function f() int = 1",
    ],
)
def test_what_is_proposed_is_right(text: str) -> None:
    assert found(fixed(text)) == []


# ---------------------------------------------------------------- going on


def test_several_mistakes_are_found_at_once_and_the_rest_is_intact() -> None:
    text = """
pipeline one() {
  let a =
  stage b = f(x: )
  return a
}
record Two { x: int = * }
enum Three { a, b }
pipeline four() { return 4 }
"""
    parsed = read(text)
    assert [labelled(text, one) for one in parsed.findings] == ["stage", ")", "*"]
    one, two, three, four = parsed.module.declarations
    assert isinstance(one, n.Pipeline)
    assert [type(each).__name__ for each in one.body.statements] == ["Let", "Stage", "Return"]
    assert isinstance(one.body.statements[0], n.Let)
    assert isinstance(one.body.statements[0].value, n.BrokenExpression)
    assert isinstance(two, n.Record)
    assert len(two.fields) == 1
    assert isinstance(three, n.Enum)
    assert isinstance(four, n.Pipeline)


def test_a_missing_brace_is_found_by_indentation() -> None:
    text = """pipeline p() {
  if a {
    let x = 1
  let y = 2
}

pipeline q() { }
"""
    parsed = read(text)
    (finding,) = parsed.findings
    assert str(finding.slug) == "missing-brace"
    assert finding.label.span.start == text.index("{", 20)
    assert [one.name.text for one in parsed.module.declarations if isinstance(one, n.Pipeline)] == [
        "p",
        "q",
    ]


def test_a_declaration_after_a_missing_brace_is_read() -> None:
    parsed = read("pipeline p() {\n  let x = f(\n\nenum E { a }\n")
    assert [type(one).__name__ for one in parsed.module.declarations][-1] == "Enum"
    assert len(parsed.findings) == 1


def test_reading_stops_after_many_mistakes_and_says_so() -> None:
    parsed = read("pipeline p() {\n" + "  let = 3\n" * 500 + "}\n")
    slugs = [str(one.slug) for one in parsed.findings]
    assert slugs.count("syntax-error") == 50
    assert slugs[-1] == "too-many-mistakes"


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000 + "a" + ")" * 5000,
        "[" * 5000,
        "a" + " + a" * 5000,
        "a" + ".b" * 5000,
        "not " * 5000 + "a",
        "a ? b : " * 5000 + "c",
        "x => " * 5000 + "c",
        '"{{' + "(" * 5000 + "a" + ")" * 5000 + '}}"',
    ],
)
def test_deep_nesting_is_a_finding(text: str) -> None:
    slugs = [slug for slug, _ in found(f"function f() -> int = {text}")]
    assert slugs[0] == "nesting-too-deep"
    assert slugs[1:] in ([], ["missing-brace"])


def test_deep_blocks_and_types_are_findings() -> None:
    assert found("pipeline p() {" + "if a {" * 500 + "}" * 501)[0][0] == "nesting-too-deep"
    assert found("type T = " + "list[" * 500 + "int" + "]" * 500)[0][0] == "nesting-too-deep"
