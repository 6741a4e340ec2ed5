"""An action starts many jobs: those that there is no room for begin one by one, and what cannot
begin is an error of its own request.
"""

import json

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
    [(1, "1 2 1 1"), (50, "50 2 50 50"), (51, "50 2 51 51"), (200, "50 2 200 200")],
)
def test_all_runs_end(size: int, told: str) -> None:
    require_tools()
    project = Project.of(sources(built(PROGRAM)) | {"Driver.cls": DRIVER})
    project.clock = lambda: START
    assert project.call_static("Driver", "run", size) == told


FAULTS = """
@IsTest
public class Faults extends PipelinePlatform {
    private static Boolean takesJobs;
    public static String run(Boolean takes) {
        takesJobs = takes;
        PipelinePlatform.instance = new Faults();
        List<PAction.Request> requests = new List<PAction.Request>();
        for (Integer i = 0; i < 3; i++) {
            PAction.Request request = new PAction.Request();
            request.n = i;
            requests.add(request);
        }
        List<Object> told = new List<Object>();
        for (PAction.Result result : PAction.run(requests)) {
            told.add(new List<Object>{
                result.succeeded, result.runName == null, result.errorType, result.message
            });
        }
        told.add([SELECT COUNT() FROM PipelineRun__c]);
        told.add(Limits.getQueueableJobs());
        return JSON.serialize(told);
    }
    public override List<PipelineJob> createRuns(
        List<PipelineJob> jobs, Map<String, PipelineException> failures
    ) {
        if (takesJobs) {
            String name = jobs.remove(1).runName;
            failures.put(name, PipelineException.of('EXECUTION', 'no room'));
        }
        return super.createRuns(jobs, failures);
    }
    public override void enqueue(PipelineJob job) {
        super.enqueue(job);
        if (!takesJobs) {
            throw new AsyncException('no more jobs today');
        }
    }
}
"""
BEGUN = [True, False, None, None]
NO_JOBS = [False, True, "UNKNOWN", "System.AsyncException: no more jobs today"]


@pytest.mark.parametrize(
    ("takes", "told", "jobs"),
    [
        (True, [BEGUN, [False, True, "EXECUTION", "no room"], BEGUN, 2, 2], 2),
        (False, [NO_JOBS, NO_JOBS, NO_JOBS, 0, 1], 0),
    ],
)
def test_what_cannot_begin_is_an_error_of_its_request(
    takes: bool, told: list[object], jobs: int
) -> None:
    require_tools()
    project = Project.of(sources(built(PROGRAM)) | {"Faults.cls": FAULTS})
    project.clock = lambda: START
    assert json.loads(str(project.call_static("Faults", "run", takes))) == told
    assert len(project.machine.jobs) == jobs
