"""Budgets for questions to models: what is too much ends a run alike on Python and Apex."""

import json
import logging
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import pytest
from tests.apexvm import Project, Request, Response
from tests.conformance.apex_target import JOB_DRIVER, check, require_tools, sources
from tests.conformance.pages import Program
from tests.conformance.python_target import compiled, imported
from tests.conformance.test_components_apex import JSON, MODEL

from pipesmith.driver import compile_program
from pipesmith.target import Options
from pipesmith_runtime import PipelineError, Run, VirtualClock
from pipesmith_runtime.budget import Budget
from pipesmith_runtime.events import Usage
from pipesmith_runtime.models import Question, Reply
from pipesmith_runtime.settings import Limits
from pipesmith_targets.apex import TARGET

SOURCE = """
pipeline NAME() -> string {
  stage told = try {
    stage some = try {
      WAIT
      stage first = llm.generate(task: "a") timeout 10s
      stage second = llm.generate(task: "b") timeout 9s retry 1 fallback NONE
      stage many = foreach task in ["c", "d"] collect errors {
        stage one = llm.generate(task) timeout 10s
        yield one.content
      }
      yield first.content + second.content + to_string(count(many, o => o.ok))
    } catch * { yield "caught" } finally { do log.info(message: "inner") }
    yield some
  } catch * as err { yield err.code } finally { do log.info(message: "outer") }
  return told
} on error as err {
  do log.info(message: err.code)
}
"""
DRIVER = """
public class Driver {
    public static String run(Decimal calls, Decimal tokens, Decimal usd) {
        PipelineSpending.standIn = new PipelineBudget__mdt(
            Calls__c = calls,
            TextUnits__c = tokens,
            Usd__c = usd
        );
        try {
            return HOW;
        } catch (PipelineException problem) {
            return '{"error":' + PipelineJson.write(problem.toJson()) + '}';
        }
    }
}
"""
PRICES = "".join(
    f'    <values><field>{name}__c</field><value type="xsd:double">{price}</value></values>\n'
    for name, price in (("PriceIn", 1000), ("PriceOut", 2000))
)
HOWS = {"direct": """'{"result":' + Direct.runJson('{}') + '}'""", "job": "JobDriver.run('{}')"}
USAGE = {"prompt_tokens": 5, "completion_tokens": 3}


def program(name: str) -> Program:
    text = SOURCE.replace("NAME", name)
    text = text.replace("NONE", 'LlmGeneration(content: "none")').replace(
        "WAIT", "wait 1m" if name == "job" else ""
    )
    return Program({"main.pipe": text})


@cache
def project(name: str) -> Project:
    require_tools()
    checked = check(program(name))
    assert checked.program is not None
    bundle = compile_program(checked.program, TARGET, Options()).bundle
    assert bundle is not None
    files = {"Driver.cls": DRIVER.replace("HOW", HOWS[name])}
    if name == "job":
        files["JobDriver.cls"] = JOB_DRIVER.format(pipeline="Job").replace(
            "ConformanceAnswers.advance(minutes);", ""
        )
    priced = MODEL.replace("</CustomMetadata>", f"{PRICES}</CustomMetadata>")
    files["customMetadata/PipelineModel.default.md-meta.xml"] = priced
    return Project.of(sources(bundle) | files)


@pytest.fixture(scope="module", params=["direct", "job"])
def module(request: pytest.FixtureRequest) -> Iterator[ModuleType]:
    bundle = compiled(program(request.param), Options()).bundle
    assert bundle is not None
    with TemporaryDirectory() as folder, imported(bundle, Path(folder)) as found:
        found.__dict__["kind"] = request.param
        yield found


class Oracle:
    """Answers every question of Python, and counts them."""

    def __init__(self) -> None:
        self.asked = 0

    async def reply(self, scope: object, question: Question) -> Reply:
        """Answer with as many tokens as the service of Apex tells."""
        self.asked += 1
        cost = Decimal(5 * 1000 + 3 * 2000) / 1_000_000
        return Reply('{"content": "x"}', Usage(5, 3, cost))


def on_python(
    module: ModuleType, budget: Budget, caplog: pytest.LogCaptureFixture
) -> tuple[Any, int, list[str]]:
    oracle = Oracle()
    run = Run(models={"default": oracle}, limits=Limits(budget=budget))
    with caplog.at_level(logging.INFO, "pipesmith"):
        told = outcome(lambda: VirtualClock().run(getattr(module, module.kind)(run=run)))
    return told, oracle.asked, [each.message for each in caplog.records]


def outcome(work: Any) -> Any:
    try:
        return work()
    except PipelineError as error:
        return {each: error.to_json()[each] for each in ("type", "code", "message", "stage")}


def on_apex(name: str, budget: Budget) -> tuple[Any, int, list[str]]:
    made, asked = project(name), list[Request]()

    def answer(request: Request) -> Response:
        asked.append(request)
        message = {"message": {"content": '{"content": "x"}'}}
        return Response(200, json.dumps({"choices": [message], "usage": USAGE}), JSON)

    made.forget_statics()
    made.machine.debug_log.clear()
    made.http = answer
    limits = [None if each is None else Decimal(each) for each in (budget.calls, budget.tokens)]
    told = json.loads(made.call_static("Driver", "run", *limits, budget.usd))
    error = told.get("error")
    members = ("type", "code", "message", "stage")
    found = told.get("result") if error is None else {each: error[each] for each in members}
    return found, len(asked), [str(each).rpartition("|")[2] for each in made.machine.debug_log]


@pytest.mark.parametrize(
    "budget",
    [
        Budget(),
        Budget(calls=4, tokens=32, usd=Decimal("0.044")),
        Budget(calls=3),
        Budget(calls=1),
        Budget(calls=0),
        Budget(tokens=8),
        Budget(tokens=1),
        Budget(tokens=24),
        Budget(usd=Decimal("0.02")),
    ],
    ids=str,
)
def test_a_budget_ends_a_run_alike(
    module: ModuleType, budget: Budget, caplog: pytest.LogCaptureFixture
) -> None:
    python = on_python(module, budget, caplog)
    assert on_apex(module.kind, budget) == python
