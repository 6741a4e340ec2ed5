"""What the samples' READMEs promise, looked at from inside a run."""

import asyncio
import json
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from samples.loopback import Reply, Request, serve
from tests.program import imported
from tests.samples.catalogue import EVERY, SAMPLES, Sample

from pipesmith.cli import main
from pipesmith_runtime import Run
from pipesmith_runtime.events import StageStarted
from pipesmith_runtime.testing.model_server import ModelServer

TRIAGE = SAMPLES / "support_triage"
SUITE = SAMPLES.parents[1] / "shared/suites/flowmason/demo-customer-support-triage.inputs.json"


@pytest.fixture
def triage(tmp_path: Path) -> Iterator[ModuleType]:
    """Give the compiled program."""
    text = (TRIAGE / "support_triage.pipe").read_text("utf-8")
    with imported(text, tmp_path) as (module, _):
        yield module


@pytest.fixture
def model() -> Iterator[ModelServer]:
    """Serve the sample's model."""
    with ModelServer(TRIAGE / "model_script.json") as server:
        yield server


def answered(
    triage: ModuleType, model: ModelServer, given: dict[str, Any]
) -> tuple[Any, list[str]]:
    """Run the program, and give its result and the stages that started."""
    started: list[str] = []

    def note(event: object) -> None:
        if isinstance(event, StageStarted):
            started.append(event.origin.address)

    run = Run(
        env={"MODEL_URL": model.url},
        secrets={"MODEL_KEY": "k"},
        config=TRIAGE / "pipesmith.toml",
        observer=note,
    )
    pipeline = triage.support_triage
    result = asyncio.run(pipeline(**pipeline.read(given), run=run))
    return pipeline.write(result), started


def suite() -> list[dict[str, Any]]:
    """Read the inputs of the suite."""
    if not SUITE.exists():
        pytest.skip("the suites are not beside this repository")
    cases: list[dict[str, Any]] = json.loads(SUITE.read_text("utf-8"))
    return cases


def test_every_input_of_the_suite_takes_the_way_that_it_names(
    triage: ModuleType, model: ModelServer
) -> None:
    cases = suite()
    assert len(cases) == 3
    for case in cases:
        given = case["input"]
        critical = given["urgency"] == "critical"
        result, started = answered(triage, model, given)
        agent = f"reply/{given['category']}"
        assert started == ["log.info", *([] if critical else ["reply", agent])]
        assert result["status"] == ("escalated" if critical else "answered")
        assert result["customer"] == given["customer_name"]
        assert len(model.requests) == (0 if critical else 1)
        model.requests.clear()


def test_a_category_without_an_agent_goes_to_the_front_desk(
    triage: ModuleType, model: ModelServer
) -> None:
    given = {"customer_name": "Ida", "inquiry_text": "When do you open?", "category": "general"}
    result, started = answered(triage, model, given)
    assert started[-1] == "reply/general"
    assert result["message"] == "Gladly! The office is open from nine to five."
    assert "front desk" in model.requests[0].prompt


Services = Callable[[Sample], dict[str, str]]


@pytest.fixture
def risk(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[list[dict[str, str]]], list[dict[str, Any]]]:
    """Give a function that runs the customer risk sample, and gives its events."""
    (sample,) = [one for one in EVERY if one.name == "customer_risk"]
    for name, value in services(sample).items():
        monkeypatch.setenv(name, value)

    def run(customers: list[dict[str, str]]) -> list[dict[str, Any]]:
        given, events = tmp_path / "input.json", tmp_path / "events.jsonl"
        given.write_text(json.dumps({"customers": customers}), "utf-8")
        files = ["--input", str(given), "--events", str(events)]
        assert main(["run", str(sample.file), *files, "--json"]) == 0
        return [json.loads(line) for line in events.read_text("utf-8").splitlines()]

    return run


def customers() -> list[dict[str, str]]:
    """Read the input of the customer risk sample."""
    text = (SAMPLES / "customer_risk" / "input.json").read_text("utf-8")
    given: list[dict[str, str]] = json.loads(text)["customers"]
    return given


def addresses(events: list[dict[str, Any]], kind: str) -> list[str]:
    """Give the addresses of one kind of event."""
    return sorted(event["address"] for event in events if event["event"] == kind)


def test_one_customer_is_asked_for_again_and_one_has_no_verdict(risk: Any) -> None:
    events = risk(customers())
    assert addresses(events, "StageRetried") == ["assessments[2]/crm"]
    assert addresses(events, "StageFailed") == ["assessments[4]/risk/verdict"]
    given = {event["address"]: event["given"] for event in events if event.get("given")}
    assert given == {"alerts[0]/sent": "fallback"}
    assert "assessments[4]/risk/catch/log.warn" in addresses(events, "StageStarted")


def test_a_batch_that_names_a_customer_twice_asks_nobody(
    risk: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    events = risk([customers()[0], customers()[0]])
    assert addresses(events, "StageStarted") == ["checked"]
    result = json.loads(capsys.readouterr().out)
    assert result["assessed"] == []
    assert result["rejected"] == [f"customer {customers()[0]['id']} stands in the batch 2 times"]


def test_the_orders_are_enriched_over_few_connections_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (sample,) = [one for one in EVERY if one.name == "orders_etl"]
    if find_spec("lifetimes") is None:
        pytest.skip("the package lifetimes is not installed")
    asked: list[Request] = []

    def answer(request: Request) -> Reply:
        asked.append(request)
        return Reply(200, {"month": request.path[-7:], "index": "100.0"})

    report = tmp_path / "report.json"
    with serve(answer) as url:
        monkeypatch.setenv("STATISTICS_URL", url)
        assert main(["run", str(sample.file), "--set", f'file="{report}"', "--json"]) == 0
    assert len(asked) == 19  # the base month, and each of eighteen months
    assert len({request.connection for request in asked}) <= 10
    assert json.loads(report.read_text("utf-8")) == json.loads(capsys.readouterr().out)
