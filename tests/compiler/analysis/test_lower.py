"""What the checked program becomes in the IR."""

import pytest
from tests.compiler.analysis.analysed import body, lowered

from pipesmith import types as t
from pipesmith.ir import nodes as n

PRELUDE = """
type Percent = float where 0.0 <= it <= 100.0
record Person { kind: "person" name: string boss: Person? }
operator load(id: int, shelf: string = "A{{id}}") -> int { python "a:load" }
  timeout 5s retry 2 cache 1m key shelf
operator plain(id: int) -> int { python "a:plain" }
node ask(q: string) -> string { model "m" prompt "{{q}}" }
"""


def statements(text: str) -> tuple[n.Statement, ...]:
    parameters = "i: int, f: float, mi: int?, who: Person, xs: list[int], all: list[Person]"
    return body(lowered(f"{PRELUDE}pipeline p({parameters}) -> json {{\n{text}\n}}\n"))


def value(expression: str, declared: str = "") -> n.Expression:
    (let, *_) = statements(f"let v{declared} = {expression}\nreturn null")
    assert isinstance(let, n.Let)
    return let.value


def stage(text: str) -> n.Stage:
    (found, *_) = statements(f"{text}\nreturn null")
    assert isinstance(found, n.Stage)
    return found


def test_conversions_are_nodes() -> None:
    assert value("i", ": float") == n.Widen(n.Local("i", type=t.INT), type=t.FLOAT)
    assert value("1", ": float") == n.FloatValue(1.0, type=t.FLOAT)
    assert value("1", ": decimal") == n.DecimalValue("1", type=t.DECIMAL)
    percent = t.NominalType("alias", "Percent", "main")
    assert value("1", ": Percent") == n.Widen(n.FloatValue(1.0, type=t.FLOAT), type=percent)
    assert value("who", ": json").type == t.JSON


def test_operands_of_one_operator_have_one_type() -> None:
    found = value("i + f")
    assert isinstance(found, n.Binary)
    assert found.left == n.Widen(n.Local("i", type=t.INT), type=t.FLOAT)
    divided = value("i / i")
    assert isinstance(divided, n.Binary)
    assert divided.left.type == divided.right.type == t.FLOAT


def test_what_may_stop_is_one_node() -> None:
    found = value("who.boss?.boss?.name")
    assert isinstance(found, n.IfPresent)
    assert isinstance(found.body, n.IfPresent)
    assert found.name != found.body.name
    assert found.type == t.OptionalType(t.STRING)


def test_a_plain_name_is_not_named_again() -> None:
    (_, let, *_) = statements("let boss = who.boss\nlet v = boss?.name\nreturn v")
    assert isinstance(let, n.Let)
    assert isinstance(let.value, n.IfPresent)
    assert let.value.name == "boss"


def test_plucks_are_maps() -> None:
    for expression in ("all[*].name", 'all | pluck("name")'):
        found = value(expression)
        assert isinstance(found, n.Call)
        assert found.function == "map"
        assert isinstance(found.arguments[1], n.Lambda)


def test_a_lambda_takes_a_pair_apart() -> None:
    found = value("xs | enumerate | map((at, x) => at + x)")
    assert isinstance(found, n.Call)
    assert isinstance(found.arguments[1], n.Lambda)
    assert found.arguments[1].destructure


def test_arguments_stand_in_the_order_of_parameters() -> None:
    call = stage('stage v = load(shelf: "B", id: 1)').body
    assert isinstance(call, n.ComponentCall)
    assert [pair.name for pair in call.arguments] == ["id", "shelf"]
    assert call.module == "main"


def test_a_bare_argument_is_its_own_name() -> None:
    text = f"{PRELUDE}pipeline p(id: int) -> int {{\n  stage v = plain(id)\n  return v\n}}\n"
    (found, _) = body(lowered(text))
    assert isinstance(found, n.Stage)
    assert isinstance(found.body, n.ComponentCall)
    assert found.body.arguments == (n.Pair("id", n.Local("id", type=t.INT)),)


def milliseconds(expression: n.Expression | None) -> int | None:
    return expression.milliseconds if isinstance(expression, n.DurationValue) else None


@pytest.mark.parametrize(
    ("text", "timeout", "own"),
    [
        ("stage v = plain(id: 1)", 30_000, False),
        ('stage v = ask(q: "x")', 60_000, False),
        ("stage v = load(id: 1)", 5_000, True),
        ("stage v = load(id: 1) timeout 9s", 9_000, True),
        ('do log.info(message: "x")', 30_000, False),
        ("if i > 1 { wait 1s }", None, False),
        ("if i > 1 { wait 1s } timeout 4s", 4_000, True),
    ],
)
def test_timeouts(text: str, timeout: int | None, own: bool) -> None:
    policies = stage(text).policies
    assert (milliseconds(policies.timeout), policies.own_timeout) == (timeout, own)


def test_a_stage_has_its_own_clauses_over_its_components() -> None:
    policies = stage("stage v = load(id: 1) retry 5 on security").policies
    assert policies.retry is not None
    assert policies.retry.count == n.IntValue(5, type=t.INT)
    assert policies.retry.on == ("security",)
    assert policies.cache is not None


