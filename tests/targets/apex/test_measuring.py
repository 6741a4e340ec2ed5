"""Sizes of methods are those that the analyzer counts."""

import pytest
from tests.targets.apex.building import built, classes

HEAD = 'operator work(n: int) -> int { apex "Work" }\n'
RULE = "AvoidDeeplyNestedIfStmts"


@pytest.mark.parametrize(
    ("body", "deep"),
    [
        ("if n > 1 { if n > 2 { do work(n) } }", False),
        ("if n > 1 { if n > 2 { if n > 3 { do work(n) } } }", True),
        ("foreach x in [n] { if x > 1 { if x > 2 { if x > 3 { do work(n) } } } }", True),
        ("if n > 1 { if n > 2 { do work(n) } else { if n > 3 { do work(n: 1) } } }", False),
        ("if n > 1 { do work(n) } else { do work(n: 1) if n > 2 { do work(n: 2) } }", False),
    ],
)
def test_choices_within_choices_are_counted(body: str, deep: bool) -> None:
    source = f"{HEAD}/// Tried.\npipeline p(n: int) -> int {{\n{body}\nreturn n\n}}"
    assert (RULE in classes(built(source))["P"]) is deep
