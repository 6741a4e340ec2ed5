"""The tests of a program as Apex: they say what the source says, and notice a fault."""

from pathlib import PurePosixPath

import pytest
from tests.apex.corpus import programs
from tests.apexvm import Project, TestResult
from tests.checking import check_files
from tests.conformance.apex_target import sources
from tests.conformance.pages import PROGRAMS, pages, read_page
from tests.targets.apex.shop import BROKEN, HOLDING, SHOP, block, whole
from tests.targets.apex.trying import WITH_TESTS, built, ran, require_tools

from pipesmith.driver import compile_program
from pipesmith.target import Options
from pipesmith_apex_runtime import tests as shipped
from pipesmith_targets.apex import TARGET
from pipesmith_targets.apex.emitting import RUNTIME_TESTS
from pipesmith_targets.apex.testing.names import tried


@pytest.fixture(scope="module")
def results() -> dict[str, TestResult]:
    """Run what holds and what does not, in one program."""
    return ran(whole())


@pytest.mark.parametrize("at", range(len(HOLDING)))
def test_what_holds_passes(results: dict[str, TestResult], at: int) -> None:
    found = results[f"holds {at}"]
    assert found.passed, found.message


@pytest.mark.parametrize("at", range(len(BROKEN)))
def test_what_does_not_hold_fails(results: dict[str, TestResult], at: int) -> None:
    found = results[f"broken {at}"]
    assert found.message.startswith("System.AssertException: Assertion Failed: main.pipe:")


def test_errors_attempts_and_time() -> None:
    mocks = """
  mock fetch(sku: "late") takes 6s returns Article(sku, price: 1.0d, size: Size.small)
  mock fetch(sku: "poor") fails connectivity times 2 then returns Article(
    sku, price: 1.0d, size: Size.small, tags: ["new"])
  mock fetch fails security
  mock reserve returns sku != "gone"
  mock rate returns Size.small
"""
    found = ran(
        SHOP
        + block(
            "late",
            'skus: ["late"]',
            "expect fails timeout",
            "expect called fetch times 3",
            mocks=mocks,
        )
        + block(
            "poor",
            'skus: ["poor"]',
            'expect result == ["poor"]',
            "expect retried articles[0]/article times 2",
            mocks=mocks,
        )
        + block(
            "closed",
            'skus: ["any"]',
            "expect fails security",
            "expect called fetch times 1",
            mocks=mocks,
        )
        + block(
            "gone",
            'skus: ["gone"]',
            "expect fails sold_out",
            "expect called told times 0",
            mocks=mocks.replace('sku: "poor"', 'sku: "gone"'),
        ),
    )
    assert {title: each.message for title, each in found.items()} == dict.fromkeys(
        ("late", "poor", "closed", "gone"), ""
    )


def test_a_request_without_a_mock_fails_the_test() -> None:
    source = """
operator fetch(sku: string) -> int { http GET "{{env.SHOP_URL}}/{{sku}}" }
pipeline price(sku: string) -> int {
  stage found = fetch(sku) fallback 0
  return found
}
test "nobody answers" {
  given price(sku: "a")
  expect result == 0
}
"""
    (found,) = ran(source).values()
    assert found.message == "System.AssertException: Assertion Failed: A call is not mocked: fetch"


OUTWARD = {
    "email.send": 'email.send(to: ["a@b.test"], subject: sku, body: "")',
    "http.request": 'http.request(method: "", url: "https://shop.test" as url)',
    "llm.generate": 'llm.generate(task: "Rate {{sku}}.", model: "unknown")',
    "rate": "rate(sku)",
    "guess": "guess(sku)",
}
"""Calls that leave a test, by what they call."""


