"""Recorded runs, and runs that are given their outcomes."""

import asyncio
import json
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from tests.program import imported

from pipesmith_runtime import (
    Choice,
    Pins,
    PipelineError,
    RecordedRun,
    Recorder,
    Run,
    VirtualClock,
)
from pipesmith_runtime.events import Event, StageCompleted

PROGRAM = """
record Cost {
  amount: decimal
  note: string? = null
}

operator fetch(n: int) -> int { python "HOST:fetch" }

operator price(n: int) -> Cost { python "HOST:price" }

operator tell(text: string) { python "HOST:tell" }

pipeline inner(n: int) -> int {
  stage a = fetch(n: n)
  stage b = fetch(n: a)
  return b
}

pipeline shop(ns: list[int]) -> list[decimal] {
  stage side = fetch(n: 7)
  stage top = inner(n: 100)
  stage rows = foreach n in ns parallel 2 {
    stage f = fetch(n: n + top) retry 2 on execution
    stage c = price(n: f) fallback Cost(amount: 0.5d)
    yield c.amount
  }
  do tell(text: "{{rows | length}}")
  return rows
}

operator ask(n: int) -> string {
  http GET "http://service.test/{{n}}" { auth bearer secret.KEY }
}

pipeline keyed(n: int) -> string? {
  stage answer = ask(n: n) fallback null
  stage p = price(n: n)
  return p.note
}

pipeline waiting(n: int) -> int {
  stage a = fetch(n: n)
  stage pause = wait 1h after a
  stage b = fetch(n: a) after pause
  stage last = wait 10m after b
  return b
}

pipeline racing(n: int) -> int {
  stage r = try {
    stage x = fetch(n: n)
    yield x
  } catch routing, execution as err {
    yield -1
  }
  return r
}
"""

HOST = """
from decimal import Decimal

calls = []

async def fetch(n):
    calls.append(("fetch", n))
    if n == 66:
        raise ValueError("always")
    return n + 1

async def price(n):
    calls.append(("price", n))
    if n == 105:
        raise ValueError("no price")
    return {"amount": Decimal(n), "note": "k3y-of-the-shop" if n == 1 else "plain"}

async def tell(text):
    calls.append(("tell", text))
"""

INPUT = {"ns": [1, 2, 3]}
ALL = [("fetch", 7), ("fetch", 100), ("fetch", 101), ("tell", "3")]


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ModuleType, ModuleType]]:
    with imported(PROGRAM, tmp_path_factory.mktemp("pins"), HOST) as found:
        yield found


class Played:
    """Runs pipelines, and says what was called."""

    def __init__(self, modules: tuple[ModuleType, ModuleType]) -> None:
        self.module, self.host = modules

    def run(self, name: str, data: Any, *around: Any, **settings: Any) -> Any:
        self.host.calls.clear()
        whole = getattr(self.module, name)
        clock = VirtualClock()
        run = Run(clock=clock, interceptors=around, **settings)
        return clock.run(whole(**whole.read(data), run=run))

    @property
    def calls(self) -> list[tuple[str, Any]]:
        return list(self.host.calls)

    def recorded(self, name: str = "shop", data: Any = INPUT, **settings: Any) -> RecordedRun:
        recorder = Recorder()
        result, failure = None, None
        try:
            result = self.run(name, data, recorder, **settings)
        except PipelineError as error:
            failure = error
        run = recorder.run(result, failure)
        assert run is not None
        return RecordedRun.from_json(json.loads(json.dumps(run.to_json())))


@pytest.fixture
def played(modules: tuple[ModuleType, ModuleType]) -> Played:
    return Played(modules)


def test_a_record_holds_what_every_call_came_to(played: Played) -> None:
    data = played.recorded().to_json()
    assert data["version"] == 1
    assert (data["pipeline"], data["input"], data["result"]) == (
        "shop",
        INPUT,
        ["104", "0.5", "106"],
    )
    assert data["hash"] == played.module.shop.__pipesmith__["hash"]
    assert list(data["stages"]) == [
        "side", "top/a", "top/b", "top", "rows[0]/f", "rows[0]/c", "rows[1]/f", "rows[1]/c",
        "rows[2]/f", "rows[2]/c", "tell",
    ]  # fmt: skip
    assert data["stages"]["top"] == {"component": "inner", "attempts": 1, "value": 102}
    assert data["stages"]["rows[0]/c"]["value"] == {"amount": "104", "note": "plain"}
    assert data["stages"]["rows[1]/c"]["error"]["message"] == "ValueError: no price"


