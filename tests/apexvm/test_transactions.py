"""Transactions: limits, uncommitted work, jobs, finalizers and tests."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from tests.apexvm import Project, Request, Response, Thrown, UnknownMethod, UnknownSyntax, fail
from tests.apexvm.snippets import project_of, run, thrown

CALL = """
    static HttpResponse call() {
        HttpRequest request = new HttpRequest();
        request.setEndpoint('https://example.com/a');
        request.setMethod('POST');
        request.setHeader('X-One', '1');
        request.setBody('hello');
        return new Http().send(request);
    }
"""
UNCOMMITTED = (
    "System.CalloutException: You have uncommitted work pending. "
    "Please commit or rollback before calling out"
)


def test_http_answers_where_there_is_no_mock() -> None:
    project = project_of(
        "HttpResponse r = call(); return r.getStatusCode() + r.getBody() + r.getHeader('x-two');",
        CALL,
    )
    seen: list[Request] = []

    def answer(request: Request) -> Response:
        seen.append(request)
        return Response(201, "world", {"X-Two": "2"})

    project.http = answer
    assert project.call_static("Snippet", "run") == "201world2"
    assert seen == [
        Request("POST", "https://example.com/a", {"X-One": "1"}, "hello", timeout=10_000)
    ]


def test_what_stands_for_the_network_may_fail() -> None:
    project = project_of(
        "try { call(); } catch (CalloutException e) { return e.getMessage(); } return null;", CALL
    )
    project.http = lambda request: fail("CalloutException", "Read timed out")
    assert project.call_static("Snippet", "run") == "Read timed out"


@pytest.mark.parametrize(
    "work",
    [
        "insert new Account(Name = 'x');",
        "Database.insert(new Account(Name = 'x'));",
        "System.enqueueJob(new Job());",
        "Savepoint sp = Database.setSavepoint();",
    ],
)
def test_a_callout_after_work_is_refused(work: str) -> None:
    job = "class Job implements Queueable { public void execute(QueueableContext c) {} }"
    assert thrown(f"{work} call();", CALL + job) == UNCOMMITTED


def test_a_callout_after_an_immediate_event_or_a_rollback_is_allowed() -> None:
    body = """
        EventBus.publish(new News__e(Text__c = 'x'));
        Savepoint sp = Database.setSavepoint();
        Database.rollback(sp);
        Database.releaseSavepoint(sp);
        return call().getStatusCode();
    """
    shape = "<CustomObject><publishBehavior>PublishImmediately</publishBehavior></CustomObject>"
    project = project_of(body, CALL)
    project.add({"objects/News__e/News__e.object-meta.xml": shape})
    project.http = lambda request: Response(200)
    assert project.call_static("Snippet", "run") == 200
    assert [event.get("text__c") for event in project.machine.published] == ["x"]


def test_limits_are_counted_and_end_the_transaction() -> None:
    project = project_of(
        "for (Integer i = 0; i < 101; i++) { try { call(); } catch (Exception e) { return 0; } }"
        " return 1;",
        CALL,
    )
    project.http = lambda request: Response(200)
    with pytest.raises(Thrown, match=r"System\.LimitException: Too many callouts: 101"):
        project.call_static("Snippet", "run")
    assert project.machine.transaction.callouts == 101
    project.forget_statics()
    assert project.machine.transaction.callouts == 0


def test_the_time_of_callouts_is_limited() -> None:
    body = "for (Integer i = 0; i < 3; i++) { try { call(); } catch (Exception e) { return 0; } }"
    project = project_of(f"{body} return 1;", CALL)
    instants = iter([0, 70_000, 200_000, 250_000, 300_000, 300_001])
    project.clock = lambda: next(instants)
    project.http = lambda request: Response(200)
    with pytest.raises(Thrown, match=r"System\.LimitException: Too long callouts: 120001"):
        project.call_static("Snippet", "run")


JOBS = """
@IsTest
private class Jobs {
    static List<String> log = new List<String>();
    class Count implements Queueable {
        Integer left;
        List<String> seen = new List<String>();
        transient String gone = 'here';
        Count(Integer left) { this.left = left; }
        public void execute(QueueableContext context) {
            System.attachFinalizer(new After(left));
            System.debug(left + ':' + log.size() + ':' + gone + ':' + seen);
            log.add('x');
            if (left == 0) { throw new Boom('end'); }
        }
    }
    class After implements Finalizer {
        Integer left;
        After(Integer left) { this.left = left; }
        public void execute(FinalizerContext context) {
            System.debug(context.getResult().name() + context.getException()?.getMessage());
            if (left > 0) { System.enqueueJob(new Count(left - 1)); }
        }
    }
    public class Boom extends Exception {}
    @IsTest static void runs() {
        Count job = new Count(1);
        Test.startTest();
        System.enqueueJob(job);
        job.seen.add('too late');
        log.add('mine');
        Test.stopTest();
        Assert.areEqual(1, log.size(), 'static members are those of a transaction');
    }
}
"""


def test_jobs_run_apart_from_copies_and_finalizers_follow() -> None:
    project = Project.of({"Jobs.cls": JOBS})
    result = project.run_test("Jobs", "runs")
    assert result.passed, result.message
    assert result.debug_log == (
        "DEBUG|1:0:null:()",
        "DEBUG|SUCCESSnull",
        "DEBUG|0:0:null:()",
        "DEBUG|UNHANDLED_EXCEPTIONend",
    )
    assert result.limits["jobs"] == 1


def test_a_job_queues_one_job_and_no_deeper_than_told() -> None:
    chain = """
        class Chain implements Queueable {
            public void execute(QueueableContext c) { System.enqueueJob(new Chain()); MORE }
        }
    """
    body = """
        Test.startTest();
        AsyncOptions options = new AsyncOptions();
        options.MaximumQueueableStackDepth = 3;
        System.enqueueJob(new Chain(), options);
        Test.stopTest();
    """
    assert thrown(body, chain.replace("MORE", "")) == (
        "System.AsyncException: Reached maximum stack depth for queueable jobs"
    )
    assert thrown(body, chain.replace("MORE", "System.enqueueJob(new Chain());")) == (
        "System.LimitException: Too many queueable jobs added to the queue: 2"
    )


def test_what_a_job_cannot_keep_is_refused() -> None:
    job = """
        class Job implements Queueable {
            HttpRequest request = new HttpRequest();
            public void execute(QueueableContext c) {}
        }
    """
    assert thrown("System.enqueueJob(new Job());", job) == (
        "System.SerializationException: Not Serializable: System.HttpRequest"
    )


def test_a_failed_test_tells_where() -> None:
    text = """@IsTest
