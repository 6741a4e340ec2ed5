"""The pipelines of FlowMason itself: imported, checked, printed again, run, and told of."""

import json
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.checking import ENTRY, check_files
from tests.compiler.importing.imports import errors, places
from tests.suites import suite

from pipesmith.cli import main
from pipesmith.driver import compile_program
from pipesmith.importing.flowmason import import_flowmason
from pipesmith.importing.program import Imported
from pipesmith.source import Source
from pipesmith.syntax import format_source, parse, unparse
from pipesmith.target import Options
from pipesmith_runtime.testing.model_server import ModelServer
from pipesmith_targets.apex import TARGET

SAMPLE = Path(__file__).parents[3] / "samples" / "support_triage"

WITH: Mapping[str, tuple[str, ...]] = {
    "inheritance-customer-etl": ("inheritance-base-etl",),
    "demo-customer-support-triage": ("demo-customer-support-triage.inputs",),
    "demo-data-processing": ("demo-data-processing.inputs",),
    "demo-error-handling": ("demo-error-handling.inputs",),
}
"""What is given together with a file."""

FOUND: Mapping[str, set[tuple[str, str]]] = {
    "api-parallel-fetch": set(),
    "api-with-fallback": {("also-root", f"$.stages[{at}].id") for at in (1, 2, 3)},
    "bench-parallel-100": set(),
    "codegen-test-pipeline": {
        ("untyped", "$.stages"),
        ("unbound", "$.stages[0].config.model"),
        ("assumed", "$.stages[0].config.prompt"),
    },
    "demo-customer-support-triage": {
        ("left-out", "$.stages[2].input_mapping.pass_data"),
        *(
            ("branch-join", f"$.stages[7].input_mapping.data.{desk}_response")
            for desk in ("billing", "technical", "complaint", "general")
        ),
        *(
            ("left-out", f"$.stages[7].input_mapping.data.{desk}_response")
            for desk in ("technical", "complaint", "general")
        ),
    },
    "demo-data-processing": {
        ("assumed", "$.stages[2].input_mapping.condition"),
        ("left-out", "$.stages[3].input_mapping.pass_data"),
        ("branch-join", "$.stages[8].input_mapping.data.loop_results"),
    },
    "demo-error-handling": {
        ("left-out", "$.stages[0].input_mapping.max_retries"),
        ("left-out", "$.stages[0].input_mapping.retry_delay_ms"),
        ("branch-join", "$.stages[4].input_mapping.data.operation_result"),
        ("branch-join", "$.stages[4].input_mapping.data.error_handled"),
        ("left-out", "$.stages[4].input_mapping.flatten"),
    },
    "guide-customer-data-processing": {
        ("untyped", "$.output_schema"),
        ("wrong-scope", "$.stages[2].config.jmespath_expression"),
        ("left-out", "$.stages[0].position"),
    },
    "incident-basic-handler": {
        ("untyped", "$.stages"),
        ("assumed", "$.stages[0].config.template.alert_id"),
    },
    "inheritance-customer-etl": {
        ("untyped", "$.id"),
        ("incomplete", "$.stages[0].id"),
        ("incomplete", "$.stages[2].id"),
    },
    "loader-content-pipeline": {
        ("left-out", "$.$schema"),
        ("untyped", "$.output_schema"),
        ("unbound", "$.stages[1].llm_settings.model"),
    },
    "saved-conditional-branching": {
        ("wrong-scope", "$.stages[0].input_mapping.mapping.score"),
        ("wrong-scope", "$.stages[0].input_mapping.mapping.threshold"),
        ("left-out", "$.stages[0].input_mapping.data.score"),
        ("left-out", "$.stages[0].input_mapping.data.threshold"),
        ("incomplete", "$.stages[1]"),
        ("left-out", "$.stages[1].input_mapping.true_value"),
        ("left-out", "$.stages[1].input_mapping.false_value"),
    },
    "saved-foreach-10": set(),
    "saved-parallel-5": {
        ("left-out", f"$.stages[{at}].input_mapping.defaults.result") for at in range(1, 6)
    },
    "saved-sequential-5": {
        *(
            ("wrong-scope", f"$.stages[{at}].input_mapping.mapping.{name}")
            for at in range(5)
            for name in ("step", "original_value", "timestamp")
        ),
        *(
            ("left-out", f"$.stages[{at}].input_mapping.data.{name}")
            for at in range(5)
            for name in ("step", "value", "timestamp")
        ),
        *(
            ("left-out", f"$.stages[{at}].input_mapping.defaults.{name}")
            for at in range(5)
            for name in ("stage", "processed")
        ),
    },
    "sf-batch-item-processor": {("untyped", "$.stages"), ("also-root", "$.stages[1].id")},
    "sf-vip-conditional-workflow": {
        *(
            ("missing-stage", f"$.stages[3].config.routes.{name}[0]")
            for name in ("order", "refund", "complaint")
        ),
        ("missing-stage", "$.stages[3].config.default_route[0]"),
        ("untyped", "$.stages"),
    },
}
"""What is said of each file, and where."""

