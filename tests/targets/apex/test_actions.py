"""Actions as Flow calls them: what they take and give, run in the interpreter of the tests."""

import json

import pytest
from tests.apexvm import Project
from tests.conformance.apex_target import START, require_tools, sources
from tests.targets.apex.building import built, classes

PROGRAM = """
enum Kind { billing, access }
record Line { sku: string  count: int }

pipeline say(kind: Kind, line: Line, left: duration = 1m, rest: Kind? = null) -> string {
  return "{{kind}} {{line.sku}} {{left}} {{rest ?? kind}}"
}

pipeline other(kind: Kind) -> Kind { return kind == Kind.billing ? Kind.access : Kind.billing }
pipeline due(day: date, known: bool) -> date? { return known ? day : null }
pipeline many(count: int) -> list[int] { return [count, count] }
"""
DRIVER = """
@IsTest
public class Driver {
    public static List<String> say(String kind, String line, String left, String rest) {
        SayAction.Request request = new SayAction.Request();
        request.kind = kind;
        request.lineJson = line;
        request.left = left;
        request.rest = rest;
        SayAction.Result result = SayAction.run(new List<SayAction.Request>{ request })[0];
        return new List<String>{ result.output, result.errorType, result.message };
    }

    public static List<String> outputs() {
        OtherAction.Request other = new OtherAction.Request();
        other.kind = 'billing';
        DueAction.Request due = new DueAction.Request();
        due.day = Date.newInstance(2026, 2, 3);
        due.known = true;
        DueAction.Request never = new DueAction.Request();
        never.day = due.day;
        never.known = false;
        ManyAction.Request many = new ManyAction.Request();
        many.count = 2;
        List<DueAction.Result> dates = DueAction.run(new List<DueAction.Request>{ due, never });
        return new List<String>{
            OtherAction.run(new List<OtherAction.Request>{ other })[0].output,
            dates[0].output,
            dates[1].output,
            ManyAction.run(new List<ManyAction.Request>{ many })[0].output
        };
    }
}
"""
LINE = '{"sku": "A-7", "count": 2}'


@pytest.fixture(scope="module")
def project() -> Project:
    require_tools()
    made = Project.of(sources(built(PROGRAM)) | {"Driver.cls": DRIVER})
    made.clock = lambda: START
    return made


def said(project: Project, *given: str | None) -> list[str | None]:
    answer = project.call_static("Driver", "say", *given)
    assert isinstance(answer, list)
    return answer


def test_enums_and_durations_are_texts(project: Project) -> None:
    given = ("billing", LINE, "PT5M", "access")
    assert said(project, *given) == ["billing A-7 PT5M access", None, None]
    assert said(project, "access", LINE, None, None)[0] == "access A-7 PT1M access"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (("other", LINE, None, None), "$.kind: "),
        ((None, LINE, None, None), "$.kind: "),
        (("billing", "A-7", None, None), "$.line: "),
        (("billing", "{}", None, None), "$.line.sku: "),
        (("billing", LINE, "soon", None), "$.left: "),
    ],
)
def test_an_error_names_the_input(
    project: Project, given: tuple[str | None, ...], name: str
) -> None:
    output, kind, message = said(project, *given)
    assert (output, kind) == (None, "VALIDATION")
    assert message is not None and message.startswith(name), message


def test_what_is_text_in_json_is_given_as_it_is(project: Project) -> None:
    assert project.call_static("Driver", "outputs") == ["access", "2026-02-03", None, "[2,2]"]


def test_variables_are_labelled_in_words() -> None:
    program = "pipeline later(for_whom: string) -> int { wait 1m return 1 }"
    written = classes(built(PROGRAM))["SayAction"] + classes(built(program))["LaterAction"]
    for label in ("Succeeded", "Output", "Run name", "Error type", "Message", "For whom"):
        assert f"label={json.dumps(label)}".replace('"', "'") in written
    assert "'The parameter kind. One of billing, access.'" in written
    assert "'The parameter left. Such as PT5M.'" in written
    assert "'The result, empty where the run failed.'" in written
