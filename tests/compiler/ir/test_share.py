"""Calls that a block makes more than once: which get one name, and which stay as they are."""

import pytest
from tests.checking import check_files

from pipesmith.diagnostics.render import render_text
from pipesmith.ir.dump import dump
from pipesmith.ir.share import share
from pipesmith.ir.verify import verify

HEAD = """operator send(items: list[int]) -> int { python "host:send" }
function total(items: list[int]) -> int = sum(items)

pipeline p(xs: list[int], flag: bool) -> json {
"""


def shared(body: str) -> str:
    """Share the calls of a pipeline's body, and give the statements that are left."""
    checked = check_files({"main.pipe": f"{HEAD}{body}\n}}\n"})
    assert checked.program is not None, render_text(checked.findings)
    program = share(checked.program)
    assert verify(program) == ()
    return dump(program).partition("pipeline p")[2]


SORTED = "sorted_xs"


def test_a_call_that_a_let_makes_is_read_from_it() -> None:
    text = shared("  let sum_of_all = total(items: xs)\n  return sum_of_all + total(items: xs)")
    assert text.count("total(") == 1
    assert "(sum_of_all + sum_of_all)" in text


def test_what_stands_before_the_let_stays() -> None:
    body = "  stage a = send(items: [total(items: xs)])\n  let t = total(items: xs)\n  return a + t"
    assert shared(body).count("total(") == 2


def test_a_call_in_an_inner_block_reads_the_let() -> None:
    body = (
        "  let t = total(items: xs)\n"
        "  stage a = if flag {\n    stage b = send(items: [total(items: xs)])\n    yield b\n  }"
        " else { yield total(items: xs) }\n  return a + t"
    )
    assert shared(body).count("total(") == 1


def test_work_through_a_collection_gets_a_name() -> None:
    body = (
        "  stage a = send(items: xs | sort)\n  stage b = send(items: xs | sort)\n"
        "  return a + b + length(xs | sort)"
    )
    text = shared(body)
    assert text.count("sort(xs)") == 1
    assert f"let {SORTED}" in text


def test_the_longest_call_gets_the_name() -> None:
    work = "xs | filter(x => x > 1) | sort"
    text = shared(
        f"  stage a = send(items: {work})\n  stage b = send(items: {work})\n  return a + b"
    )
    assert text.count("filter(") == 1
    assert "filtered_xs" not in text


def test_statements_wait_for_what_they_read() -> None:
    body = (
        "  stage a = send(items: xs)\n  stage b = send(items: [a] | sort)\n"
        "  let ys = [a, 2]\n"
        "  stage c = send(items: ys | sort)\n  stage d = send(items: ys | sort)\n  return b + c + d"
    )
    assert shared(body).count("sort(ys)") == 1


@pytest.mark.parametrize(
    "body",
    [
        # behind a condition: it may never be wanted
        (
            "  stage a = send(items: xs | sort) when flag else 0\n"
            "  stage b = send(items: xs | sort) when flag else 0\n  return a + b"
        ),
        # behind a choice
        "  return flag ? (xs | sort) : (xs | sort | sort)",
        # in an iteration
        (
            "  stage a = foreach x in xs { yield xs | sort }\n"
            "  stage b = foreach x in xs { yield xs | sort }\n  return [a, b]"
        ),
    ],
)
def test_what_may_not_be_wanted_is_not_made_early(body: str) -> None:
    assert SORTED not in shared(body)


def test_what_can_fail_gets_no_name() -> None:
    work = "xs | map(x => x + 1)"
    text = shared(
        f"  stage a = send(items: {work})\n  stage b = send(items: {work})\n  return a + b"
    )
    assert text.count("map(") == 2


def test_a_variable_may_have_changed() -> None:
    body = "  var v = [3, 1]\n  let s = sort(v)\n  set v = [9]\n  return [s, sort(v)]"
    assert shared(body).count("sort(v)") == 2


def test_a_parameter_of_a_lambda_hides_a_name() -> None:
    body = "  let s = total(items: xs)\n  return [[1]] | map(s => total(items: xs) + length(s))"
    assert shared(body).count("total(") == 2


def test_a_name_that_is_taken_is_not_given() -> None:
    body = (
        "  let sorted_xs = 1\n"
        "  stage a = send(items: xs | sort)\n  stage b = send(items: xs | sort)\n"
        "  return a + b + sorted_xs"
    )
    assert shared(body).count("sort(xs)") == 2


def test_zeros_of_two_signs_are_two_values() -> None:
    body = "  let a = to_string(0.0)\n  return [a, to_string(-0.0)]"
    assert shared(body).count("to_string(") == 2