SOUND = [name for name in FOUND if not any(slug == "missing-stage" for slug, _ in FOUND[name])]


def import_file(name: str) -> Imported:
    folder = suite("flowmason")
    names = (*WITH.get(name, ()), name)
    files = [folder / f"{each}.json" for each in names]
    return import_flowmason([Source(file.name, file.read_text("utf-8")) for file in files])


def text_of(name: str) -> str:
    result = import_file(name)
    assert errors(result) == []
    (text,) = result.files.values()
    return text


def test_every_file_is_in_the_table() -> None:
    files = {file.stem for file in suite("flowmason").glob("*.json")}
    given = {each for names in WITH.values() for each in names}
    assert files - given == {*FOUND, "demo-runner-cases"}


@pytest.mark.parametrize("name", FOUND)
def test_what_is_said(name: str) -> None:
    assert places(import_file(name)) == FOUND[name]


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_file_becomes_a_program_that_prints_as_itself(name: str) -> None:
    text = text_of(name)
    checked = check_files({ENTRY: text})
    assert checked.program is not None
    source = Source("a.pipe", text)
    assert format_source(source) == text
    assert unparse(parse(source).module) == text


def test_a_broken_file_becomes_none() -> None:
    assert import_file("sf-vip-conditional-workflow").files == {}


ON_APEX: Mapping[str, set[str]] = {"loader-content-pipeline": {"apex/unknown-host"}}
"""What the Apex target says of a program; it builds them all."""


@pytest.mark.parametrize("name", SOUND)
def test_a_program_becomes_an_sfdx_project(name: str) -> None:
    checked = check_files({ENTRY: text_of(name)})
    assert checked.program is not None
    built = compile_program(checked.program, TARGET, Options(), checked.findings)
    said = {str(each.slug) for each in built.findings}
    assert {slug for slug in said if slug.startswith("apex/")} == ON_APEX.get(name, set())
    assert built.bundle is not None


# ---------------------------------------------------------------- runs