def test_what_leaves_a_test_fails_it_without_a_mock() -> None:
    source = """
node rate(sku: string) -> string { apex "Rater" }
node guess(sku: string) -> string { model env.MODEL prompt "Rate {{sku}}." }
"""
    for at, (name, call) in enumerate(OUTWARD.items()):
        source += f"""
pipeline told{at}(sku: string) -> int {{
  try {{
    do {call}
  }} catch * {{
    do log.warn(message: "not told")
  }}
  return 1
}}
test "{name}" {{
  given told{at}(sku: "a")
  expect result == 1
}}
"""
    found = {title: each.message for title, each in ran(source).items()}
    told = "System.AssertException: Assertion Failed: A call is not mocked: "
    assert found == {name: told + name for name in OUTWARD}


def test_answers_may_read_inputs() -> None:
    source = """
operator fetch(sku: string) -> int { http GET "{{env.SHOP_URL}}/{{sku}}" }
pipeline price(sku: string, most: int = 10) -> int {
  stage found = fetch(sku)
  return min([found, most])
}
test "at most so much" {
  given price(sku: "abc", most: 5)
  mock fetch returns most + length(sku)
  expect result == most
  expect called fetch with (sku)
}
"""
    (found,) = ran(source).values()
    assert found.passed, found.message


IDLE = """
  stage a = foreach id in ids { stage x = fetch(id) yield x }
  stage b = repeat length(ids) { stage x = fetch(id: 1) yield x }
  stage c = if go { stage x = fetch(id: 2) yield x } else { yield 0 }
  stage d = switch length(ids) { case 5 { stage x = fetch(id: 2) yield x } else { yield 0 } }
  stage e = parallel { branch l { stage x = fetch(id: 3) when go else 1 yield x } branch r {} }
  stage f = try { stage x = fetch(id: 3) when go else 1 yield x } catch * { yield 0 }
  stage g = foreach id in ids { stage x = fetch(id) yield x } when go
  return length(a) + length(b) + length(g ?? []) + c + d + e.l + f
}
"""
"""A pipeline whose named statements call nothing, and yet are at work."""
ORDERS = ("order a before b", "order c before d", "order e before f", "skipped g")


@pytest.mark.parametrize("begin", ["", "wait 5m"])
def test_a_named_statement_is_at_work_also_where_it_calls_nothing(begin: str) -> None:
    source = 'operator fetch(id: int) -> int { http GET "{{env.SHOP_URL}}/{{id}}" }\n'
    source += "pipeline idle(ids: list[int] where length(it) < 9, go: bool) -> int {" + begin + IDLE
    for expected in (*ORDERS, *(f"skipped {each}" for each in "abcdef")):
        source += f"""
test "{expected}" {{
  given idle(ids: [], go: false)
  mock fetch returns 1
  expect {expected}
}}
"""
    passed = {title for title, each in ran(source).items() if each.passed}
    assert passed == set(ORDERS)


def test_standard_components_are_mocked_with_their_arguments() -> None:
    source = """
pipeline ticket(summary: string) -> json {
  let body = { summary: summary }
  stage made = http.request(method: "POST", url: "{{env.DESK_URL}}/tickets", body: body)
  do log.info(message: "done")
  return made.body
}
test "a ticket is made" {
  given ticket(summary: "It smokes")
  mock http.request returns HttpResponse(status: 201, headers: {}, body)
  mock log.info(message: "done") returns null
  expect result == ({ summary: "It smokes" } as json)
  expect called log.info times 1 with (message: "done")
}
"""
    (found,) = ran(source).values()
    assert found.passed, found.message


def test_conformance_pages_end_as_their_titles_say() -> None:
    ended: dict[str, bool] = {}
    for path in pages(PROGRAMS):
        for program in read_page(path).programs:
            source = program.files["main.pipe"]
            if "\ntest " in source and len(program.files) == 1 and is_built(source):
                ended |= {title: each.passed for title, each in ran(source).items()}
    assert len(ended) >= 5
    assert ended == {title: not title.startswith("fails:") for title in ended}


def is_built(source: str) -> bool:
    """Tell whether a program is sound, and one that Apex takes."""
    checked = check_files({"main.pipe": source})
    if checked.program is None:
        return False
    return compile_program(checked.program, TARGET, WITH_TESTS).bundle is not None


