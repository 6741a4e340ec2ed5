"""What a program does not do leaves nothing behind in Apex."""

import re

import pytest
from tests.apex.corpus import OWN
from tests.targets.apex.building import built, classes


def test_no_block_is_empty() -> None:
    for text in classes(built((OWN / "idle.pipe").read_text("utf-8"))).values():
        assert re.search(r"\{\s*\}", text) is None


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ("if n > 3 { } else { do log.info(message: text) }", "if (!(n > 3L)) {"),
        ("switch n { case 1 { } else { do log.info(message: text) } }", "if (n != 1L) {"),
        ("switch n { case 1 { do log.info(message: text) } else { } }", "switch on n {"),
        ("foreach x in [1 div n] { }", "String.valueOf("),
        ("repeat n { }", "return n;"),
        ("try { do fail() } catch * { }", "PipelineRun.caught(problem);"),
    ],
)
def test_a_choice_without_work_is_turned_round(statement: str, line: str) -> None:
    source = f"""
    pipeline p(n: int, text: string) -> int {{
      {statement}
      return n
    }}
    operator fail() {{ apex "Fail" }}
    """
    body = classes(built(source))["P"].partition(" perform(")[2]
    assert line in body
    assert re.search(r"\{\s*\}", body) is None
