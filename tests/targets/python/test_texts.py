"""Texts in generated code are what they were, and never code."""

import ast
from collections.abc import Sequence

import libcst as cst
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipesmith_targets.python import lines as ln
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.formatting import formatted
from pipesmith_targets.python.texts import Piece, code, written

HOSTILE = [
    "",
    '"',
    "'",
    '"""',
    "'''",
    "'\"\"\"'''\"",
    "{}",
    "{{x}}",
    "}{",
    "\\",
    "\\n",
    "ends in \\",
    'ends in "',
    "\n",
    "a\nb\n",
    "\r\n\t\v\f",
    "\0",
    "\x1b[31m",
    "\u202etext\u202c",
    "\u2028\u2029\x85",
    "\ud800",
    "\U0001f600",
    "{__import__('os')}",
    '" + __import__("os").getcwd() + "',
    "# noqa\n",
    "\n".join(f"line {number} of many" for number in range(90)),
]


def read(node: py.Node, **values: object) -> object:
    """Format an expression as a build does, and evaluate it."""
    space: dict[str, object] = dict(values)
    exec(formatted(f"value = {code(node)}"), space)
    return space["value"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_literal_is_itself(text: str) -> None:
    assert read(py.text(text)) == text
    assert read(written([text])) == text


@given(st.text(st.characters()))
def test_any_literal_is_itself(text: str) -> None:
    assert read(py.text(text)) == text


PIECES = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(), st.integers(0, 2)), max_size=6)
VALUES = ("\"quoted\" 'twice'", "{braces}", "back\\slash\nline")


@given(PIECES)
@example(["{", 0, "}", 1, '"', 2, "'"])
def test_any_mixed_text_is_its_pieces_side_by_side(pieces: Sequence[str | int]) -> None:
    names = [py.name(f"v{at}") for at in range(3)]
    built: list[Piece] = [each if isinstance(each, str) else names[each] for each in pieces]
    expected = "".join(each if isinstance(each, str) else VALUES[each] for each in pieces)
    assert read(written(built), v0=VALUES[0], v1=VALUES[1], v2=VALUES[2]) == expected


@pytest.mark.parametrize(
    "inner", ['"a"', "'a'", '"it\'s"', r'"a\n"', '{"a": 1}["a"]', "[x for x in 'ab'][0]"]
)
def test_an_expression_with_quotes_stands_in_a_text(inner: str) -> None:
    node = written(["<{", cst.parse_expression(inner), "}>"])
    assert read(node) == f"<{{{eval(inner)}}}>"


@given(st.one_of(st.sampled_from(HOSTILE), st.text()))
def test_documentation_is_never_code(text: str) -> None:
    body = [*ln.documented(text or "doc"), ln.small(cst.Pass())]
    source = cst.Module([ln.defined("f", [], py.NONE, body)]).code
    tree = ast.parse(formatted(source)).body[0]
    assert isinstance(tree, ast.AsyncFunctionDef)
    assert [type(each) for each in tree.body] == [ast.Expr, ast.Pass]
    assert isinstance(ast.get_docstring(tree), str)


@given(st.one_of(st.sampled_from(HOSTILE), st.text()))
def test_a_comment_is_never_code(text: str) -> None:
    source = cst.Module([ln.commented(ln.small(cst.Pass()), text)]).code
    assert [type(each) for each in ast.parse(source).body] == [ast.Pass]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_float_is_itself(value: float) -> None:
    assert repr(read(py.number(value))) == repr(value)


@given(st.integers(-(2**63), 2**63 - 1))
def test_any_int_is_itself(value: int) -> None:
    assert read(py.integer(value)) == value
