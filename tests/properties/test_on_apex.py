"""Generated Apex does what the rules say, for drawn programs that one transaction can do."""

import os
from collections import Counter

import pytest
from tests.apex.gates import missing
from tests.properties.comparing import Case, Disagreement
from tests.properties.drawing import drawn
from tests.properties.on_apex import compare
from tests.properties.test_oracle import first_seed

PROGRAMS = 60
REFUSED = {
    f"apex/{slug}"
    for slug in ("backoff", "deadline", "race", "retry-jump", "signal", "sub-pipeline")
}


@pytest.fixture(autouse=True)
def tools() -> None:
    """Skip where the parser of Apex is missing; in CI it may not be."""
    reason = missing()
    if reason:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


def test_drawn_programs() -> None:
    count = int(os.environ.get("PIPESMITH_PROGRAMS", str(PROGRAMS)))
    seen: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for number, case in drawn(count, first_seed()):
        try:
            how, slugs = compare(case)
        except Disagreement as fault:
            pytest.fail(f"seed {number}:\n\n{case.text}\n\n{fault}", pytrace=False)
        seen[how] += 1
        refused.update(slugs)
    print(f"\n{dict(seen)}; refused by slug: {dict(refused)}")
    assert seen["value"] + seen["error"] > count / 2, seen
    assert {*refused} <= REFUSED


def test_another_outcome_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.properties.on_apex.ran", lambda *_: 1)
    with pytest.raises(Disagreement):
        compare(Case("pipeline main() -> int { return 2 }\n"))
