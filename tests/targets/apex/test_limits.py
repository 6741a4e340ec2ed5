"""What a transaction needs at worst, counted by hand."""

import pytest
from tests.targets.apex.building import checked, refused

from pipesmith.ir.declared import Declared
from pipesmith_targets.apex.limits import Cost, Costs

HEAD = """
operator ask(n: int) -> int { http GET "{{env.URL}}/{{n}}" timeout 10s }
operator work(n: int) -> int { apex "Work" }
node rate(n: int) -> int { model "default" prompt "Rate {{n}}." repair 2 }
"""


def cost(body: str) -> Cost:
    program = checked(f"{HEAD}\npipeline p(n: int, xs: list[int]) -> int {{\n{body}\nreturn n\n}}")
    return Costs(Declared.of(program)).of_pipeline("main", "p")


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("do work(n)", Cost()),
        ("do ask(n)\ndo ask(n)", Cost(2, 20_000)),
        ("do ask(n) timeout 5s retry 2", Cost(3, 15_000)),
        ("do rate(n)", Cost(3, 60_000)),
        ("do rate(n) retry 1 deadline 90s", Cost(6, 90_000)),
        ("repeat 9 { do ask(n) } timeout 80s", Cost(9, 80_000)),
        ("if n > 1 { do ask(n) } else { do ask(n) do ask(n) }", Cost(2, 20_000)),
        ("repeat 4 { do ask(n) }", Cost(4, 40_000)),
        ("while n > 1 max 5 { do ask(n) }", Cost(5, 50_000)),
        ("foreach x in [1, 2, 3] { do ask(n: x) }", Cost(3, 30_000)),
        ("foreach x in xs { do ask(n: x) }", Cost(1, 10_000, ("foreach",))),
        ("foreach x in xs { do work(n: x) }", Cost()),
        ("try { do ask(n) } catch * { do ask(n) } finally { do ask(n) }", Cost(3, 30_000)),
        ("parallel { branch a { do ask(n) } branch b { do ask(n) } }", Cost(2, 20_000)),
    ],
)
def test_callouts_are_counted(body: str, wanted: Cost) -> None:
    assert cost(body) == wanted


def test_calls_of_pipelines_and_what_follows_an_error_count() -> None:
    program = checked(
        HEAD + "pipeline inner(n: int) -> int {\n stage a = ask(n)\n return a\n}\n"
        "pipeline p(n: int) -> int {\n stage a = inner(n) retry 1\n return a\n}"
        " on error as err {\n do ask(n)\n}"
    )
    assert Costs(Declared.of(program)).of_pipeline("main", "p") == Cost(3, 30_000)


def test_more_than_a_transaction_allows_is_refused() -> None:
    body = """
pipeline p(n: int) {{ repeat {count} {{ do ask(n) timeout 1s }} }}
pipeline q() {{ do p(n: 1) timeout 2m }}
"""
    assert refused(HEAD + body.format(count=100)) == []
    assert refused(HEAD + body.format(count=101)) == ["apex/callout-limit"]