private class Fails {
    @TestSetup static void prepare() { insert new Account(Name = 'there'); }
    @IsTest static void sees() {
        Assert.areEqual(1, [SELECT COUNT() FROM Account], 'set-up');
        Assert.isTrue(false, 'why');
        Assert.fail('never');
    }
    @IsTest static void lacks() { 'x'.nowhere(); }
}
"""
    project = Project.of({"Fails.cls": text})
    assert project.tests() == [("Fails", "sees"), ("Fails", "lacks")]
    result = project.run_test("Fails", "sees")
    assert (result.outcome, result.message) == (
        "fail",
        "System.AssertException: Assertion Failed: why",
    )
    assert result.trace == "Class.Fails.sees: line 6, column 1"
    assert project.coverage([result])["Fails.cls"].missed == [7, 9]
    with pytest.raises(UnknownMethod, match=r"String\.nowhere/0"):
        project.run_test("Fails", "lacks")


def test_the_clock_is_given() -> None:
    project = project_of("return System.now().formatGmt('yyyy-MM-dd HH:mm:ss.SSS');")
    project.clock = lambda: 1_000_000_000_123
    assert project.call_static("Snippet", "run") == "2001-09-09 01:46:40.123"


def test_a_class_may_be_written_in_python() -> None:
    project = project_of("return Scorer.score('ab', new List<Integer>{ 1 });")
    project.native("Scorer", {"score": lambda text, numbers: [text, *numbers]})
    assert project.call_static("Snippet", "run") == ["ab", 1]


def test_a_value_is_converted_to_the_parameter() -> None:
    members = """
        public static Object sum(List<Long> all, Map<String, Decimal> named, Datetime at) {
            Long total = 0;
            for (Long one : all) { total += one; }
            return total + '/' + named.get('a') + '/' + at.getTime();
        }
    """
    project = project_of("return null;", members)
    at = datetime(2026, 1, 2, tzinfo=UTC)
    given = project.call_static("Snippet", "sum", [1, 5_000_000_000], {"a": Decimal("1.50")}, at)
    assert given == "5000000001/1.50/1767312000000"


def test_run_as_changes_the_user() -> None:
    body = """
        User other = new User(Id = '005000000000009AAA');
        System.runAs(other) { seen = UserInfo.getUserId(); }
        return seen != UserInfo.getUserId() && seen == other.Id;
    """
    assert run(body, "static String seen;") is True


EVENTS = """
@IsTest
private class Events {
    @TestVisible static List<String> given = new List<String>();
    @IsTest static void areDelivered() {
        Test.startTest();
        EventBus.publish(new List<News__e>{
            new News__e(Text__c = 'a'), new News__e(Text__c = 'b'), new News__e(Text__c = 'c') });
        System.enqueueJob(new Failing());
        Test.getEventBus().deliver();
        System.debug('delivered');
        try { Test.stopTest(); } catch (MathException e) { System.debug(e.getMessage()); }
        Assert.areEqual(0, given.size(), 'a trigger has static members of its own');
    }
    class Failing implements Queueable {
        public void execute(QueueableContext context) {
            EventBus.publish(new News__e(Text__c = 'at once'));
            EventBus.publish(new Late__e(Text__c = 'never'));
            throw new MathException('undone');
        }
    }
}
"""
TRIGGER = """trigger NewsTrigger on News__e (after insert) {
    Integer done = 0;
    for (News__e one : (List<News__e>) Trigger.new) {
        if (done == 2) { break; }
        System.debug(one.Text__c + Limits.getLimitQueueableJobs());
        EventBus.TriggerContext.currentContext().setResumeCheckpoint(one.ReplayId);
        done++;
    }
}
"""


def test_events_reach_their_triggers_from_where_these_stopped() -> None:
    shape = "<CustomObject><publishBehavior>{}</publishBehavior></CustomObject>"
    project = Project.of(
        {
            "Events.cls": EVENTS,
            "NewsTrigger.trigger": TRIGGER,
            "LateTrigger.trigger": TRIGGER.replace("News", "Late"),
            "objects/News__e/News__e.object-meta.xml": shape.format("PublishImmediately"),
            "objects/Late__e/Late__e.object-meta.xml": shape.format("PublishAfterCommit"),
        }
    )
    result = project.run_test("Events", "areDelivered")
    assert result.passed, result.message
    assert [line.removeprefix("DEBUG|") for line in result.debug_log] == [
        "a50",
        "b50",
        "c50",
        "delivered",
        "undone",
    ]
    assert [one.get("Text__c") for one in project.machine.undelivered] == ["at once"]


def test_a_trigger_on_records_is_not_known() -> None:
    with pytest.raises(UnknownSyntax, match="a trigger on Account, BEFORE_INSERT"):
        Project.of({"A.trigger": "trigger A on Account (before insert) {}"})
