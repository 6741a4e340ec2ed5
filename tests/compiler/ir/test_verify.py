"""The verifier accepts what is sound and names each planted fault."""

from dataclasses import replace

import pytest
from tests.compiler.ir.programs import (
    FETCH,
    GOOD,
    ORDER,
    call_fetch,
    local,
    program,
    stage,
    text,
    total_of,
)

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.verify import verify

ID = local("id", t.STRING)
FINISH = n.Return(total_of("order"), waits_for=(0,), barrier=True)


def messages(faulty: n.Program) -> list[str]:
    """Give what the verifier says, without the places."""
    return [problem.message for problem in verify(faulty)]


def test_a_sound_program_has_no_problems() -> None:
    assert verify(GOOD) == ()


def test_an_argument_of_another_schema_is_refused_on_its_edge() -> None:
    faulty = program(
        stage("order", call_fetch(ID)),
        stage("again", call_fetch(local("order", ORDER)), waits_for=(0,)),
        FINISH,
    )
    assert messages(faulty) == ["this is a `Order`, expected `string`"]


def test_a_read_without_an_edge_is_refused() -> None:
    faulty = program(stage("order", call_fetch(ID)), n.Return(total_of("order")))
    assert messages(faulty) == ["reads `order` without waiting for it"]


def test_a_cycle_of_statements_is_refused_with_its_members() -> None:
    first = stage("a", call_fetch(n.Member(local("b", ORDER), "id", type=t.STRING)), waits_for=(1,))
    second = stage(
        "b", call_fetch(n.Member(local("a", ORDER), "id", type=t.STRING)), waits_for=(0,)
    )
    faulty = program(first, second, n.Return(total_of("a"), waits_for=(0,)))
    assert messages(faulty) == ["statements wait for each other: `a`, `b`, the return in line 1"]


def test_an_edge_to_nowhere_is_refused() -> None:
    faulty = program(stage("order", call_fetch(ID), waits_for=(7,)), FINISH)
    assert messages(faulty) == ["waits for a statement that is not there: (7,)"]


def test_a_cycle_of_pipelines_is_refused_with_its_path() -> None:
    call = n.PipelineCall("load", "shop", (n.Pair("id", ID),), t.INT)
    faulty = program(
        stage("again", call, t.INT), n.Return(local("again", t.INT), waits_for=(0,), barrier=True)
    )
    assert messages(faulty) == ["a cycle of calls: load -> load"]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (local("nobody", t.INT), "no value is named `nobody`"),
        (local("id", t.INT), "`id` is a `string`, read as a `int`"),
        (n.Member(ID, "size", type=t.INT), "a `string` has no member `size`"),
        (n.IntValue(1, type=t.STRING), "a int literal has the type `string`"),
        (
            n.Binary("+", n.IntValue(1, type=t.INT), text("x"), type=t.INT),
            "`int` + `string` does not give a `int`",
        ),
        (
            n.Conditional(
                text("x"), n.IntValue(1, type=t.INT), n.IntValue(2, type=t.INT), type=t.INT
            ),
            "this is a `string`, expected `bool`",
        ),
        (n.Construct((), type=ORDER), "`Order` needs `id`"),
        (
            n.Construct((n.Pair("id", ID), n.Pair("price", ID)), type=ORDER),
            "`Order` has no `price`",
        ),
        (
            n.CallDeclared("double", "shop", (), type=t.INT),
            "no function `double` is declared in `shop`",
        ),
        (n.TextValue("c", type=t.LiteralType("a")), 'the text does not belong to `"a"`'),
    ],
)
def test_a_faulty_expression_is_refused(value: n.Expression, message: str) -> None:
    faulty = program(n.Let("x", value.type, value), FINISH_WITH_INT)
    assert messages(faulty) == [message]


FINISH_WITH_INT = n.Return(n.IntValue(1, type=t.INT), waits_for=(0,), barrier=True)


def test_a_call_without_a_needed_argument_is_refused() -> None:
    call = n.ComponentCall("fetch", "shop", (), ORDER)
    assert messages(program(stage("order", call), FINISH)) == ["`fetch` needs `id`"]


def test_an_unknown_component_is_refused() -> None:
    call = n.ComponentCall("gone", "shop", (), ORDER)
    assert messages(program(stage("order", call), FINISH)) == ["`gone` is not declared in `shop`"]


def test_an_undeclared_type_is_refused() -> None:
    ghost = t.NominalType("record", "Ghost", "shop")
    faulty = program(n.Let("x", ghost, local("id", ghost)), FINISH_WITH_INT)
    assert set(messages(faulty)) == {"no record `Ghost` is declared"}


def test_a_declaration_may_stand_once() -> None:
    (module,) = GOOD.modules
    twice = replace(module, declarations=(*module.declarations, FETCH))
    assert messages(n.Program((twice,))) == ["a second declaration of this name"]


def test_an_end_that_can_be_reached_needs_an_optional_result() -> None:
    faulty = program(stage("order", call_fetch(ID)))
    assert messages(faulty) == ["the end can be reached, but the result is `int`"]


def test_jumps_stand_in_loops_and_rethrows_in_catches() -> None:
    faulty = program(n.Jump("break"), n.Raise(), FINISH_WITH_INT)
    assert messages(faulty) == [
        "`break` stands outside a loop",
        "a bare `raise` stands outside `catch`",
    ]


def test_a_lambda_parameter_may_be_named_like_a_stage() -> None:
    kind = t.FunctionType((ORDER,), t.INT)
    plucked = n.Call(
        "map",
        (
            n.Collection((), type=t.ListType(ORDER)),
            n.Lambda(("order",), total_of("order"), type=kind),
        ),
        type=t.ListType(t.INT),
    )
    sound = program(
        stage("order", call_fetch(ID)),
        n.Let("totals", t.ListType(t.INT), plucked),
        replace(FINISH, waits_for=(0, 1)),
    )
    assert verify(sound) == ()


def test_an_alias_of_a_number_is_a_number() -> None:
    count = t.NominalType("alias", "Count", "shop")
    (module,) = program(
        n.Let("x", t.INT, n.Binary("+", n.Widen(ONE, type=count), ONE, type=t.INT)), FINISH_WITH_INT
    ).modules
    named = replace(module, declarations=(n.Alias("Count", t.INT), *module.declarations))
    assert verify(n.Program((named,))) == ()


ONE = n.IntValue(1, type=t.INT)
