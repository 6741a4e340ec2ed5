"""E-mail in real transactions: no callout follows a message in the same one."""

import pytest
from tests.apexvm import Response, queue
from tests.apexvm.types import Type
from tests.conformance.apex_target import sources
from tests.runtime.apex.library import library
from tests.targets.apex.building import built, classes, refused

SOURCE = """
pipeline remind(to: string) -> int {
  do email.send(to: [to], subject: "Reminder", body: "Please answer.")
  stage told = try {
    stage answer = http.request(method: "POST", url: "https://desk.example", body: to)
    yield answer.status
  } catch * { yield 0 }
  return told
}
"""
DRIVER = """
public class Driver {
    public static String run(String to) {
        PipelineRun.environment.put('X', 'y');
        return Remind.start(to);
    }
}
"""


def test_a_job_calls_out_in_a_later_transaction() -> None:
    project = library(sources(built(SOURCE)), Driver=DRIVER)
    asked: list[str] = []

    def answer(request: object) -> Response:
        asked.append(str(request))
        return Response(200, "{}")

    project.http = answer
    project.call_static("Driver", "run", "ada@example.com")
    queue.drain(project.machine)
    assert (len(asked), len(project.machine.sent)) == (1, 1)
    (record,) = project.machine.storage.table(Type("PipelineRun__c")).values()
    assert record.get("Status__c") == "Completed"
    assert record.get("Output__c") == "200"


CALLED = "\npipeline wrap(to: string) -> int { stage a = remind(to) return a }"
MANY = """
pipeline inner(to: list[string]) {
  foreach each in to { do email.send(to: [each], subject: "s", body: "b") }
}
pipeline wrap(to: list[string]) { do inner(to) }
"""
AGAIN = """
pipeline inner(to: string) {
  stage told = http.request(method: "GET", url: "https://desk.example") timeout 5s
  do email.send(to: [to], subject: "{{told.status}}", body: "b")
}
pipeline wrap(to: string) { do inner(to) retry 1 on execution }
"""


@pytest.mark.parametrize("source", [SOURCE + CALLED, MANY, AGAIN])
def test_what_one_transaction_cannot_do_is_refused(source: str) -> None:
    assert refused(source) == ["apex/email"]


def test_a_message_at_the_end_needs_no_job() -> None:
    source = AGAIN.replace("retry 1 on execution", "")
    assert "extends" not in classes(built(source))["Wrap"]
