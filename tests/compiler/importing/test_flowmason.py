"""FlowMason's dialects, components and blocks: what they become, and what is told of them."""

from typing import Any

import pytest
from tests.compiler.importing.imports import body, errors, imported, places, program, stage, stages

from pipesmith.diagnostics import Severity

# ---------------------------------------------------------------- dialects


@pytest.mark.parametrize(
    "component", ["http_request", "http-request", "HTTP Request", "core/http_request"]
)
@pytest.mark.parametrize("type_", ["type", "component_type", "component"])
@pytest.mark.parametrize("config", ["config", "input_mapping"])
def test_every_dialect_says_the_same(component: str, type_: str, config: str) -> None:
    given = {"id": "get", type_: component, config: {"url": "https://example.org", "method": "get"}}
    text = body(imported(stages(given, output_stage_id="get")))
    assert text == (
        '  stage get = http.request(method: "GET", url: "https://example.org")\n  return get.body'
    )


@pytest.mark.parametrize(
    ("fields", "clause"),
    [
        ({"timeout": 30}, "timeout 30s"),
        ({"timeout": 5000}, "timeout 5s"),
        ({"timeout_ms": 250}, "timeout 250ms"),
        ({"timeout_seconds": 120}, "timeout 2m"),
        ({"retry": {"max_retries": 2, "delay_ms": 100}}, "retry 2 backoff fixed(100ms)"),
        ({"retry": {"max_attempts": 3}}, "retry 2"),
        ({"max_retries": 1}, "retry 1"),
        (
            {
                "retry_config": {
                    "max_retries": 3,
                    "initial_delay_ms": 100,
                    "backoff_multiplier": 2,
                    "max_delay_ms": 5000,
                }
            },
            "retry 3 backoff exponential(from: 100ms, factor: 2.0, max: 5s)",
        ),
        ({"error_handling": {"on_error": "continue"}}, "fallback null"),
        (
            {"error_handling": {"on_error": "default", "fallback": {"a": 1}}},
            "fallback HttpResponse(status: 200, headers: {}, body: { a: 1 })",
        ),
    ],
)
def test_clauses(fields: dict[str, Any], clause: str) -> None:
    given = stage("get", "http_request", url="https://example.org", method="GET", **fields)
    result = imported(stages(given))
    assert places(result) == set()
    assert clause in " ".join(program(result).split())


def test_a_request_with_all_it_may_have() -> None:
    given = stage(
        "get",
        "http-request",
        url="{{env.API}}/x",
        method="POST",
        query_params={"q": 1, "on": True},
        headers={"X-Api-Key": "{{env.KEY}}"},
        body={"a": [1]},
        auth={"type": "bearer", "token": "{{secrets.T}}"},
    )
    text = " ".join(program(imported(stages(given))).split())
    assert 'query: { q: "1", on: "true" }' in text
    assert '"X-Api-Key": secret.KEY' in text
    assert '"Authorization": "Bearer {{secret.T}}"' in text
    assert "body: { a: [1] }" in text


def test_what_the_members_of_an_output_become() -> None:
    given = stages(
        stage("get", "http_request", url="https://example.org", method="GET"),
        stage(
            "say",
            "logger",
            "get",
            message="x",
            data={
                "a": "{{upstream.get.status_code}}",
                "b": "{{upstream.get.body.x}}",
                "c": "{{get.output.body}}",
                "d": "{{upstream.get.headers}}",
                "e": "{{upstream.get.success}}",
            },
        ),
    )
    text = " ".join(program(imported(given)).split())
    assert 'a: get.status, b: get.body["x"], c: get.body, d: get.headers, e: true' in text


# ---------------------------------------------------------------- choices


def test_routes_to_the_same_stage_are_one_case() -> None:
    given = stages(
        stage(
            "route",
            "router",
            value="{{input.kind}}",
            default="other",
            routes={"a": "left", "b": ["left"], "c": "right"},
        ),
        stage("left", "logger", "route", message="l"),
        stage("right", "logger", "route", message="r"),
        stage("other", "logger", "route", message="o"),
        input_schema={
            "type": "object",
            "required": ["kind"],
            "properties": {"kind": {"type": "string"}},
        },
    )
    text = body(imported(given))
    assert 'case "a", "b" {' in text and 'case "c" {' in text and "else {" in text
    assert text.count('message: "l"') == 1