def test_a_whole_record_calls_nothing(played: Played) -> None:
    recorded = played.recorded()
    events: list[Event] = []
    assert [str(each) for each in played.run("shop", INPUT, Pins(recorded), observer=events.append)]
    assert played.calls == []
    given = [e.given for e in events if isinstance(e, StageCompleted) and e.address == "top"]
    assert given == ["pinned"]


@pytest.mark.parametrize(
    ("choice", "calls"),
    [
        (Choice(at=("top", "side")), {("fetch", 103), ("price", 104), ("tell", "3")}),
        (Choice(start="tell"), {("tell", "3")}),
        (Choice(start="side"), {("fetch", 7)}),
        (Choice(start="rows[2]/c"), {("price", 106), ("tell", "3")}),
        (Choice(start="rows[1]/c"), {("price", 105), ("fetch", 105), ("price", 106)}),
        (Choice(start="rows[*]/c"), {("price", 104), ("price", 105), ("price", 106)}),
        (Choice(start="top/b"), {("fetch", 101), ("fetch", 103), ("tell", "3")}),
        (Choice(only="top/b"), {("fetch", 101)}),
        (Choice(only="rows/f"), {("fetch", 103), ("fetch", 104), ("fetch", 105)}),
    ],
    ids=lambda value: str(value) if isinstance(value, Choice) else "",
)
def test_a_part_is_called_and_the_rest_given(
    played: Played, choice: Choice, calls: set[tuple[str, Any]]
) -> None:
    recorded = played.recorded()
    result = played.run("shop", INPUT, Pins(recorded, choice))
    assert calls <= set(played.calls)
    if choice.only or choice.start in ("tell", "side", "rows[2]/c"):
        assert calls == set(played.calls)
    assert [str(each) for each in result] == ["104", "0.5", "106"]


def test_a_part_runs_at_the_recorded_time(played: Played) -> None:
    recorded = played.recorded()
    again = Recorder()
    played.run("shop", INPUT, again, Pins(recorded, Choice(start="tell")))
    run = again.run()
    assert run is not None and run.now == recorded.now


def test_a_record_by_hand_may_hold_a_part_and_patterns(played: Played) -> None:
    pins = Pins(RecordedRun.from_json({
        "version": 1,
        "stages": {
            "rows[*]/c": {"value": {"amount": "3.10"}},
            "rows[1]/c": {"value": {"amount": "4"}},
            "rows[2]/c": {"error": {"type": "TIMEOUT", "message": "late"}},
        },
    }))  # fmt: skip
    assert [str(each) for each in played.run("shop", INPUT, pins)] == ["3.10", "4", "0.5"]


def test_a_pinned_error_is_caught_like_any(played: Played) -> None:
    stages = {"r/x": {"error": {"type": "ROUTING", "message": "no way"}}}
    pins = Pins(RecordedRun.from_json({"version": 1, "stages": stages}))
    assert played.run("racing", {"n": 1}, pins) == -1
    assert played.calls == []


@pytest.mark.parametrize(
    ("choice", "seconds"),
    [
        (None, 4200.0),
        (Choice(at=("a",)), 4200.0),
        (Choice(start="a"), 4200.0),
        (Choice(start="b"), 600.0),
        (Choice(only="b"), 0.0),
    ],
)
def test_what_was_waited_for_is_not_waited_for_again(
    played: Played, choice: Choice | None, seconds: float
) -> None:
    recorded, clock = played.recorded("waiting", {"n": 1}), VirtualClock()
    pins = [] if choice is None else [Pins(recorded, choice)]
    assert clock.run(played.module.waiting(1, run=Run(clock=clock, interceptors=pins))) == 3
    assert clock.elapsed == seconds


def test_with_only_what_is_missing_is_refused(played: Played) -> None:
    pins = Pins(RecordedRun.from_json({"version": 1, "stages": {}}), Choice(only="tell"))
    with pytest.raises(PipelineError, match="no recorded outcome, and nothing but `tell`"):
        played.run("shop", INPUT, pins)
    assert played.calls == []


