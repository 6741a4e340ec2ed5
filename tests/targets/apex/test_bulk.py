"""An action starts more jobs than its transaction may enqueue: the rest begin one by one."""

import pytest
from tests.apexvm import Project
from tests.conformance.apex_target import START, require_tools, sources
from tests.targets.apex.building import built

PROGRAM = """
pipeline p(n: int) -> int {
  wait 1m
  return n + 1
}
"""
DRIVER = """
@IsTest
public class Driver {
    public static String run(Integer size) {
        List<PAction.Request> requests = new List<PAction.Request>();
        for (Integer i = 0; i < size; i++) {
            PAction.Request request = new PAction.Request();
            request.n = i;
            requests.add(request);
        }
        Test.startTest();
        List<PAction.Result> results = PAction.run(requests);
        Integer jobs = Limits.getQueueableJobs();
        Integer writes = Limits.getDmlStatements();
        Test.stopTest();
        Set<String> names = new Set<String>();
        Set<String> outputs = new Set<String>();
        for (PAction.Result result : results) {
            names.add(result.runName);
        }
        for (PipelineRun__c run : [
            SELECT Output__c
            FROM PipelineRun__c
            WHERE RunName__c IN :names AND Status__c = 'Completed'
        ]) {
            outputs.add(run.Output__c);
        }
        return jobs + ' ' + writes + ' ' + names.size() + ' ' + outputs.size();
    }
}
"""


@pytest.mark.parametrize(
    ("size", "told"),
    [(1, "1 1 1 1"), (50, "50 1 50 50"), (51, "50 1 51 51"), (200, "50 1 200 200")],
)
def test_all_runs_end(size: int, told: str) -> None:
    require_tools()
    project = Project.of(sources(built(PROGRAM)) | {"Driver.cls": DRIVER})
    project.clock = lambda: START
    assert project.call_static("Driver", "run", size) == told
