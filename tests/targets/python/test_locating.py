"""Which stage or iteration a failing expression belongs to (rules 28 and 30)."""

from pathlib import Path

import pytest
from tests.targets.python.failing_program import failure, told


def place(statements: str, folder: Path, n: int) -> str:
    """Tell where a pipeline fails."""
    error = failure(f"pipeline p(n: int, xs: list[int]) {{ {statements} }}", folder, n=n, xs=[1, 0])
    assert error.type == "EXPRESSION"
    return told(error)


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ('do work(name: "a") when 1 div n > 0', "zero@work"),
        ('stage a = work(name: "a") when n > 0 else "{{ 1 div n }}" do work(name: a)', "zero@a"),
        ('stage s = foreach x in slice(xs, 1 div n, 2) { yield x } do work(name: "{{s}}")', "zero@s"),
        ("stage s = while 1 div n > 0 max 2 { wait 1s yield 1 } let x = s", "zero@s"),
        ("stage s = repeat 1 div n { yield 1 } let x = s", "zero@s"),
        ("if 1 div n > 0 { wait 1s }", "zero"),
    ],
)
def test_a_clause_or_head_belongs_to_its_stage(
    statements: str, expected: str, tmp_path: Path
) -> None:
    assert place(statements, tmp_path, 0) == expected


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ("foreach x in xs { let y = 1 div x if y > 1 { wait 1s } }", "zero@foreach[1]"),
        ("foreach x in xs { if 1 div x > 1 { wait 1s } }", "zero@foreach[1]"),
        ("foreach x in xs { stage s = if x < 9 { yield 1 div x } else { yield x } if s > 9 { wait 1s } }", "zero@foreach[1]/s"),
        ("foreach x in xs parallel 2 { let y = 1 div x if y > 1 { wait 1s } }", "zero@foreach[1]"),
        ("foreach x in xs { foreach y in xs { if x div y > 8 { wait 1s } } }", "zero@foreach[0]/foreach[1]"),
        ("repeat 2 { if 1 div n > 1 { wait 1s } }", "zero@repeat[0]"),
    ],
)  # fmt: skip
def test_what_fails_in_a_loop_belongs_to_the_iteration(
    statements: str, expected: str, tmp_path: Path
) -> None:
    assert place(statements, tmp_path, 0) == expected


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


def test_a_default_that_stands_before_an_argument_reads_the_arguments(tmp_path: Path) -> None:
    text = """
    operator named(name: string, note: string = name + "!", last: string = "z") -> string {
      python "HOST:boom"
    }
    operator shown(name: string = "a", more: string = name + "!", last: string) -> string {
      python "HOST:boom"
    }
    pipeline p() { do named(name: "a", last: "b") }
    """
    assert "unexpected keyword argument 'note'" in failure(text, tmp_path).message
