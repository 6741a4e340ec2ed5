"""Generated Apex does what the rules say: drawn programs, the same each time."""

import os
from collections import Counter

import pytest
from tests.properties import apex_drawn
from tests.properties.apex_drawn import Built, build, outcomes

SHARES = 6
WRONG = ("Long sum = left + right;", "Long sum = left + right + 1;")


@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
def test_drawn_programs(share: int) -> None:
    count = int(os.environ.get("PIPESMITH_PROGRAMS", "300")) // SHARES
    found = list(outcomes(count, share * count))
    assert [f"seed {number}: {outcome}" for number, outcome in found if ":" in outcome] == []
    seen = Counter(outcome for _, outcome in found)
    assert seen["value"] + seen["error"] > count / 3, seen


@pytest.mark.slow
def test_a_planted_fault_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apex_drawn, "build", wrongly_built)
    assert any("Disagreement" in outcome for _, outcome in outcomes(60, 0))


def wrongly_built(text: str) -> Built | None:
    made = build(text)
    if made is None:
        return None
    classes = {name: text.replace(*WRONG) for name, text in made.classes.items()}
    assert classes != made.classes
    return Built(classes, made.pipeline, made.components)