def test_a_route_that_no_value_of_the_schema_takes_is_told() -> None:
    schema = {"type": "object", "required": ["kind"], "properties": {"kind": {"enum": ["a", "b"]}}}
    given = stages(
        stage("route", "router", value="{{input.kind}}", routes={"c": ["left"]}),
        stage("left", "logger", "route", message="l"),
        input_schema=schema,
    )
    assert ("unresolved", "$.stages[0].input_mapping.routes.c") in places(imported(given))


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        ("true_branch_stages", "false_branch_stages"),
        ("true_branch", "false_branch"),
        ("true_stages", "false_stages"),
    ],
)
def test_a_condition_under_every_name(yes: str, no: str) -> None:
    given = stages(
        {
            "id": "check",
            "type": "conditional",
            "config": {
                "condition": "{{input.n}}",
                "condition_expression": "value > 3",
                yes: ["a"],
                no: "b",
            },
        },
        stage("a", "logger", "check", message="more"),
        stage("b", "logger", "check", message="less"),
        input_schema={
            "type": "object",
            "required": ["n"],
            "properties": {"n": {"type": "integer"}},
        },
    )
    text = " ".join(body(imported(given)).split())
    assert text.startswith('/// `check` if n > 3 { /// `a` do log.info(message: "more") } else {')


def test_what_reads_only_one_way_moves_into_it() -> None:
    given = stages(
        stage("check", "conditional", condition=True, true_branch_stages=["get"]),
        stage("get", "http_request", "check", url="https://example.org", method="GET"),
        stage("show", "logger", "get", message="{{upstream.get.body}}"),
    )
    result = imported(given)
    assert places(result) == {("also-root", "$.stages[2].id")}
    assert "\n    do log.info" in body(result)


def test_a_stage_in_two_choices_is_told() -> None:
    given = stages(
        stage("one", "conditional", condition=True, true_branch_stages=["a"]),
        stage("two", "conditional", condition=True, true_branch_stages=["a"]),
        stage("a", "logger", "one", message="x"),
    )
    assert ("repeated", "$.stages[1].input_mapping.true_branch_stages[0]") in places(
        imported(given)
    )


@pytest.mark.parametrize(
    ("read", "code"),
    [
        ("{{upstream.mend.improved_content}}", 'get(check, "mend")'),
        ("{{upstream.mend.changes_made}}", 'get(get(check, "mend"), "changes")'),
        ("{{upstream.mend.changes_made[0]}}", 'get(get(check, "mend"), "changes")[0]'),
    ],
)
def test_what_a_block_gives_by_the_names_that_our_components_have(read: str, code: str) -> None:
    given = stages(
        stage("check", "conditional", condition=True, true_branch_stages=["mend"]),
        stage("mend", "improver", "check", content="a", feedback="b"),
        stage("out", "json_transform", "check", data={"v": read}),
        output_stage_id="out",
    )
    assert f"v: {code} }}" in " ".join(program(imported(given)).split())


def test_branches_side_by_side() -> None:
    given = stages(
        stage("both", "parallel", branches={"left": ["a"], "right": ["b"]}),
        stage("a", "http_request", "both", url="https://a.example", method="GET"),
        stage("b", "http_request", "both", url="https://b.example", method="GET"),
        stage("all", "json_transform", "both", data={"a": "{{upstream.a.body}}"}),
    )
    text = " ".join(body(imported(given)).split())
    assert "branch left {" in text and "branch right {" in text
    assert 'a: both.left["a"]' in text


# ---------------------------------------------------------------- loops


def looped(**fields: Any) -> dict[str, Any]:
    return stages(
        stage("loop", "foreach", items="{{input.xs}}", loop_stages=["work"], **fields),
        stage("work", "json_transform", "loop", data={"x": "{{loop.item}}"}),
        stage("all", "json_transform", "loop", data={"all": "{{upstream.loop.results}}"}),
        input_schema={
            "type": "object",
            "required": ["xs"],
            "properties": {"xs": {"type": "array", "items": {"type": "integer"}}},
        },
    )


