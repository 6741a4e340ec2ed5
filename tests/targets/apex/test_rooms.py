"""A stage of a job begins only where its transaction has room for all that the stage may need."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from tests.apexvm import Project, Response, queue
from tests.apexvm.platform.http import Request
from tests.apexvm.transaction import Transaction
from tests.apexvm.types import Type
from tests.conformance.apex_target import START, sources
from tests.runtime.apex.library import library
from tests.targets.apex.building import built, classes

HEAD = """
operator quick(n: int) -> int { http GET "https://a.example/{{n}}" timeout 1s }
operator slow(n: int) -> int { http GET "https://a.example/{{n}}" timeout 50s }
"""
JOB = "pipeline p() -> int {{\n{body}\n}}\n"
DRIVER = "public class Driver { public static String run() { return P.start(); } }"
OFTEN = JOB.format(
    body="stage a = quick(n: 1) retry 59\nstage b = quick(n: a) retry 59 after a\nreturn b"
)
LONG = JOB.format(
    body="wait 1m\nstage a = slow(n: 1)\nstage b = slow(n: 2) retry 1 after a\nreturn b"
)
CALLED = """
pipeline inner(n: int) -> int {
  stage a = quick(n) retry 59
  wait 0s
  return a
}
""" + JOB.format(
    body="stage a = inner(n: 1)\nstage b = inner(n: a)\nstage c = inner(n: b)\nreturn c"
)


@dataclass
class Service:
    """Lets some callouts fail; all take their time, and their transactions are noted."""

    project: Project
    takes: int
    fails: Callable[[int], bool]
    now: int = START
    seen: list[Transaction] = field(default_factory=list)
    asked: int = 0

    def answer(self, request: Request) -> Response:
        self.asked += 1
        current = self.project.machine.transaction
        if not any(each is current for each in self.seen):
            self.seen.append(current)
        self.now += self.takes
        return Response(503 if self.fails(self.asked) else 200, "1")


def started(
    files: dict[str, str], takes: int, fails: Callable[[int], bool]
) -> tuple[list[tuple[int, int]], str]:
    """Run a job; give the callouts of its transactions and their seconds, and how it ended."""
    project = library(files, Driver=DRIVER)
    service = Service(project, takes, fails)
    project.clock = lambda: service.now
    project.http = service.answer
    project.call_static("Driver", "run")
    queue.drain(project.machine)
    (record,) = project.machine.storage.table(Type("PipelineRun__c")).values()
    used = [(each.callouts, each.callout_time // 1000) for each in service.seen]
    return used, str(record.get("Status__c"))


def transactions(program: str, takes: int, fails: Callable[[int], bool]) -> list[tuple[int, int]]:
    used, status = started(sources(built(HEAD + program)), takes, fails)
    assert status == "Completed"
    return used


def all_but_the_last(asked: int) -> bool:
    """Let 59 of 60 callouts fail."""
    return asked % 60 != 0


def the_second(asked: int) -> bool:
    """Let one callout fail."""
    return asked == 2


def none(asked: int) -> bool:
    """Let no callout fail."""
    return False


def test_stages_that_call_out_often_have_transactions_of_their_own() -> None:
    assert transactions(OFTEN, 100, all_but_the_last) == [(60, 6), (60, 6)]


def test_what_a_job_that_is_called_needs_is_known_to_its_caller() -> None:
    assert transactions(CALLED, 100, all_but_the_last) == [(60, 6), (60, 6), (60, 6)]


def test_callouts_that_take_long_have_transactions_of_their_own() -> None:
    assert transactions(LONG, 50_000, the_second) == [(1, 50), (2, 100)]


OWN = """
public class Own implements PipelineOperator {
    public Object call(PipelineCall call) {
        HttpRequest request = new HttpRequest();
        request.setEndpoint('https://a.example');
        request.setMethod('GET');
        new Http().send(request);
        return 1L;
    }
}
"""


def test_callouts_of_host_classes_count() -> None:
    own = 'operator own(n: int) -> int { apex "Own" }\n'
    files = sources(built(HEAD + own + LONG.replace("a = slow", "a = own"))) | {"Own.cls": OWN}
    assert started(files, 50_000, the_second) == ([(1, 50), (2, 100)], "Completed")


def test_what_callouts_really_took_counts() -> None:
    assert transactions(LONG, 20_000, the_second) == [(3, 60)]


@pytest.mark.parametrize(
    ("program", "takes", "fails", "wanted"),
    [(OFTEN, 100, all_but_the_last, (101, 10)), (LONG, 50_000, the_second, (3, 150))],
)
def test_without_the_need_of_stages_a_limit_is_broken(
    program: str, takes: int, fails: Callable[[int], bool], wanted: tuple[int, int]
) -> None:
    files = sources(built(HEAD + program))
    name = next(each for each in files if each.endswith("P.cls"))
    files[name], count = re.subn(
        r"return new PipelineBudget.Need\(.*\)", "return null", files[name]
    )
    assert count > 0
    assert started(files, takes, fails) == ([wanted], "Failed")


def test_what_needs_no_more_than_is_left_free_is_not_told() -> None:
    body = "wait 1m\nstage a = quick(n: 1) retry 24\nstage b = slow(n: a)\nreturn b"
    assert "Need" not in classes(built(HEAD + JOB.format(body=body)))["P"]


def test_what_nothing_bounds_needs_a_whole_transaction() -> None:
    body = "let n = length(env.URL)\nwait 1m\nstage a = quick(n: 1) retry n\nreturn a"
    text = classes(built(HEAD + JOB.format(body=body)))["P"]
    assert "return new PipelineBudget.Need(100, 120000L);" in text
