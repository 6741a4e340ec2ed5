"""Classes of the Apex runtime that are made of what others have: prompts, records of components."""

from pathlib import Path

import pytest
from tests.runtime.apex import component_records, prompts

FOLDER = Path(__file__).parents[3] / "runtime/pipesmith_apex_runtime/classes"
MADE = {**component_records.files(), "PipelinePrompts.cls": prompts.written()}


@pytest.mark.parametrize("name", MADE)
def test_a_class_says_what_it_is_made_of(name: str, update: bool) -> None:
    if update:
        (FOLDER / name).write_text(MADE[name], "utf-8")
    assert (FOLDER / name).read_text("utf-8") == MADE[name]


def test_every_record_of_a_component_has_a_class() -> None:
    assert len(component_records.files()) == 6
