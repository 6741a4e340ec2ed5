"""Apex knows no case: no variable of a class hides a constant that is written like it."""

import re
from collections.abc import Iterator

import pytest

import pipesmith_apex_runtime as runtime

_UNREAD = re.compile(r"/\*.*?\*/|//[^\n]*|'(?:[^'\\]|\\.)*'", re.DOTALL)
_CONSTANT = re.compile(r"static final [\w<>, ]+ ([A-Z][A-Z0-9_]*)\b")
_VARIABLE = re.compile(r"[\w>] (\w+) ?[=;,):]")
SOURCES = {
    name: text
    for name, text in {**runtime.classes(), **runtime.tests()}.items()
    if name.endswith(".cls")
}


def hidden(text: str) -> Iterator[str]:
    """Give the variables that hide a constant of the same class."""
    code = _UNREAD.sub("''", text)
    constants = {each.lower(): each for each in _CONSTANT.findall(code)}
    for name in _VARIABLE.findall(code):
        if name.lower() in constants and name != constants[name.lower()]:
            yield name


@pytest.mark.parametrize("name", SOURCES)
def test_no_variable_hides_a_constant(name: str) -> None:
    assert [*hidden(SOURCES[name])] == []


def test_a_variable_that_hides_one_is_noticed() -> None:
    text = "private static final Long MOST = 1; Long f(Long most) { Long first = MOST; }"
    assert [*hidden(text)] == ["most"]
    assert [*hidden(text.replace("most", "least"))] == []
