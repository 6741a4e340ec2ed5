"""Conformance: the same programs on every target, with the outcomes that the rules give."""

from pathlib import Path

import pytest
from tests.checking import check_files
from tests.conformance.outcome import problems
from tests.conformance.pages import (
    NONE,
    PATTERNS,
    PROGRAMS,
    Page,
    Program,
    pages,
    read_page,
    rules_of,
)
from tests.conformance.targets import FEATURES, TARGETS, Runner

from pipesmith.cli.testing.performing import performed
from pipesmith.cli.testing.suite import compiled, opened
from pipesmith.diagnostics import Severity
from pipesmith.diagnostics.render import render_text
from pipesmith.source import Source

RULES = range(84)
ERRORS = Path(__file__).parent / "cases" / "errors"
ALL = [*pages(PROGRAMS), *pages(PATTERNS)]


def name(page: Path) -> str:
    return f"{page.parent.name}/{page.stem}"


@pytest.mark.parametrize("path", ALL, ids=name)
def test_findings(path: Path) -> None:
    for program in read_page(path).programs:
        assert found_slugs(program) == wanted_slugs(program), program.files["main.pipe"]


def wanted_slugs(program: Program) -> list[str]:
    return sorted(program.fails | program.warns)


def found_slugs(program: Program) -> list[str]:
    """Give the slugs of errors; those of warnings too, where the page is about one."""
    findings = check_files(program.files).findings
    wanted = {Severity.error, Severity.warning} if program.warns else {Severity.error}
    found = [str(each.slug) for each in findings if each.severity in wanted]
    return sorted({*found}) or ([] if not program.fails else [render_text(findings)])


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
@pytest.mark.parametrize("path", ALL, ids=name)
def test_runs(path: Path, target: Runner, tmp_path: Path) -> None:
    wrong = []
    for number, program in enumerate(read_page(path).programs):
        folder = tmp_path / str(number)
        folder.mkdir()
        refused = target.refused.get(f"{name(path)}#{number}", frozenset())
        wrong += wrong_in(program, target, folder, refused)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_a_table_of_what_is_refused_names_programs(target: Runner) -> None:
    sizes = {name(path): len(read_page(path).programs) for path in ALL}
    sizes |= {name(path): 1 for path in (PROGRAMS.parent / "flowmason_runner").glob("*.pipe")}
    places = [place.split("#") for place in target.refused]
    assert all(int(number) < sizes[page] for page, number in places)
    assert all(slugs for slugs in target.refused.values())


@pytest.mark.parametrize("path", ALL, ids=name)
def test_tests_in_programs(path: Path, tmp_path: Path) -> None:
    wrong = []
    for program in read_page(path).programs:
        if not program.fails:
            wrong += wrong_verdicts(program, tmp_path)
    assert not wrong, "\n".join(wrong)


def wrong_verdicts(program: Program, folder: Path) -> list[str]:
    """Tell which tests of a program do not end as their titles say: `fails: …` means to fail."""

    def read(path: str) -> Source | None:
        known = path.removeprefix("./")
        return Source(known, program.files[known]) if known in program.files else None

    made = compiled(Source("main.pipe", program.files["main.pipe"]), read=read)
    if made.program is None or not made.program.entry.tests:
        return []
    with opened(made, folder) as suite:
        verdicts = [*performed(suite, suite.cases)]
    wanted = {each.title: not each.title.startswith("fails:") for each in made.program.entry.tests}
    found = {each.scenario.title: each.failure is None for each in verdicts}
    return [
        f"{title}: passed is {found[title]}" for title in wanted if found[title] != wanted[title]
    ]


def wrong_in(
    program: Program, target: Runner, folder: Path, refused: frozenset[str] = NONE
) -> list[str]:
    """Tell what goes wrong on a target; it must refuse a program as its table says, or run it."""
    if program.fails:
        return []
    if {*target.refusals(program)} != refused:
        return [f"refused: {target.refusals(program)} instead of {sorted(refused)}"]
    if refused:
        return []
    cases = [case for case in program.cases if case.needs <= target.features]
    outcomes = target.run(program, folder)
    pairs = zip(cases, outcomes, strict=True)
    return [problem for case, outcome in pairs for problem in problems(case, outcome)]


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_what_a_target_lacks_is_told(target: Runner) -> None:
    lacks = lacking(target, [read_page(path) for path in ALL])
    for title, feature in lacks:
        print(f"{target.name} lacks `{feature}`, which {title} needs")
    assert {feature for _, feature in lacks} == FEATURES - target.features


def lacking(target: Runner, found: list[Page]) -> list[tuple[str, str]]:
    """Give the pages, and what each needs that a target lacks."""
    needs = [
        (name(page.path), need)
        for page in found
        for program in page.programs
        for need in program.needs.union(*(case.needs for case in program.cases))
    ]
    return [(title, need) for title, need in needs if need not in target.features]


# ------------------------------------------------------------------ every rule has its page


def uncited(files: list[Path]) -> list[int]:
    """Give the rules that no file cites."""
    cited = {rule for file in files for rule in rules_of(file.read_text("utf-8"))}
    return [rule for rule in RULES if rule not in cited]


def idle(found: list[Page]) -> list[str]:
    """Give the pages that want nothing, and so could not fail."""
    return [
        name(page.path)
        for page in found
        if not any(each.cases or each.fails or each.warns or each.needs for each in page.programs)
    ]


def test_every_rule_has_a_page() -> None:
    assert uncited([*ALL, *ERRORS.rglob("*.md")]) == []


def test_every_page_wants_something_and_cites_rules_that_are_there() -> None:
    found = [read_page(path) for path in ALL]
    assert idle(found) == []
    assert {rule for page in found for rule in page.rules} <= {*RULES}
    assert all(page.rules for page in found if page.path.parent == PROGRAMS)


def test_a_rule_without_a_page_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# All but two\n\nrules: " + ", ".join(map(str, range(2, 84))) + "\n", "utf-8")
    assert uncited([page]) == [0, 1]


def test_a_page_that_wants_nothing_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Nothing\n\nrules: 1\n\n```pipe\npipeline p() { }\n```\n", "utf-8")
    assert idle([read_page(page)]) == [f"{tmp_path.name}/page"]


PLANTED = """
```pipe
operator work(n: int) -> int { python "services:work" apex "Work" }
pipeline p() -> int {
  stage a = work(n: 1) retry 1
  return a
}
```

```run
{"answers": {"work": [{"fails": "timeout"}, {"returns": 2, "takes": "1s"}]}, WANTED}
```
"""


@pytest.mark.parametrize(
    ("wanted", "wrong"),
    [
        ('"result": 2, "took": "1s", "executions": {"a": 2}', 0),
        ('"result": 2.0', 1),
        ('"result": 2, "took": "2s", "executions": {"a": 1}', 2),
        ('"error": {"type": "TIMEOUT"}', 1),
    ],
)
@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_another_outcome_is_noticed(
    target: Runner, wanted: str, wrong: int, tmp_path: Path
) -> None:
    page = tmp_path / "page.md"
    page.write_text(PLANTED.replace("WANTED", wanted), "utf-8")
    (program,) = read_page(page).programs
    assert len(wrong_in(program, target, tmp_path)) == wrong
