"""What goes wrong at the edges gives one precise finding or typed error, and nothing half done."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from samples.loopback import Reply, Request, serve
from tests.program import imported, python_target

from pipesmith.cli import main
from pipesmith.diagnostics import Finding
from pipesmith.driver import check_source, compile_source
from pipesmith.source import Source
from pipesmith.target import Options
from pipesmith_runtime import Run
from pipesmith_runtime.errors import PipelineError

LEADS = """
record Lead { name: string employees: int? }
record Account { name: string employees: int domain: string }
operator load(id: string) -> Lead { python "crm:load" }
operator score(account: Account) -> int { python "crm:score" }
"""


def finding(text: str) -> Finding:
    """Give the one finding that a program has."""
    found = list(check_source(Source("p.pipe", text), lambda path: None).findings)
    assert len(found) == 1, [f"{one.slug}: {one.message}" for one in found]
    return found[0]


def place(found: Finding, text: str) -> str:
    """Give the text that a finding points at."""
    return text[found.label.span.start : found.label.span.end]


def test_a_syntax_error_is_one_finding_at_its_place() -> None:
    text = "pipeline p(n: int) -> int {\n  let m = n + * 2\n  return m\n}\n"
    found = finding(text)
    assert Source("p.pipe", text).position(found.label.span.start) == (2, 15)
    assert "*" in found.message


def test_a_stage_that_does_not_exist_has_one_suggestion() -> None:
    text = (
        LEADS + 'pipeline p() -> string {\n  stage fetch = load(id: "a")\n  return fetc.name\n}\n'
    )
    found = finding(text)
    assert place(found, text) == "fetc"
    assert found.help is not None and "`fetch`" in found.help.text


def test_a_cycle_is_shown_whole() -> None:
    found = finding("""
operator step(value: int) -> int { python "m:step" }
pipeline p() -> int {
  stage a = step(value: c)
  stage b = step(value: a)
  stage c = step(value: b)
  return c
}
""")
    assert found.slug.name == "stage-cycle"
    assert all(f"`{name}`" in found.message for name in "abc")
    assert len(found.others) == 2


def test_a_schema_that_does_not_fit_tells_the_differences() -> None:
    text = (
        LEADS
        + 'pipeline p() -> int {\n  stage lead = load(id: "a")\n'
        + "  stage points = score(account: lead)\n  return points\n}\n"
    )
    found = finding(text)
    assert (found.slug.name, place(found, text)) == ("type-mismatch", "lead")
    facts = "\n".join(found.notes)
    assert all(word in facts for word in ("employees", "int?", "domain", "missing"))


def test_a_template_that_is_not_closed_is_shown_where_it_opens() -> None:
    text = 'pipeline p(n: int) -> string {\n  return "n is {{ n }"\n}\n'
    found = finding(text)
    assert found.slug.name == "template-unclosed"
    assert place(found, text) == "{{"


def test_a_component_without_a_binding_for_the_target_is_refused() -> None:
    text = """
