"""`pipesmith run --budget`."""

from decimal import Decimal
from pathlib import Path

import pytest

from pipesmith.cli import main
from pipesmith.cli.budgets import read_budget
from pipesmith.cli.files import Misuse
from pipesmith_runtime import Budget
from pipesmith_runtime.testing.model_server import ModelServer

PROGRAM = """
node ask(n: int) -> string {
  model "default"
  prompt "Say {{n}}."
}

pipeline p(ns: list[int]) -> list[string?] {
  stage answers = foreach n in ns {
    stage answer = ask(n: n) fallback null
    yield answer
  }
  return answers
}
"""


@pytest.mark.parametrize(
    ("text", "budget"),
    [
        ("tokens=10", Budget(tokens=10)),
        ("usd=0.5, calls=2", Budget(usd=Decimal("0.5"), calls=2)),
        ("tokens=1,usd=2,calls=0", Budget(1, Decimal(2), 0)),
    ],
)
def test_limits_are_read(text: str, budget: Budget) -> None:
    assert read_budget(text) == budget


@pytest.mark.parametrize(
    "text", ["", "tokens", "hours=1", "usd=much", "usd=-1", "usd=NaN", "calls=1.5", "usd=1,usd=2"]
)
def test_what_is_no_budget_is_refused(text: str) -> None:
    with pytest.raises(Misuse, match="is no limit of a budget; expected `tokens=N`"):
        read_budget(text)


def test_a_run_past_its_budget_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("p.pipe").write_text(PROGRAM, "utf-8")
    with ModelServer(None) as server:
        Path("pipesmith.toml").write_text(
            f'[models.default]\napi = "openai"\nmodel = "small"\nurl = "{server.url}"\n', "utf-8"
        )
        assert main(["run", "p.pipe", "--set", "ns=[1,2,3]", "--budget", "calls=2"]) == 1
        assert len(server.requests) == 2
        told = capsys.readouterr().err
        assert "CANCELLATION: the run's budget is 2 questions, and one more is asked" in told
        assert "stage `answers[2]/answer`" in told
        assert "used " in told
