"""What `verify` says of tests, whoever built them."""

from dataclasses import replace

import pytest
from tests.compiler.ir.programs import GOOD, ORDER, local, text

from pipesmith import types as t
from pipesmith.ir import json_form
from pipesmith.ir import nodes as n
from pipesmith.ir.verify import verify

ONE = n.IntValue(1, type=t.INT)
FETCH = n.Subject("fetch", "shop")
MADE = n.Construct((n.Pair("id", local("id", t.STRING)),), type=ORDER)
RETURNS = n.Mock(FETCH, (n.Pair("id", text("a")),), ((n.Outcome("returns", MADE),),))
IS_ONE = n.ExpectCondition(n.Comparison((local("result", t.INT), ONE), ("==",), type=t.BOOL))
TEST = n.Test("one", "load", "shop", (n.Pair("id", text("a")),), (RETURNS,), (IS_ONE,))
PROPERTY = n.Property("any", "load", "shop", ("id",), (RETURNS,), (IS_ONE,))


def program(*tests: n.Scenario) -> n.Program:
    (module,) = GOOD.modules
    return n.Program((replace(module, tests=tests),))


def problems(scenario: n.Scenario) -> list[str]:
    return [problem.message for problem in verify(program(scenario))]


def outcome(**changes: object) -> n.Mock:
    return replace(RETURNS, alternatives=((replace(n.Outcome("returns", MADE), **changes),),))  # type: ignore[arg-type]


def test_sound_tests_have_no_problem_and_come_back_from_json() -> None:
    sound = program(TEST, PROPERTY)
    assert verify(sound) == ()
    assert json_form.from_json(json_form.to_json(sound)) == sound


@pytest.mark.parametrize(
    ("scenario", "message"),
    [
        (replace(TEST, pipeline="lode"), "no pipeline `lode` is declared"),
        (replace(TEST, arguments=()), "`load` needs `id`"),
        (replace(PROPERTY, parameters=()), "`load` needs `id`"),
        (replace(PROPERTY, parameters=("id", "key")), "`load` has no `key`"),
        (replace(TEST, mocks=(outcome(value=ONE),)), "this is a `int`, expected `Order`"),
        (replace(TEST, mocks=(outcome(value=None),)), "a test draws nothing"),
        (replace(TEST, mocks=(outcome(takes=ONE),)), "this is a `int`, expected `duration`"),
        (replace(TEST, mocks=(replace(RETURNS, alternatives=()),)), "0 alternatives"),
        (
            replace(TEST, mocks=(replace(RETURNS, subject=n.Subject("fech", "shop")),)),
            "no component `fech` is declared in `shop`",
        ),
        (
            replace(TEST, expectations=(n.ExpectCondition(local("tok", t.BOOL)),)),
            "no value is named `tok`",
        ),
        (
            replace(TEST, expectations=(n.ExpectRetried("order", text("a")),)),
            "this is a `string`, expected `int`",
        ),
        (
            replace(TEST, expectations=(n.ExpectCalled(FETCH, None, (n.Pair("key", ONE),)),)),
            "`fetch` has no `key`",
        ),
    ],
)
def test_a_problem_is_told(scenario: n.Scenario, message: str) -> None:
    assert problems(scenario) == [message]


def test_a_property_may_draw_what_a_test_may_not() -> None:
    assert problems(replace(PROPERTY, mocks=(outcome(value=None),))) == []
