"""Which stage or iteration a failing expression belongs to (rules 28 and 30)."""

from pathlib import Path

import pytest
from tests.targets.python.failing_program import failure, told


def place(statements: str, folder: Path, n: int) -> str:
    """Tell where a pipeline fails."""
    error = failure(f"pipeline p(n: int, xs: list[int]) {{ {statements} }}", folder, n=n, xs=[1, 0])
    assert error.type == "EXPRESSION"
    return told(error)


HEADS = {
    'do work(name: "a") when 1 div n > 0': "zero@work",
    'stage a = work(name: "a") when n > 0 else "{{ 1 div n }}" do work(name: a)': "zero@a",
    'stage s = foreach x in slice(xs, 1 div n, 2) { yield x } do work(name: "{{s}}")': "zero@s",
    "stage s = while 1 div n > 0 max 2 { wait 1s yield 1 } let x = s": "zero@s",
    "stage s = repeat 1 div n { yield 1 } let x = s": "zero@s",
    "if 1 div n > 0 { wait 1s }": "zero",
}
BODIES = {
    "let y = 1 div x if y > 1 { wait 1s }": "[1]",
    "if 1 div x > 1 { wait 1s }": "[1]",
    "stage s = if x < 9 { yield 1 div x } else { yield x } if s > 9 { wait 1s }": "[1]/s",
    "foreach y in xs { if x div y > 8 { wait 1s } }": "[0]/foreach[1]",
    "repeat 2 { if 1 div n > 1 { wait 1s } }": "[0]/repeat[0]",
}


@pytest.mark.parametrize("statements", HEADS)
def test_a_clause_or_head_belongs_to_its_stage(statements: str, tmp_path: Path) -> None:
    assert place(statements, tmp_path, 0) == HEADS[statements]


@pytest.mark.parametrize("head", ["foreach x in xs", "foreach x in xs parallel 1"])
@pytest.mark.parametrize("body", BODIES)
def test_what_fails_in_a_loop_belongs_to_the_iteration(
    head: str, body: str, tmp_path: Path
) -> None:
    assert place(f"{head} {{ {body} }}", tmp_path, 0) == f"zero@foreach{BODIES[body]}"


def test_an_error_that_a_loop_raises_belongs_to_the_iteration(tmp_path: Path) -> None:
    text = 'pipeline p(xs: list[int]) { foreach x in xs { if x == 0 { raise routing("none") } } }'
    assert told(failure(text, tmp_path, xs=[1, 0])) == "none@foreach[1]"


@pytest.mark.filterwarnings("error")
def test_what_fails_as_a_fork_begins_leaves_no_branch_behind(tmp_path: Path) -> None:
    text = """
    pipeline p(n: int, xs: list[int]) {
      do work(name: "a")
      foreach x in slice(xs, 0, 1 div n) parallel 2 { do work(name: "{{x}}") }
    }
    """
    assert told(failure(text, tmp_path, n=0, xs=[1])) == "zero"
