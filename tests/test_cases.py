"""Cases on pages: a program, and what the compiler says of it or makes of it, to the byte.

`pytest --update` rewrites what is expected; CI refuses that option.
"""

from pathlib import Path

import pytest
from tests.checking import check_files, files_of
from tests.fences import Fence, fences, replaced

from pipesmith.diagnostics.render import render_text
from pipesmith.driver import Checked, compile_program
from pipesmith.ir.dump import dump
from pipesmith.ir.nodes import Program
from pipesmith.target import GENERATED, Options

CASES = Path(__file__).parent / "cases"
ERRORS, EMITS = CASES / "errors", CASES / "emit"
FEWEST_ERRORS, FEWEST_EMITS = 200, 8


def pages(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.md"))


def name(page: Path) -> str:
    return str(page.relative_to(CASES))


def checked(blocks: list[Fence]) -> Checked:
    files, entry = files_of([fence for fence in blocks if fence.language == "pipe"])
    return check_files(files, entry)


def problems(page: Path, found: dict[str, str], update: bool) -> list[str]:
    """Compare the blocks of a page with what was found, or rewrite them."""
    text = page.read_text("utf-8")
    expected = {fence.language: fence.text for fence in fences(text)}
    wrong = [key for key, value in found.items() if expected.get(key) != value]
    if update and wrong:
        page.write_text(replaced(text, dict(found)), "utf-8")
        return []
    return wrong


@pytest.mark.parametrize("page", pages(ERRORS), ids=name)
def test_findings(page: Path, update: bool) -> None:
    blocks = [*fences(page.read_text("utf-8"))]
    found = checked(blocks).findings
    assert page.parent.name in {finding.slug.name.replace("/", "-") for finding in found}
    text = render_text(found)
    expected = "".join(fence.text for fence in blocks if fence.language == "findings")
    if problems(page, {"findings": text}, update):
        assert text == expected


@pytest.mark.parametrize("page", pages(EMITS), ids=name)
def test_emitted(page: Path, update: bool) -> None:
    blocks = [*fences(page.read_text("utf-8"))]
    result = checked(blocks)
    assert result.program is not None, render_text(result.findings)
    wanted = {fence.language for fence in blocks} & {"ir", "python", "tests"}
    found = {"ir": dump(result.program), "python": python(result.program)}
    if result.program.entry.tests:
        found["tests"] = beside(result.program)
    found = {key: found[key] for key in sorted(wanted or found)}
    for language in problems(page, found, update):
        expected = next(fence.text for fence in blocks if fence.language == language)
        assert found[language] == expected


def python(program: Program) -> str:
    """Give the module of the entry file, which must also be Python that compiles."""
    from pipesmith_targets import find

    target = find("python")
    assert target is not None
    bundle = compile_program(program, target, Options()).bundle
    assert bundle is not None
    text = bundle.files[bundle.entry]
    compile(text, bundle.entry, "exec")
    return bare(text)


def beside(program: Program) -> str:
    """Give the tests of the entry file as a module."""
    from pipesmith_targets import find

    target = find("python")
    assert target is not None
    bundle = compile_program(program, target, Options(tests=True)).bundle
    assert bundle is not None
    text = bundle.files[f"test_{bundle.entry}"]
    compile(text, bundle.entry, "exec")
    return "\n".join(line for line in text.splitlines() if GENERATED not in line) + "\n"


def bare(module: str) -> str:
    """Cut what every module has: the line that says who wrote it, and the map of its lines."""
    assert module.count("\nSOURCE = ") == 1
    lines = module[: module.index("\nSOURCE = ")].splitlines()
    return "\n".join(line for line in lines if GENERATED not in line).strip() + "\n"


def empty_folders(folder: Path) -> list[Path]:
    """Give the folders that hold no case."""
    return [inner for inner in folder.iterdir() if inner.is_dir() and not pages(inner)]


def unmarked(folder: Path) -> list[Path]:
    """Give the pages that expect nothing, and so could not fail."""
    kinds = {"findings", "ir", "python", "tests"}
    return [
        page
        for page in pages(folder)
        if not kinds & {fence.language for fence in fences(page.read_text("utf-8"))}
    ]


def test_there_are_cases() -> None:
    assert len(pages(ERRORS)) >= FEWEST_ERRORS
    assert len(pages(EMITS)) >= FEWEST_EMITS
    assert empty_folders(ERRORS) == []
    assert unmarked(CASES) == []


def test_a_folder_without_cases_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "unknown-stage").mkdir()
    assert empty_folders(tmp_path) == [tmp_path / "unknown-stage"]


def test_a_page_that_expects_nothing_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "case.md"
    page.write_text("# A case\n\n```pipe\n```\n", "utf-8")
    assert unmarked(tmp_path) == [page]


def test_another_output_is_noticed_and_update_rewrites_it(tmp_path: Path) -> None:
    page = tmp_path / "case.md"
    page.write_text("# A case\n\n```findings\nold\n```\n", "utf-8")
    found = {"findings": "new\n"}
    assert problems(page, found, update=False) == ["findings"]
    assert problems(page, found, update=True) == []
    assert page.read_text("utf-8") == "# A case\n\n```findings\nnew\n```\n"
    assert problems(page, found, update=False) == []


def test_update_adds_a_block_that_is_missing(tmp_path: Path) -> None:
    page = tmp_path / "case.md"
    page.write_text("# A case\n", "utf-8")
    assert problems(page, {"findings": "new\n"}, update=True) == []
    assert page.read_text("utf-8") == "# A case\n\n```findings\nnew\n```\n"
