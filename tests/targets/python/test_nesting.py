"""Statements that stand deeply in each other, and very many that follow each other."""

import asyncio
from pathlib import Path

import pytest
from tests.checking import check_files
from tests.program import imported, python_target

from pipesmith.target import Options


def nested(opening: str, closing: str, depth: int) -> str:
    """Write a pipeline with one statement in another, and so on."""
    inner = opening * depth + "wait 1s" + closing * depth
    return f"pipeline p(n: int) -> int {{\n  {inner}\n  return n\n}}\n"


def found(text: str) -> list[str]:
    """Give the slugs of what the target refuses, once what it takes is Python."""
    checked = check_files({"main.pipe": text})
    assert checked.program is not None
    target = python_target()
    findings = [*target.check(checked.program, checked.findings.sources)]
    if not findings:
        bundle = target.emit(checked.program, Options())
        compile(bundle.files[bundle.entry], bundle.entry, "exec")
    return [str(finding.slug) for finding in findings]


@pytest.mark.parametrize("depth", range(5, 24, 3))
@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("try { ", " } catch timeout { wait 2s }"),
        ("try { ", " } finally { wait 2s }"),
        ("repeat n { ", " }"),
        ("while n > 1 max 3 { ", " }"),
        ("if n > 1 { ", " }"),
    ],
)
def test_what_is_not_refused_is_python(opening: str, closing: str, depth: int) -> None:
    assert found(nested(opening, closing, depth)) in ([], ["python/nesting-too-deep"])


def test_the_limit_is_told_where_it_is_passed() -> None:
    text = nested("\n  repeat n { ", " }", 21)
    checked = check_files({"main.pipe": text})
    assert checked.program is not None
    (finding,) = python_target().check(checked.program, checked.findings.sources)
    assert str(finding.slug) == "python/nesting-too-deep"
    line, _ = checked.findings.sources["main.pipe"].position(finding.label.span.start)
    assert line > 20


def arms(count: int) -> str:
    """Write a pipeline that chooses one of many ways, and one that returns from one."""
    chosen = " else ".join(f"if n == {i} {{ yield {i * 10} }}" for i in range(count))
    left = " else ".join(f"if n == {i} {{ return {i * 10} }}" for i in range(count))
    return (
        f"pipeline p(n: int) -> int {{\n  stage a = {chosen} else {{ yield -1 }}\n  return a\n}}\n"
        f"pipeline q(n: int) -> int {{\n  {left}\n  return -1\n}}\n"
    )


@pytest.mark.parametrize("count", [3, 60])
def test_a_chain_of_any_length_chooses_the_first_that_holds(count: int, tmp_path: Path) -> None:
    with imported(arms(count), tmp_path) as (module, _):
        for n, expected in ((0, 0), (2, 20), (count - 1, count * 10 - 10), (count, -1)):
            assert asyncio.run(module.p(n=n)) == expected
            assert asyncio.run(module.q(n=n)) == expected


def test_a_chain_beyond_any_recursion_is_written() -> None:
    assert found(arms(500)) == []
