"""The table of PipelineLatin is that of Unicode."""

from pathlib import Path

import pytest
from tests.runtime.apex.latin import table, written

CLASS = Path(__file__).parents[3] / "runtime/pipesmith_apex_runtime/classes/PipelineLatin.cls"


def test_table(pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--update"):
        CLASS.write_text(written(), "utf-8")
    assert CLASS.read_text("utf-8") == written()


def test_table_spells_letters() -> None:
    spelled = {char: spelling for spelling, chars in table().items() for char in chars}
    assert [spelled.get(char) for char in "éßﬁ½中"] == ["e", None, "fi", "12", None]