def test_a_failed_run_goes_on_from_where_it_failed(played: Played) -> None:
    recorded = played.recorded("racing", {"n": 66})
    assert recorded.stages["r/x"].error is not None
    assert played.run("racing", {"n": 66}, Pins(recorded, Choice(start="r/x"))) == -1
    assert played.calls == [("fetch", 66)]


@pytest.mark.parametrize(
    ("stages", "told"),
    [
        ({"nowhere": {"value": 1}}, "nowhere: expected a stage of `shop`, found no such stage"),
        ({"rows": {"value": []}}, "rows: expected a stage that calls something, found a control"),
        ({"side": {"value": "7"}}, 'side: expected int, found text "7"'),
        ({"rows[1]/c": {"value": {}}}, "rows[1]/c.amount: missing"),
        ({"side": {"value": 1, "redacted": True}}, "side: expected the whole outcome"),
    ],
)
def test_what_no_longer_fits_is_refused(played: Played, stages: Any, told: str) -> None:
    pins = Pins(RecordedRun.from_json({"version": 1, "stages": stages}))
    with pytest.raises(PipelineError) as caught:
        played.run("shop", INPUT, pins)
    assert told in caught.value.message
    assert caught.value.of_input
    assert played.calls == []


def test_a_secret_is_taken_out_and_the_outcome_not_given_again(played: Played) -> None:
    recorded = played.recorded("keyed", {"n": 1}, secrets={"KEY": "k3y-of-the-shop"})
    assert "k3y" not in json.dumps(recorded.to_json())
    assert recorded.stages["p"].redacted and not recorded.stages["answer"].redacted
    with pytest.raises(PipelineError, match="p: expected the whole outcome"):
        played.run("keyed", {"n": 1}, Pins(recorded), secrets={"KEY": "k3y-of-the-shop"})
    pins = Pins(recorded, Choice(start="p"))
    played.run("keyed", {"n": 1}, pins, secrets={"KEY": "k3y-of-the-shop"})
    assert played.calls == [("price", 1)]


def test_a_record_of_another_pipeline_is_refused(played: Played) -> None:
    with pytest.raises(PipelineError, match="expected `racing`, found `shop`"):
        played.run("racing", {"n": 1}, Pins(played.recorded()))


def test_an_address_that_is_no_stage_is_refused(played: Played) -> None:
    with pytest.raises(PipelineError, match="rows/g: expected a stage of `shop`"):
        played.run("shop", INPUT, Pins(played.recorded(), Choice(start="rows/g")))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ([], "expected object, found"),
        ({"version": 2, "stages": {}}, "$.version: expected 1, found number 2"),
        ({"version": 1}, "$.stages: expected object"),
        ({"version": 1, "stages": {}, "x": 1}, "$.x: unknown field"),
        ({"version": 1, "stages": {"a": {}}}, "a: expected either `value` or `error`"),
        ({"version": 1, "stages": {"a": {"value": 1, "b": 2}}}, "a.b: expected no such field"),
        ({"version": 1, "stages": {"a[": {"value": 1}}}, "expected an address"),
        (
            {"version": 1, "stages": {"a": {"error": {"type": "TIMEOUT"}}}},
            "a.error: expected an error with `type` and `message`",
        ),
        (
            {"version": 1, "stages": {"a": {"error": {"type": "NOPE", "message": "x"}}}},
            (
                "a.error.type: expected one of CONNECTIVITY, TIMEOUT, RATE_LIMIT, VALIDATION, "
                "TRANSFORMATION, EXPRESSION, ROUTING, SECURITY, EXECUTION, RETRY_EXHAUSTED, "
                'CANCELLATION, UNKNOWN, found text "NOPE"'
            ),
        ),
    ],
)
def test_what_is_no_record_is_refused(data: Any, told: str) -> None:
    with pytest.raises(PipelineError) as caught:
        RecordedRun.from_json(data)
    assert told in caught.value.message


def test_a_pipeline_written_by_hand_cannot_be_pinned() -> None:
    from tests.runtime.play import piped

    async def body(run: Run) -> None:
        """Do nothing."""

    with pytest.raises(PipelineError, match="it was not generated"):
        asyncio.run(piped(body)(run=Run(interceptors=[Pins(RecordedRun({}))])))