# ---------------------------------------------------------------- what is generated


def classes(source: str) -> dict[str, str]:
    """Give the classes of a program and of its tests."""
    bundle = built(source)[1].bundle
    assert bundle is not None
    return {
        PurePosixPath(path).stem: text
        for path, text in bundle.files.items()
        if path.endswith(".cls") and "pipeline-runtime" not in path
    }


def test_what_only_tests_need_stands_in_a_test_class() -> None:
    files = {
        "shop.pipe": "pipeline twice(number: int) -> int { return number * 2 }",
        "shop_test.pipe": """
import { twice } from "./shop.pipe"
function some() -> int = 21
test "of some" { given twice(number: some()) expect result == 42 }
""",
    }
    checked = check_files(files, "shop_test.pipe")
    assert checked.program is not None
    plain = TARGET.emit(checked.program, Options())
    tested = TARGET.emit(checked.program, WITH_TESTS)
    added = tested.files.keys() - plain.files.keys()
    own = {PurePosixPath(path).name for path in added if not path.startswith(RUNTIME_TESTS)}
    assert own == {
        "ShopTest.cls",
        "ShopTest.cls-meta.xml",
        "TwiceTest.cls",
        "TwiceTest.cls-meta.xml",
    }
    assert tested.entry == plain.entry
    text = next(text for path, text in tested.files.items() if path.endswith("/ShopTest.cls"))
    assert "@IsTest\n" in text and "public static Long some()" in text
    permissions = [text for path, text in tested.files.items() if "permissionset" in path]
    assert "ShopTest" not in permissions[0] and "Twice" in permissions[0]


def test_those_of_the_runtime_go_to_an_org_with_them() -> None:
    _, compiled = built("pipeline one() -> int { return 1 }")
    assert compiled.bundle is not None
    found = {
        PurePosixPath(path).name: text
        for path, text in compiled.bundle.files.items()
        if path.startswith(f"{RUNTIME_TESTS}/")
    }
    assert found.keys() == shipped().keys()
    assert all(
        found[name].endswith(text) for name, text in shipped().items() if ".cls-" not in name
    )
    manifest = compiled.bundle.files["manifest/package.xml"]
    assert "<members>PipelineDataTest</members>" in manifest


def test_no_class_of_a_program_is_called_like_one_of_them() -> None:
    body = "pipeline pipeline_data() -> int { return 1 }\n"
    _, compiled = built(body + 'test "one" { given pipeline_data() expect result == 1 }')
    assert compiled.bundle is not None
    names = [PurePosixPath(path).name for path in compiled.bundle.files if path.endswith(".cls")]
    assert len(names) == len({each.lower() for each in names})


def test_titles_of_any_kind_become_methods() -> None:
    titles = [
        "trigger",
        "1 > 0",
        "\u00fcber \U0001f600",
        "'; System.debug('owned'); //",
        "Trigger!",
    ]
    body = "pipeline one() -> int { return 1 }\n"
    body += "".join(f'test "{title}" {{ given one() expect result == 1 }}\n' for title in titles)
    found = ran(body)
    assert {*found} == {*titles} and all(each.passed for each in found.values())


@pytest.mark.slow
def test_what_holds_of_records_components_and_actions_holds_in_all_programs() -> None:
    require_tools()
    count, failed = 0, list[str]()
    for name, files in programs():
        checked = check_files(files)
        if checked.program is None:
            continue
        bundle = compile_program(checked.program, TARGET, WITH_TESTS).bundle
        if bundle is not None:
            project, known = Project.of(sources(bundle)), tried(checked.program)
            for test in project.tests():
                if test in known or test[1].startswith("theActionOf"):
                    continue  # what the source says of a program may need classes of its operators
                result = project.run_test(*test)
                count += 1
                failed += [] if result.passed else [f"{name}: {test}: {result.message}"]
    assert failed == []
    assert count > 250