@pytest.mark.parametrize(
    ("fields", "head"),
    [
        ({}, "foreach item in xs {"),
        ({"parallel": True}, "foreach item in xs parallel 5 {"),
        ({"parallel": True, "max_concurrency": 3}, "foreach item in xs parallel 3 {"),
        ({"parallel": False, "max_parallel": 3}, "foreach item in xs {"),
        ({"item_variable": "item", "break_on_error": False}, "foreach item in xs collect errors {"),
        ({"filter_expression": "item > 2"}, "foreach item in xs | filter(item => item > 2) {"),
    ],
)
def test_a_loop(fields: dict[str, Any], head: str) -> None:
    text = " ".join(body(imported(looped(**fields))).split())
    assert head in text
    assert "let work: json = { x: item } yield work" in text


@pytest.mark.parametrize(
    "read",
    [
        "{{loop.order}}",
        "{{context.order}}",
        "{{upstream.loop.current_item}}",
        "{{order}}",
        "{{upstream.loop.order}}",
    ],
)
def test_the_item_of_a_loop_by_every_name(read: str) -> None:
    given = looped(item_variable="order")
    given["stages"][1]["input_mapping"]["data"] = {"x": read}
    assert "let work: json = { x: order }" in program(imported(given))


def test_the_index_of_a_loop_is_counted_where_it_is_read() -> None:
    given = looped(item_variable="order", index_variable="at")
    given["stages"][1]["input_mapping"]["data"] = {"x": "{{loop.at}}"}
    assert "foreach order, at in xs {" in program(imported(given))


def test_a_stage_of_a_loop_gives_nothing_outside_of_it() -> None:
    given = looped()
    given["stages"][2]["input_mapping"]["data"] = {"x": "{{upstream.work.result}}"}
    assert ("unresolved", "$.stages[2].input_mapping.data.x") in places(imported(given))


def test_a_return_cannot_leave_a_parallel_loop() -> None:
    given = looped(parallel=True)
    given["stages"][1] = stage(
        "work", "return", "loop", condition="{{loop.item == 3}}", return_value=1
    )
    assert ("bad-field", "$.stages[1].id") in places(imported(given))


# ---------------------------------------------------------------- attempts


def attempted(**fields: Any) -> dict[str, Any]:
    return stages(
        stage(
            "careful",
            "trycatch",
            try_stages=["get"],
            catch_stages=["tell"],
            finally_stages=["end"],
            **fields,
        ),
        stage("get", "http_request", "careful", url="https://example.org", method="GET"),
        stage("tell", "logger", "careful", message="{{upstream.careful.error}}", level="error"),
        stage("end", "logger", "careful", message="end"),
    )


def test_an_attempt() -> None:
    text = " ".join(body(imported(attempted())).split())
    assert "catch * as err { /// `tell` do log.error(message: err.message) }" in text
    assert 'finally { /// `end` do log.info(message: "end") }' in text


def test_an_attempt_that_goes_on_failing() -> None:
    text = " ".join(body(imported(attempted(error_scope="propagate"))).split())
    assert "do log.error(message: err.message) raise }" in text


def test_an_attempt_that_is_made_again() -> None:
    text = program(imported(attempted(max_retries=2, retry_delay_ms=500)))
    assert "retry 2 backoff fixed(500ms)" in " ".join(text.split())


def test_an_attempt_that_takes_some_errors() -> None:
    result = imported(attempted(catch_error_types=["TimeoutError", "ConnectionError", "OddError"]))
    assert "catch timeout, connectivity as err {" in program(result)
    assert places(result) == {("left-out", "$.stages[0].input_mapping.catch_error_types[2]")}


def test_a_return_cannot_stand_where_an_attempt_cleans_up() -> None:
    given = attempted()
    given["stages"][3] = stage("end", "return", "careful", condition=True, return_value=1)
    assert ("bad-field", "$.stages[3].id") in places(imported(given))


# ---------------------------------------------------------------- models


def test_a_question_becomes_a_node_with_its_own_parameters() -> None:
    given = stage(
        "ask",
        "generator",
        prompt="Tell {{input.who}} of {{input.what.name}}, {{input.who}}!",
        system_prompt="Be brief.",
        temperature=0.2,
        max_tokens=99,
        stop_sequences=["END"],
    )
    schema = {
        "type": "object",
        "required": ["who", "what"],
        "properties": {"who": {"type": "string"}, "what": {}},
    }
    text = " ".join(program(imported(stages(given, input_schema=schema))).split())
    assert "node ask(who: string, name: json) -> string {" in text
    assert 'prompt "Tell {{who}} of {{name}}, {{who}}!"' in text
    assert 'temperature 0.2 max_tokens 99 stop ["END"]' in text
    assert 'stage ask = ask(who, name: what["name"])' in text


