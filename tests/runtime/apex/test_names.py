"""Names in the classes of the runtime: Apex tells none apart by their case."""

import re

from pipesmith_apex_runtime import classes

_CONSTANT = re.compile(r"static final [\w<>, ]+? ([A-Z][A-Z0-9_]*)\b")
_DECLARED = re.compile(r"\b[A-Z]\w*(?:<[\w, <>]+>)? ([A-Za-z]\w*)\b(?=\s*(?:[,;)]|=[^=]|: ))")


def hidden(text: str) -> set[str]:
    """Give the variables of a class that have the name of one of its constants."""
    constants = {name.lower() for name in _CONSTANT.findall(text)}
    return {
        name
        for name in _DECLARED.findall(_without_comments(text))
        if name.lower() in constants and name != name.upper()
    }


def _without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def test_no_variable_hides_a_constant() -> None:
    found = {name: hidden(text) for name, text in classes().items() if name.endswith(".cls")}
    assert {name: names for name, names in found.items() if names} == {}


def test_a_hidden_constant_is_noticed() -> None:
    text = "private static final Long MOST = 3; Boolean fits(Long most) { return most < MOST; }"
    assert hidden(text) == {"most"}