RUNS: Mapping[str, str] = {
    "api-parallel-fetch": """
test "all three sources are merged" {
  given parallel_fetch()
  mock http.request(url: "SOURCE_B_API/data") takes 2s
    returns HttpResponse(status: 200, headers: {}, body: "b")
  mock http.request returns HttpResponse(status: 200, headers: {}, body: "else")
  expect result["source_b"] == "b"
  expect result["source_a"] == "else"
  expect took == 2s
}
""",
    "api-with-fallback": """
test "the second source is asked when the first fails" {
  given api_with_fallback()
  mock http.request(url: "PRIMARY_API/data") fails connectivity
  mock http.request returns HttpResponse(status: 200, headers: {}, body: {})
  expect called http.request times 2
  expect called log.info times 1
}
test "the first source is enough" {
  given api_with_fallback()
  mock http.request returns HttpResponse(status: 200, headers: {}, body: {})
  expect called http.request times 1
  expect called log.info times 1
}
test "a slow source is left after five seconds" {
  given api_with_fallback()
  mock http.request(url: "PRIMARY_API/data") takes 1m returns HttpResponse(status: 200, headers: {})
  mock http.request returns HttpResponse(status: 200, headers: {}, body: {})
  expect took == 5s
}
""",
    "bench-parallel-100": """
test "a hundred workers run side by side, 64 at once" {
  given benchmark_parallel_100()
  mock log.debug takes 1s
  mock log.info takes 1s
  expect called log.debug times 100
  expect took == 4s
}
""",
    "codegen-test-pipeline": """
test "the answer is the result" {
  given test_pipeline(input: "a question")
  mock generate returns "an answer to {{input}}"
  expect result["result"] == "an answer to a question"
}
""",
    "demo-data-processing": """
test "what is active is processed" {
  given data_processing_pipeline(
    records: [
      RecordsItem(id: "rec-001", value: 100.0, category: "A", active: true),
      RecordsItem(id: "rec-003", value: 50.0, category: "A", active: false),
      RecordsItem(id: "rec-005", value: 300.0, category: "B"),
    ],
  )
  expect result["original_count"] == 3
  expect result["filter_stats"]["filtered_count"] == 1
  expect length(result["loop_results"] as list[json]) == 2
  expect result["loop_results"][1]["data"]["record_id"] == "rec-005"
  expect result["loop_results"][1]["data"]["processing_index"] == 1
  expect result["loop_results"][1]["valid"] == true
}
test "nothing is left to do" {
  given data_processing_pipeline(records: [])
  expect called log.warn times 1
  expect result["loop_results"] == null
}
""",
    "demo-error-handling": """
test "what is safe goes through" {
  given error_handling_demo(operation: Operation.safe, data: { value: 1 })
  expect result["operation_result"]["passed"] == true
  expect result["operation_result"]["data"]["value"] == 1
  expect result["error_handled"] == null
  expect result["cleanup_done"] == true
  expect called log.warn times 0
}
test "what fails the filter is no error" {
  given error_handling_demo(operation: Operation.failing, data: { value: 1 })
  expect result["operation_result"]["passed"] == false
}
""",
    "guide-customer-data-processing": """
test "a threshold that is looked up in each customer is never passed" {
  given customer_data_processing(
    customers: [CustomersItem(id: "1", email: "a@example.org", spend: 5000.0)],
  )
  expect result["total"] == 1
  expect result["vip_count"] == 0
}
test "a customer without an address ends the run" {
  given customer_data_processing(customers: [CustomersItem(id: "1", spend: 5.0)])
  expect fails validation
}
""",
    "incident-basic-handler": """
test "a ticket is made, and the team is told" {
  given basic_incident_handler(
    id: "7", severity: "critical", labels: { service: "shop" }, message: "down",
  )
  mock http.request(url: "JIRA_URL/rest/api/2/issue")
    returns HttpResponse(status: 201, headers: {}, body: { key: "OPS-1" })
  mock http.request returns HttpResponse(status: 200, headers: {}, body: body)
  expect called log.warn with (message: "Incident received: 7")
  expect result["attachments"][0]["color"] == "danger"
  expect result["attachments"][0]["fields"][0]["value"] == "shop"
  expect result["attachments"][0]["fields"][2]["value"] == "OPS-1"
}
""",
    "inheritance-customer-etl": """
test "it logs in the end" {
  given customer_etl(id: 1, first_name: "Ada", last_name: "Lovelace")
  expect called log.info with (message: "output")
}
""",
    "loader-content-pipeline": """
test "what is fetched is summarized" {
  given content_pipeline(url: "https://example.org")
  mock http.request(url: "https://example.org")
    returns HttpResponse(status: 200, headers: {}, body: "long")
  mock summarize(fetch_body: "long") returns "short"
  expect result == "short"
}
""",
    "saved-conditional-branching": """
test "both paths run, as neither is in a branch" {
  given conditional_branching_demo()
  expect called log.info times 2
  expect called log.warn times 1
}
""",
    "saved-foreach-10": """
test "nothing is done for each item" {
  given foreach_collection_demo()
  expect called log.info times 1
}
""",
    "saved-parallel-5": """
test "the end waits for the start" {
  given parallel_processing_demo()
  mock log.info takes 1s
  expect took == 2s
}
""",
    "saved-sequential-5": """
test "it logs in the end" {
  given data_processing_chain()
  expect called log.info times 1
}
""",
    "sf-batch-item-processor": """
test "every item is counted" {
  given batch_item_processor(items: ["a", "b"])
  expect result["count"] == 2
  expect result["items"][1]["original"] == "b"
  expect result["items"][1]["index"] == 1
}
""",
}


