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
