"""Budgets: a run that asks too much of language models is stopped."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.runtime.play import Played, play, retried, site

from pipesmith_runtime import Budget, Limits, PipelineError, Run, node
from pipesmith_runtime.events import RunFailed, StageRetried, Usage
from pipesmith_runtime.models import Question, Reply


class Model:
    """Takes ten tokens and a quarter of a dollar for each answer."""

    def __init__(self) -> None:
        self.asked = 0

    async def reply(self, scope: Any, question: Question) -> Reply:
        self.asked += 1
        return Reply("yes", Usage(7, 3, Decimal("0.25"), "openai", "small"))


@node
async def ask(run: Run) -> str:
    return str(await run.ask("default", prompt="Well?"))


def asked(budget: Budget | None, **given: Any) -> tuple[Played, int, list[str]]:
    """Ask five times; give what the run came to, how often, and what `finally` did."""
    model, done = Model(), list[str]()

    async def body(run: Run) -> str:
        try:
            for turn, _ in run.each(site("asks"), range(5)):
                policy = site("ask", retry=retried(3, 1.0, "execution"))
                await turn.stage(policy, ask, fallback=lambda error: "none")
        except PipelineError as failure:
            run.caught(failure)
            done.append("caught")
        finally:
            done.append("finally")
        return "end"

    limits = Limits(budget=budget)
    return play(body, limits=limits, models={"default": model}, **given), model.asked, done


@pytest.mark.parametrize(
    ("budget", "count", "message"),
    [
        (Budget(calls=2), 2, "the run's budget is 2 questions, and one more is asked"),
        (Budget(calls=1), 1, "the run's budget is 1 question, and one more is asked"),
        (Budget(tokens=20), 3, "the run's budget is 20 tokens, and 30 are used"),
        (Budget(usd=Decimal("0.4")), 2, "the run's budget is 0.4 USD, and 0.50 are spent"),
        (Budget(calls=0), 0, "the run's budget is 0 questions, and one more is asked"),
    ],
)
def test_more_than_the_budget_stops_the_run(budget: Budget, count: int, message: str) -> None:
    played, questions, done = asked(budget)
    error = played.failed
    assert (error.code, error.type, error.message) == ("budget_exceeded", "CANCELLATION", message)
    assert error.stage is not None and error.stage.endswith("/ask")
    assert questions == count
    assert done == ["finally"]
    assert not played.of(StageRetried)
    assert [event.error.code for event in played.of(RunFailed)] == ["budget_exceeded"]


@pytest.mark.parametrize("budget", [None, Budget(), Budget(50, Decimal("1.25"), 5)])
def test_a_run_within_its_budget_goes_on(budget: Budget | None) -> None:
    played, questions, done = asked(budget)
    assert (played.value, questions, done) == ("end", 5, ["finally"])


def test_the_project_file_has_a_budget_which_a_caller_may_replace(tmp_path: Path) -> None:
    config = tmp_path / "pipesmith.toml"
    config.write_text("[budget]\ncalls = 1\nusd = 0.5\ntokens = 100\n", "utf-8")
    assert asked(None, config=config)[1] == 1
    assert asked(Budget(calls=3), config=config)[1] == 3


def test_a_mistake_in_the_project_file_is_told(tmp_path: Path) -> None:
    config = tmp_path / "pipesmith.toml"
    config.write_text("[budget]\nhours = 1\n", "utf-8")
    played = asked(None, config=config)[0]
    assert played.value == "end"  # the fallback takes it: it is an error like any
    config.write_text('[budget]\nusd = "1"\n', "utf-8")
    assert asked(None, config=config)[1] == 0
