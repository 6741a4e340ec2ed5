"""Apex is parsed by the installed parser, and its absence is told."""

from collections.abc import Generator
from pathlib import Path

import pytest
from tests.apexvm import ParserMissing, Project, parser
from tests.apexvm.parser import executable, parse
from tests.conftest import without_parser


@pytest.fixture
def nothing_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Generator[None, None, None]:
    executable.cache_clear()
    monkeypatch.setattr(parser, "TOOLS", tmp_path)
    yield
    executable.cache_clear()


def test_mistakes_have_lines() -> None:
    found = parse("public class A {\n    Integer a = 1\n}")
    assert found.unit is None
    assert [(one.line, one.message) for one in found.mistakes] == [(3, "Missing ';' at '}'")]


@pytest.mark.usefixtures("nothing_installed")
def test_a_missing_parser_is_told() -> None:
    with pytest.raises(ParserMissing, match="make apex-tools"):
        Project.of({"Never.cls": "public class Never { String seen = 'nowhere else'; }"})


@pytest.mark.parametrize(("ci", "ends"), [("", pytest.skip.Exception), ("1", ParserMissing)])
def test_a_missing_parser_skips_tests_and_fails_them_in_ci(
    ci: str, ends: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", ci)
    steps = without_parser()
    next(steps)
    with pytest.raises(ends):
        steps.throw(ParserMissing("the parser"))