def test_the_default_set_of_retried_errors_is_written_out() -> None:
    retry = stage("stage v = load(id: 1)").policies.retry
    assert retry is not None
    assert retry.on == ("connectivity", "timeout", "rate_limit")


def test_a_components_clause_sees_the_arguments_of_the_call() -> None:
    given = stage('stage v = load(id: 1, shelf: "B")').policies.cache
    assert given is not None
    assert given.key == n.TextValue("B", type=t.STRING)
    left_out = stage("stage v = load(id: 7)").policies.cache
    assert left_out is not None
    assert isinstance(left_out.key, n.Interpolation)
    assert n.IntValue(7, type=t.INT) in left_out.key.parts


def test_segments_of_addresses() -> None:
    found = statements(
        'do log.info(message: "x")\ndo log.info(message: "y")\nif i > 1 { wait 1s }\n'
        "if i > 2 { wait 1s }\nstage wait_here = wait 1s\nwait 2s\nreturn null"
    )
    segments = [each.segment for each in found if isinstance(each, n.Stage)]
    assert segments == ["log.info", "log.info#2", "if", "if#2", "wait_here", "wait"]


def test_a_stage_says_whether_it_is_read() -> None:
    (a, b, *_) = statements("stage a = plain(id: 1)\nstage _b = plain(id: 2)\nreturn a")
    assert isinstance(a, n.Stage)
    assert isinstance(b, n.Stage)
    assert (a.used, b.used) == (True, False)


def test_imported_declarations_name_their_module() -> None:
    text = (
        'import { Item, load, twice } from "./shop.pipe"\n\npipeline p(id: int) -> Item {\n'
        "  stage item = load(id: twice(id)) fallback Item(id: 1)\n  return item\n}\n"
    )
    shop = (
        "record Item {\n  id: int\n}\n\nfunction twice(n: int) -> int = n * 2\n\n"
        'operator load(id: int) -> Item {\n  python "a:b"\n} timeout 3s cache 1m key twice(id)\n'
    )
    program = lowered(text, {"shop.pipe": shop})
    assert [module.name for module in program.modules] == ["shop", "main"]
    assert program.entry.imports == (n.Import("shop", ("Item", "load", "twice")),)
    (found, _) = body(program)
    assert isinstance(found, n.Stage)
    assert isinstance(found.body, n.ComponentCall)
    assert found.body.module == "shop"
    assert found.type == t.NominalType("record", "Item", "shop")
    assert found.policies.cache is not None
    assert isinstance(found.policies.cache.key, n.CallDeclared)
    assert found.policies.cache.key.module == "shop"


@pytest.mark.parametrize(
    ("text", "required"),
    [
        ('let a = env.X ?? "d"\nreturn a', False),
        ("let a = env.X\nreturn a", True),
        ('let a = env.X ?? "d"\nlet b = env.X\nreturn a + b', True),
    ],
)
def test_env_is_required_unless_every_use_has_a_default(text: str, required: bool) -> None:
    (let, *_) = statements(text)
    assert isinstance(let, n.Let)
    found = let.value.left if isinstance(let.value, n.Coalesce) else let.value
    assert isinstance(found, n.EnvValue)
    assert found.required is required


def test_errors_that_can_leave_a_pipeline_are_listed() -> None:
    text = (
        "error gone is execution\n"
        'operator go() { python "a:b" } raises connectivity\n'
        'pipeline p() { do go()\nraise gone("x") }\n'
        'operator any_error() { python "a:b" }\npipeline q() { do any_error() }\n'
    )
    first, second = lowered(text).entry.pipelines
    assert {"gone", "connectivity", "timeout"} <= set(first.raises)
    assert second.raises == ("*",)


def test_places_are_those_of_the_source() -> None:
    (let, *_) = statements("let v = i + 1\nreturn v")
    assert isinstance(let, n.Let)
    place = let.value.place
    assert (place.path, place.end_column - place.column) == ("main.pipe", len("i + 1"))


def test_a_field_of_one_literal_has_it_as_default() -> None:
    (record,) = (d for d in lowered(PRELUDE).entry.declarations if isinstance(d, n.Record))
    assert record.fields[0].default == n.TextValue("person", type=t.LiteralType("person"))


def test_the_same_source_gives_the_same_program() -> None:
    text = f"{PRELUDE}pipeline p(id: int) -> int {{\n  stage v = load(id)\n  return v\n}}\n"
    assert lowered(text) == lowered(text)


def test_a_thousand_stages() -> None:
    stages = "".join(f"  stage s{i} = plain(id: s{i - 1})\n" for i in range(1, 1000))
    text = (
        f"{PRELUDE}pipeline p() -> int {{\n  stage s0 = plain(id: 1)\n{stages}  return s999\n}}\n"
    )
    found = body(lowered(text))
    assert [each.waits_for for each in found[:3]] == [(), (0,), (1,)]
    assert len(found) == 1001