operator f(n: int) -> int { apex "F" }
pipeline p() -> int {
  stage a = f(n: 1)
  return a
}
"""
    compiled = compile_source(Source("p.pipe", text), lambda path: None, python_target(), Options())
    assert compiled.bundle is None
    (found,) = compiled.findings
    assert found.slug.name == "python/no-binding" and "`f`" in found.message


INPUT = """
record Order { id: int tags: list[string] = [] }
pipeline p(orders: list[Order], note: string = "") -> int {
  return length(orders)
}
"""


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"orders": [{"id": 1}, {"id": "2"}]}, ["orders[1].id", "int", "2"]),
        ({"orders": [{"id": 1, "tags": [3]}]}, ["orders[0].tags[0]", "string", "3"]),
        ({"orders": [{"idd": 1, "id": 1}]}, ["orders[0].idd"]),
        ({"orders": []} | {"nte": "x"}, ["nte"]),
        ({}, ["orders"]),
        ([1], ["object"]),
    ],
)
def test_input_that_does_not_fit_names_path_expected_and_found(
    given: object, words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program, data = tmp_path / "orders.pipe", tmp_path / "input.json"
    program.write_text(INPUT, "utf-8")
    data.write_text(json.dumps(given), "utf-8")
    assert main(["run", str(program), "--input", str(data)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert all(word in printed.err for word in words), printed.err


def test_input_that_is_not_json_names_the_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program, data = tmp_path / "orders.pipe", tmp_path / "input.json"
    program.write_text(INPUT, "utf-8")
    data.write_text('{"orders": [\n  1,,\n]}', "utf-8")
    assert main(["run", str(program), "--input", str(data)]) == 2
    assert "2" in capsys.readouterr().err


FETCH = """
record Price { sku: string cents: int where it >= 0 }
operator find_price(sku: string) -> Price {
  http GET "{{env.SHOP_URL}}/prices/{{sku}}"
  retry 1
  TIMEOUT
}
pipeline p() -> int {
  stage found = find_price(sku: "a/b c")
  return found.cents
}
"""

Fetch = Callable[..., PipelineError | int]


@pytest.fixture
def fetch(tmp_path: Path) -> Fetch:
    """Give a function that runs a request against a URL, and gives the result or the error."""

    def run(url: str, timeout: str = "10s") -> PipelineError | int:
        with imported(FETCH.replace("TIMEOUT", f"timeout {timeout}"), tmp_path) as (module, _):
            try:
                result: int = asyncio.run(module.p(run=Run(env={"SHOP_URL": url})))
            except PipelineError as error:
                return error
            return result

    return run


def test_a_request_that_succeeds_gives_the_value(fetch: Fetch) -> None:
    asked: list[str] = []

    def answer(request: Request) -> Reply:
        asked.append(request.path)
        return Reply(200, {"sku": "a", "cents": 250})

    with serve(answer) as url:
        assert fetch(url) == 250
    assert asked == ["/prices/a%2Fb%20c"]


def test_a_host_that_cannot_be_reached_is_connectivity(fetch: Fetch) -> None:
    with serve(lambda request: Reply(200, None)) as url:
        closed = url
    error = fetch(closed)
    assert isinstance(error, PipelineError) and error.cause is not None
    assert (error.type, error.stage, error.attempt) == ("RETRY_EXHAUSTED", "found", 2)
    assert error.cause.type == "CONNECTIVITY"


@pytest.mark.parametrize(
    ("status", "kind", "attempts"),
    [
        (500, "CONNECTIVITY", 2),
        (503, "CONNECTIVITY", 2),
        (429, "RATE_LIMIT", 2),
        (408, "TIMEOUT", 2),
        (404, "EXECUTION", 1),
        (401, "SECURITY", 1),
        (422, "VALIDATION", 1),
    ],
)
def test_a_status_is_an_error_of_its_kind(
    status: int, kind: str, attempts: int, fetch: Fetch
) -> None:
    asked: list[Request] = []

    def answer(request: Request) -> Reply:
        asked.append(request)
        return Reply(status, {"error": "no"})

    with serve(answer) as url:
        error = fetch(url)
    assert isinstance(error, PipelineError)
    told = error.cause if attempts > 1 else error
    assert told is not None and told.type == kind
    assert str(status) in told.message
    assert len(asked) == attempts


def test_a_server_that_does_not_answer_is_a_timeout(fetch: Fetch) -> None:
    release = Event()

    def answer(request: Request) -> Reply:
        release.wait(20)
        return Reply(200, {"sku": "a", "cents": 250})

    with serve(answer) as url:
        error = fetch(url, "50ms")
        release.set()
    assert isinstance(error, PipelineError) and error.cause is not None
    assert (error.type, error.cause.type) == ("RETRY_EXHAUSTED", "TIMEOUT")


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"sku": "a"}, "cents"),
        ({"sku": "a", "cents": -1}, "cents"),
        ([1], "body"),
        ("text", "body"),
    ],
)
def test_an_answer_of_another_shape_is_a_validation_error(
    body: object, path: str, fetch: Fetch
) -> None:
    with serve(lambda request: Reply(200, body)) as url:
        error = fetch(url)
    assert isinstance(error, PipelineError)
    assert (error.type, error.attempt) == ("VALIDATION", 1)
    assert any(path in json.dumps(problem) for problem in error.detail), error.detail


ASK = """
record Verdict { level: "low" | "high" score: float where 0.0 <= it <= 1.0 }
node judge(name: string) -> Verdict {
  model "default"
  prompt "Judge {{name}}."
}
pipeline p() -> float {
  stage verdict = judge(name: "Alder")
  return verdict.score
}
"""


@pytest.mark.parametrize(
    "content",
    ['{"level": "low", "score": 7.0}', '{"level": "none", "score": 0.5}', "I cannot say.", ""],
)
def test_a_model_answer_that_does_not_fit_is_a_validation_error(
    content: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    message = {"role": "assistant", "content": content}
    reply = {
        "id": "1", "object": "chat.completion", "created": 0, "model": "m",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }  # fmt: skip
    config, program = tmp_path / "pipesmith.toml", tmp_path / "ask.pipe"
    program.write_text(ASK, "utf-8")
    with serve(lambda request: Reply(200, reply)) as url:
        config.write_text(
            f'[models.default]\napi = "openai"\nmodel = "m"\nurl = "{url}"\n', "utf-8"
        )
        assert main(["run", str(program), "--config", str(config), "--json"]) == 1
    printed = capsys.readouterr()
    error = json.loads(printed.err.strip().splitlines()[-1])
    assert (error["type"], error["stage"], printed.out) == ("VALIDATION", "verdict", "")


GOOD = "pipeline p(n: int) -> int {\n  return n + 1\n}\n"


def test_a_build_that_fails_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program, out = tmp_path / "sum.pipe", tmp_path / "out"
    program.write_text(GOOD.replace("n + 1", "m + 1"), "utf-8")
    assert main(["build", str(program), "--target", "python", "-o", str(out)]) == 3
    assert not out.exists()
    assert "`m`" in capsys.readouterr().err


def test_a_failed_build_leaves_the_last_good_one(tmp_path: Path) -> None:
    program, out = tmp_path / "sum.pipe", tmp_path / "out"
    program.write_text(GOOD, "utf-8")
    assert main(["build", str(program), "--target", "python", "-o", str(out)]) == 0
    before = contents(out)
    program.write_text(GOOD.replace("n + 1", "m + 1"), "utf-8")
    assert main(["build", str(program), "--target", "python", "-o", str(out)]) == 3
    assert contents(out) == before


def test_a_file_of_someone_else_is_never_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program, out = tmp_path / "sum.pipe", tmp_path / "out"
    program.write_text(GOOD, "utf-8")
    out.mkdir()
    (out / "sum.py").write_text("print('mine')\n", "utf-8")
    assert main(["build", str(program), "--target", "python", "-o", str(out)]) != 0
    assert contents(out) == {"sum.py": "print('mine')\n"}
    assert "sum.py" in capsys.readouterr().err


def contents(folder: Path) -> dict[str, str]:
    """Read all files of a folder."""
    return {
        file.relative_to(folder).as_posix(): file.read_text("utf-8")
        for file in folder.rglob("*")
        if file.is_file()
    }