def test_judging_and_improving() -> None:
    given = stages(
        stage("write", "generator", prompt="Write."),
        stage(
            "judge",
            "critic",
            "write",
            content="{{upstream.write.content}}",
            criteria=["short", "true"],
        ),
        stage(
            "mend",
            "improver",
            "judge",
            content="{{upstream.write.content}}",
            feedback="{{upstream.judge.feedback}}",
            improvements="{{upstream.judge.improvements}}",
        ),
        stage(
            "best",
            "selector",
            "mend",
            candidates=["{{upstream.write.content}}", "{{upstream.mend.improved_content}}"],
        ),
        stage("all", "synthesizer", "best", inputs="{{[upstream.best.selected, 'x']}}"),
    )
    text = " ".join(program(imported(given)).split())
    assert 'judge = llm.critic(content: write, criteria: "short; true")' in text
    assert "feedback: judge.feedback, issues: judge.issues" in text
    assert "options: [write, mend.content]" in text
    assert "return all.content" in text


def test_what_our_components_do_not_tell_is_doubted() -> None:
    given = stages(
        stage("ask", "generator", prompt="Write."),
        stage("say", "logger", "ask", message="x", data={"n": "{{upstream.ask.tokens_used}}"}),
    )
    result = imported(given)
    assert places(result) == {("assumed", "$.stages[1].input_mapping.data.n")}
    assert "data: { n: null }" in program(result)


# ---------------------------------------------------------------- variables, ends


def test_a_variable_that_is_set_once_is_a_value() -> None:
    given = stages(
        stage("set", "variable_set", variable_name="total", value=3),
        stage("say", "logger", "set", message="{{context.total}}"),
    )
    assert " ".join(body(imported(given)).split()).startswith("let total = 3")


def test_a_variable_that_is_set_again() -> None:
    given = stages(
        stage("one", "variable_set", variables={"total": 3}),
        stage("two", "set-variable", "one", variable="total", value="{{context.total + 1}}"),
        stage("say", "logger", "two", message="{{variables.total}}"),
    )
    text = " ".join(body(imported(given)).split())
    assert "var total: json = null set total = 3 set total = total as float + 1" in text


def test_an_early_return_keeps_its_message() -> None:
    given = stages(
        stage("guard", "return", condition="{{input.x}}", return_value={"a": 1}, message="Enough")
    )
    text = body(imported(given))
    assert "/// Enough\n  if x as bool {\n    return { a: 1 }\n  }\n  return null" in text


# ---------------------------------------------------------------- pipelines among others


def test_a_pipeline_calls_another_of_another_file() -> None:
    main = stages(
        stage(
            "call", "subpipeline", pipeline_id="inner", input_data={"user-id": "7"}, timeout_ms=2000
        )
    )
    inner = {
        "id": "inner",
        "stages": [stage("say", "json_transform", data={"x": "{{input.user-id}}"})],
    }
    result = imported(main, inner=inner)
    assert errors(result) == []
    assert set(result.files) == {"case.pipe", "inner.pipe"}
    assert 'import { inner } from "./inner.pipe"' in result.files["case.pipe"]
    assert 'inner(user_id: "7") timeout 2s' in result.files["case.pipe"]
    assert "  /// `user-id`\n  user_id: json," in result.files["inner.pipe"]


def test_pipelines_that_call_one_another_are_told() -> None:
    one = {"id": "one", "stages": [stage("a", "subpipeline", pipeline_id="two", input_data={})]}
    two = {"id": "two", "stages": [stage("b", "subpipeline", pipeline_id="one", input_data={})]}
    slugs = {slug for slug, _ in places(imported([one, two]))}
    assert "cycle" in slugs


def test_an_unknown_component_is_declared_with_all_it_is_given() -> None:
    given = stages(
        stage("a", "crm-lookup", id="7", deep={"x": 1}),
        stage("b", "crm-lookup", "a", id="8", more=True),
    )
    result = imported(given)
    assert places(result) == {("unbound", "$.stages[0].type")}
    text = " ".join(program(result).split())
    assert "operator crm_lookup(id: string, deep: json = null, more: json = null) -> json {" in text
    assert 'python "components:crm_lookup"' in text


