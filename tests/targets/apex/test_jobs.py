"""Jobs: how many transactions they take, and how long they wait between them."""

import json

import pytest
from tests.apexvm import Project
from tests.conformance.apex_target import START, require_tools, sources
from tests.targets.apex.building import built

DRIVER = """
public class Driver implements PipelineStandIn {
    public static String run() {
        PipelineRun.standIn = new Driver();
        PipelineTestPlatform platform = PipelineTestPlatform.install();
        P.start();
        List<Object> waited = new List<Object>();
        for (Integer minutes = platform.runNext(); minutes != null; minutes = platform.runNext()) {
            waited.add(minutes);
        }
        return PipelineJson.write(waited);
    }
    public Boolean answers(PipelineCall call) { return call.component.equals('work'); }
    public Object answer(PipelineCall call) {
        if (call.attempt < 3) { throw PipelineException.of('TIMEOUT', 'late'); }
        return 1;
    }
    public void reached(String address) { }
    public void skipped(String address) { }
}
"""


def waited(body: str) -> list[int]:
    """Run a pipeline as a job; give the minutes after each transaction."""
    require_tools()
    bundle = built(f'operator work() -> int {{ apex "Work" }}\npipeline p() -> int {{\n{body}\n}}')
    project = Project.of(sources(bundle) | {"Driver.cls": DRIVER})
    project.clock = lambda: START
    found: list[int] = json.loads(str(project.call_static("Driver", "run")))
    return found


RETRY = "stage a = work() retry 2 backoff {}\nreturn a"
LET = "wait 5m\nlet a = 1\nwait 30m\nreturn a"
LOOP = "stage a = repeat 3 { wait 1m yield 1 }\nreturn length(a)"
BLOCK = """
  stage a = try { stage b = work() retry 2 yield b } catch security { yield 0 }
    retry 1 backoff fixed(1m)
  stage pause = wait 1s after a
  return a
"""


@pytest.mark.parametrize(
    ("body", "minutes"),
    [
        (RETRY.format("fixed(1s)"), [1, 1, 0]),
        (RETRY.format("linear(from: 2m, step: 90s)"), [2, 4, 0]),
        (LET, [5, 30, 0]),
        (LOOP, [1, 1, 1, 0]),
        (BLOCK, [1, 0]),
    ],
)
def test_a_job_waits_only_where_it_must(body: str, minutes: list[int]) -> None:
    assert waited(body) == minutes


SIGNALS = """
record Decision { approved: bool  by: string? }

pipeline p() -> bool {
  signal "go"
  stage decision = signal "approval" as Decision timeout 12m
    fallback Decision(approved: false, by: null)
  return decision.approved
}
"""
SENDER = """
public class Sender {
    public static String run(Integer goes, Integer decides) {
        PipelineTestPlatform platform = PipelineTestPlatform.install();
        String runName = P.start();
        List<Object> waited = new List<Object>();
        for (Integer minutes = platform.runNext(); minutes != null; minutes = platform.runNext()) {
            Clock.advance(minutes);
            waited.add(minutes);
            if (waited.size() == goes) { P.sendGo(runName); }
            if (waited.size() == decides) { P.sendApproval(runName, new P.Decision(true, 'ann')); }
        }
        waited.add(platform.last.writeResult());
        return PipelineJson.write(waited);
    }
}
"""


@pytest.mark.parametrize(
    ("goes", "decides", "found"),
    [
        (1, 1, [5, 0, "true"]),
        (2, 4, [5, 5, 5, 5, 0, "true"]),
        (1, 9, [5, 5, 5, 2, 0, "false"]),
    ],
)
def test_a_job_takes_what_is_sent(goes: int, decides: int, found: list[object]) -> None:
    require_tools()
    project = Project.of(sources(built(SIGNALS)) | {"Sender.cls": SENDER})
    passed = [START]
    project.clock = lambda: sum(passed)
    project.native("Clock", {"advance": lambda minutes: passed.append(minutes * 60_000)})
    assert json.loads(str(project.call_static("Sender", "run", goes, decides))) == found


KEEPER = """
public class Keeper {
    public static List<String> run() {
        PipelineSignals.send('run', 'word', 'first');
        PipelineSignals.send('other', 'word', 'not this');
        PipelineSignals.send('run', 'word', 'second');
        PipelinePlatform platform = PipelinePlatform.get();
        return new List<String>{
            platform.sent('run', 'word', 0), platform.sent('run', 'word', 1),
            platform.sent('run', 'word', 2), platform.sent('run', 'other', 0)
        };
    }
}
"""


def test_signals_are_records_in_the_order_of_their_coming() -> None:
    require_tools()
    project = Project.of(sources(built(SIGNALS)) | {"Keeper.cls": KEEPER})
    assert project.call_static("Keeper", "run") == ['"first"', '"second"', None, None]