def test_every_sound_file_is_run() -> None:
    assert {*RUNS, "demo-customer-support-triage"} == {*SOUND}


@pytest.mark.parametrize("name", RUNS)
def test_runs(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "imported.pipe"
    file.write_text(text_of(name) + RUNS[name], "utf-8")
    code = main(["test", str(file)])
    assert code == 0, capsys.readouterr().out


def test_a_wrong_expectation_is_noticed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "imported.pipe"
    wrong = RUNS["sf-batch-item-processor"].replace("== 2", "== 3")
    file.write_text(text_of("sf-batch-item-processor") + wrong, "utf-8")
    assert main(["test", str(file)]) == 1


# ---------------------------------------------------------------- beside the program by hand

PROJECT = (
    '[models.default]\napi = "openai"\nmodel = "m"\nurl_env = "MODEL_URL"\nkey_env = "MODEL_KEY"\n'
)


def run(file: Path, given: Mapping[str, object], capsys: pytest.CaptureFixture[str]) -> object:
    """Run a program on an input with the models that the folder names."""
    Path("input.json").write_text(json.dumps(given), "utf-8")
    capsys.readouterr()
    assert main(["run", str(file), "--input", "input.json", "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_support_triage_does_as_the_program_by_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("pipesmith.toml").write_text(PROJECT, "utf-8")
    Path("imported.pipe").write_text(text_of("demo-customer-support-triage"), "utf-8")
    inputs = json.loads(
        (suite("flowmason") / "demo-customer-support-triage.inputs.json").read_text("utf-8")
    )
    assert len(inputs) == 3
    for given in (each["input"] for each in inputs):
        with ModelServer([{"reply": "an answer"}]) as model:
            monkeypatch.setenv("MODEL_URL", model.url)
            monkeypatch.setenv("MODEL_KEY", "a key")
            theirs = run(Path("imported.pipe"), given, capsys)
            asked = [*model.requests]
            ours = run(SAMPLE / "support_triage.pipe", given, capsys)
            both = (
                [desk(each) for each in asked],
                [desk(each) for each in model.requests[len(asked) :]],
            )
        assert both[0] == both[1]
        assert all(given["customer_name"] in each.prompt for each in asked)
        assert all(given["inquiry_text"] in each.prompt for each in asked)
        compare(theirs, ours, given)


def desk(asked: object) -> tuple[object, object]:
    """Tell the desk that a question goes to by its settings, which the programs share."""
    body = asked.body  # type: ignore[attr-defined]
    return body["temperature"], body.get("max_tokens") or body.get("max_completion_tokens")


def compare(theirs: object, ours: object, given: Mapping[str, str]) -> None:
    """Compare results: escalated in both or in neither, handled by the same desk."""
    assert isinstance(theirs, dict) and isinstance(ours, dict)
    if given["urgency"] == "critical":
        assert theirs["status"] == ours["status"] == "escalated"
        assert theirs["customer"] == ours["customer"]
        return
    assert theirs["category_handled"] == ours["handled_by"] == given["category"]
    only_billing_is_mapped = ours["message"] if given["category"] == "billing" else None
    assert theirs["response"] == only_billing_is_mapped


# ---------------------------------------------------------------- the cases of the runner


def test_the_sound_cases_of_the_runner(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = import_file("demo-runner-cases")
    broken = {place for slug, place in places(result) if slug == "missing-stage"}
    assert len(broken) == 27
    assert "$[4].stages[0].input_mapping.routes.billing[0]" in broken
    (text,) = result.files.values()
    file = tmp_path / "runner.pipe"
    head = text[: text.index("\ntest ")]
    file.write_text(head + RUNNER, "utf-8")
    assert main(["test", str(file)]) == 0, capsys.readouterr().out
    names = {
        line.split("(")[0].removeprefix("pipeline ")
        for line in text.splitlines()
        if line.startswith("pipeline ")
    }
    assert all(f"given {name}()" in RUNNER for name in names) and len(names) == 17


RUNNER = """
test "true" {
  given conditional_true_branch()
  expect called log.info with (message: "True branch taken")
  expect called log.info times 1
}
test "false" {
  given conditional_false_branch()
  expect called log.info with (message: "False branch taken")
  expect called log.info times 1
}
test "call" {
  given sub_pipeline_basic_call()
  mock validation_pipeline returns { user_id: user_id }
  expect result["user_id"] == "123"
}
test "late" {
  given sub_pipeline_with_timeout()
  mock slow_pipeline takes 1h returns "late"
  expect fails timeout
  expect took == 5s
}
test "default" {
  given sub_pipeline_with_default_fallback()
  mock risky_pipeline fails execution
  expect result["fallback"] == true
}
test "early" {
  given return_early_exit_condition_true()
  expect result["status"] == "early_exit"
}
test "no exit" {
  given return_no_exit_condition_false()
  expect result == null
}
test "log" {
  given logger_info_level()
  expect called log.info with (message: "Test log message")
}
test "mapping" {
  given json_transform_field_mapping()
  expect result["username"] == "John"
  expect result["contact"] == "john@example.com"
}
test "pass" {
  given filter_pass_condition()
  expect result["score"] == 85
}
test "fail" {
  given filter_fail_condition()
  expect result == null
}
test "valid" {
  given schema_validate_valid_data()
  expect result["age"] == 30
}
test "invalid" {
  given schema_validate_invalid_data_missing_field()
  expect fails validation
}
test "variable" {
  given variable_set_basic()
  expect result["data"][2] == 3
}
test "parallel" {
  given complex_parallel_execution()
  mock log.info takes 1s
  expect took == 2s
}
test "chain" {
  given complex_sequential_chain()
  expect called log.info times 1
}
test "branches" {
  given complex_conditional_with_branches()
  mock log.info takes 1s
  expect called log.info times 3
  expect called log.warn times 0
  expect took == 3s
}
"""


# ---------------------------------------------------------------- size


@pytest.mark.slow
@pytest.mark.parametrize("count", [100, 200])
def test_a_long_pipeline_is_imported_and_checked_in_two_seconds(count: int) -> None:
    workers = [
        {
            "id": f"worker-{at}",
            "type": "json_transform",
            "input_mapping": {
                "data": {"n": at, "before": f"{{{{upstream.worker-{at - 1}.result}}}}"}
            },
            "depends_on": [f"worker-{at - 1}"],
        }
        for at in range(1, count)
    ]
    first = {"id": "worker-0", "type": "json_transform", "input_mapping": {"data": {"n": 0}}}
    text = json.dumps({"id": "long", "stages": [first, *workers]})
    began = time.process_time()
    result = import_flowmason([Source("long.json", text)])
    assert check_files({ENTRY: next(iter(result.files.values()))}).program is not None
    assert time.process_time() - began < 2