def test_compositions_are_calls() -> None:
    inner = {"id": "inner", "stages": [stage("say", "logger", message="hello")]}
    outer = {"id": "outer", "stages": [], "compositions": [{"id": "first", "pipeline": "inner"}]}
    assert "stage first = inner()" in " ".join(program(imported([inner, outer])).split())


BASE = {
    "id": "base",
    "abstract": True,
    "stages": [
        stage("one", "logger", message="one"),
        {"id": "two", "type": "abstract", "depends_on": ["one"]},
    ],
}


def test_an_heir_overrides_stages_and_adds_some() -> None:
    heir = {
        "id": "heir",
        "extends": "base",
        "overrides": {"two": {"type": "logger", "config": {"message": "2"}}},
        "stages": [stage("three", "logger", "two", message="three")],
    }
    text = body(imported(heir, base=BASE))
    assert text.index('"one"') < text.index('"2"') < text.index('"three"')
    assert "after one" in text


def test_what_an_heir_gets_wrong_is_told() -> None:
    lost = {"id": "lost", "extends": "nobody", "stages": []}
    assert ("missing-stage", "$.extends") in places(imported(lost))
    wrong = {"id": "wrong", "extends": "base", "overrides": {"none": {"type": "logger"}}}
    assert ("missing-stage", "$.overrides.none") in places(imported(wrong, base=BASE))
    itself = {"id": "self", "extends": "self", "stages": []}
    assert ("cycle", "$.extends") in places(imported(itself))


def test_an_abstract_stage_that_nothing_overrides_is_told() -> None:
    heir = {"id": "heir", "extends": "base"}
    assert ("missing-field", "$.stages[1].id") in places(imported(heir, base=BASE))


# ---------------------------------------------------------------- inputs, results, samples


def test_an_input_under_another_name_keeps_its_own_in_a_comment() -> None:
    described = {"type": "string", "description": "Which."}
    properties = {"userId": {"type": "string"}, "class": described}
    schema = {"type": "object", "required": [*properties], "properties": properties}
    text = program(
        imported(stages(stage("s", "logger", message="{{input.userId}}"), input_schema=schema))
    )
    assert "/// `userId`\n  user_id: string" in text
    assert "/// Which.\n  class: string" in text


def test_an_input_that_another_value_stands_by_for_may_be_left_out() -> None:
    given = stages(stage("s", "logger", message="{{input.a or 'x'}} {{input.b}}"))
    text = " ".join(program(imported(given)).split())
    assert "pipeline p(a: json = null, b: json) {" in text


def test_a_result_that_is_shown_to_fit_its_schema_has_its_type() -> None:
    given = stages(
        stage("out", "json_transform", data={"total": 3, "names": ["a"]}),
        output_schema={
            "type": "object",
            "required": ["total", "names"],
            "properties": {
                "total": {"type": "integer"},
                "names": {"type": "array", "items": {"type": "string"}},
            },
        },
    )
    text = program(imported(given))
    assert "-> POutput {" in text and "return out as POutput" in text


def test_samples_become_tests_and_tell_types() -> None:
    given = stages(
        stage("out", "json_transform", data={"n": "{{input.n}}"}),
        sample_inputs=[{"name": "three", "input": {"n": 3}, "expected_output": {"n": 3}}],
    )
    text = program(imported(given))
    assert "pipeline p(n: int) -> json {" in text
    assert 'test "p: three" {\n  given p(n: 3)\n  expect result == { n: 3 }' in text


def test_a_sample_that_does_not_fit_is_told() -> None:
    schema = {
        "type": "object",
        "required": ["n"],
        "properties": {"n": {"type": "integer", "minimum": 5}},
    }
    given = stages(input_schema=schema, sample_inputs=[{"input": {"n": 3}}, {"input": {"n": 7}}])
    result = imported(given)
    assert ("left-out", "$.sample_inputs[0]") in places(result)
    assert program(result).count("test ") == 1


def test_findings_are_warnings_where_a_program_is_written() -> None:
    result = imported(stages(stage("s", "logger", message="{{input.x}}")))
    assert {each.severity for each in result.findings} == {Severity.warning}
    assert result.files
