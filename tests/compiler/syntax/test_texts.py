"""Texts: escapes, interpolations, and the indentation of block texts."""

import pytest
from tests.compiler.syntax.reading import expression, found, read

from pipesmith.syntax import nodes as n

X = n.Reference("x")


def parts(text: str) -> tuple[str | n.Expression, ...]:
    node = expression(text)
    assert isinstance(node, n.Text)
    return node.parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('""', ()),
        ('"a"', ("a",)),
        (r'"\n\t\r\"\\"', ('\n\t\r"\\',)),
        (r'"\u{1F600}\u{41}"', ("\U0001f600A",)),
        (r'"\{{x}}"', ("{{x}}",)),
        ('"a { b } c"', ("a { b } c",)),
        ('"{{x}}"', (X,)),
        ('"a{{ x }}b{{x}}"', ("a", X, "b", X)),
        ('"{{ f("}}") }}"', (n.Call(n.Name("f"), (n.Argument(None, n.Text(("}}",))),)),)),
        ('"{{ {a: {}} }}"', (n.MapLiteral((n.MapEntry("a", n.MapLiteral(())),)),)),
        ('"{{ "{{x}}" }}"', (n.Text(("{{x}}",)),)),
        (r'"{{ "a\"}}" }}"', (n.Text(('a"}}',)),)),
        ('"{{{a: x}}}"', (n.MapLiteral((n.MapEntry("a", X),)),)),
    ],
)
def test_plain(text: str, expected: tuple[str | n.Expression, ...]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('""""""', ()),
        ('"""\n"""', ()),
        ('"""\n   """', ()),
        ('"""a"""', ("a",)),
        ('"""\na\n"""', ("a",)),
        ('"""\n    a\n      b\n  """', ("a\n  b",)),
        ('"""\n    a\n\n  \n    b\n        """', ("a\n\n\nb",)),
        ('"""\n  a\n\n  """', ("a\n",)),
        ('"""  \n  a"""', ("a",)),
        ('"""a\n    b\n  """', ("a\nb",)),
        ('"""\n\ta\n\t\tb\n"""', ("a\n\tb",)),
        ('"""\n\ta\n b\n"""', ("\ta\n b",)),
        ('"""\r\n  a\r\n  b\r\n"""', ("a\nb",)),
        ('"""\n  a "quoted" {{x}}\n    {{x}}\n  """', ('a "quoted" ', X, "\n  ", X)),
        ('"""\n  {{x}}\n  b\n"""', (X, "\nb")),
        ('"""\n  \\u{20}a\n  \\n\n"""', (" a\n\n",)),
        ('"""\n  {{ x\n }}\n  b\n"""', (X, "\nb")),
        ('"""\n  a\\{{x}}\n"""', ("a{{x}}",)),
    ],
)
def test_block(text: str, expected: tuple[str | n.Expression, ...]) -> None:
    assert parts(text) == expected


def test_interpolations_have_spans_in_the_file() -> None:
    text = '"ab{{ x.y }}"'
    node = expression(text)
    assert isinstance(node, n.Text)
    (_, member) = node.parts
    assert isinstance(member, n.Member)
    start = len("function f() -> int = ")
    assert (member.span.start - start, member.span.end - start) == (6, 9)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r'"a\qb"', [("bad-escape", r"\q")]),
        (r'"\u{110000}"', [("bad-escape", r"\u{110000}")]),
        (r'"\u{D800}"', [("bad-escape", r"\u{D800}")]),
        (r'"\{x}"', [("bad-escape", r"\{")]),
        ('"abc', [("text-unclosed", '"')]),
        ('"abc\\', [("text-unclosed", '"'), ("bad-escape", "\\")]),
        ('"""abc', [("text-unclosed", '"""')]),
        ('"a {{ x } b"', [("template-unclosed", "{{")]),
        ('"a {{ x"', [("template-unclosed", "{{")]),
        ('"""a {{ x """', [("template-unclosed", "{{")]),
        ('"{{ }}"', [("syntax-error", "")]),
        ('"{{ x y }}"', [("syntax-error", "y")]),
        ('"{{ x // y }}"', [("syntax-error", "// y ")]),
        ("'abc'", [("foreign-sign", "'abc'")]),
    ],
)
def test_mistake(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(f"function f() -> string = {text}") == expected


def test_an_unclosed_interpolation_shows_the_brace_that_does_not_close_it() -> None:
    text = 'pipeline p() {\n  stage fetch = get(url: "/leads/{{ lead_id }?full=1")\n}\n'
    (finding,) = read(text).findings
    (other,) = finding.others
    assert text[other.span.start : other.span.end] == "}"
    assert other.text == "a single `}` does not close it"
    assert finding.help is not None
    assert finding.help.text == "write `}}`"


def test_what_follows_an_unclosed_text_is_read() -> None:
    text = 'pipeline p() {\n  let a = "abc\n  let b = 1\n}\nrecord R {\n  a: int b\n}\n'
    assert found(text) == [("text-unclosed", '"'), ("syntax-error", "}")]


def test_an_unclosed_block_text_ends_before_the_next_declaration() -> None:
    text = 'node n() -> T {\n  prompt """\n    a {{x}}\n}\n\nenum level { a }\n'
    assert ("name-case", "level") in found(text)
