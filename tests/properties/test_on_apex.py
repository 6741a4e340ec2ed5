"""Generated Apex does what the rules say: drawn programs, at once and as jobs, and kept cases."""

import os
from collections import Counter
from pathlib import Path
from unittest.mock import patch

import pytest
from tests.apex.gates import missing
from tests.fences import fences
from tests.oracle.in_turn import InTurn
from tests.oracle.simulation import Simulation, Work
from tests.properties.comparing import Case, Disagreement
from tests.properties.drawing import drawn
from tests.properties.on_apex import Change, at_once, compare, in_jobs
from tests.properties.test_oracle import CASES, first_seed

PROGRAMS = 300
REFUSED = {"apex/deadline", "apex/signal"}
WAYS: tuple[Change, ...] = (at_once, in_jobs)
COMPARED = dict.fromkeys(WAYS, 0.9)
"""The share of drawn programs that Apex does at least, as the others are refused."""


@pytest.fixture(autouse=True)
def tools() -> None:
    """Skip where the parser of Apex is missing; in CI it may not be."""
    reason = missing()
    if reason:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


@pytest.mark.parametrize("way", WAYS)
def test_drawn_programs(way: Change) -> None:
    count, seed = int(os.environ.get("PIPESMITH_PROGRAMS", str(PROGRAMS))), first_seed()
    print(f"\n{count} programs {way.__name__}; the first seed is {seed}")
    seen: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for number, case in drawn(count, seed):
        try:
            how, slugs = compare(case, way)
        except Disagreement as fault:
            pytest.fail(f"seed {number}:\n\n{case.text}\n\n{fault}", pytrace=False)
        seen[how] += 1
        refused.update(slugs)
    print(f"{dict(seen)}; refused by slug: {dict(refused)}")
    assert seen["value"] + seen["error"] > count * COMPARED[way], seen
    assert {*refused} <= REFUSED


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("page", sorted(CASES.glob("*.md")), ids=lambda page: page.stem)
def test_kept_case(page: Path, way: Change) -> None:
    (block,) = fences(page.read_text("utf-8"))
    numbers = {name: int(block.options.get(name, "0")) for name in ("seed", "failing")}
    _, refused = compare(Case(block.text, **numbers), way)
    assert refused <= REFUSED


FAULTY = """
operator f() -> int { python "HOST:f" }

pipeline main() -> int {
  stage a = f() fallback 1
  stage b = parallel any { branch x { stage c = f() yield c } branch y { yield 2 } }
  return a + b
}
"""


def test_another_outcome_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.properties.on_apex.ran", lambda *_: 1)
    with pytest.raises(Disagreement):
        compare(Case(FAULTY), at_once)


def _last_first(self: Simulation, works: list[Work[object]], count: int) -> Work[list[object]]:
    return InTurn.all_of(InTurn(), works[::-1][:count])


def test_another_order_is_noticed() -> None:
    assert compare(Case(FAULTY), at_once) == ("value", frozenset())
    with patch.object(InTurn, "some_of", _last_first), pytest.raises(Disagreement):
        compare(Case(FAULTY), at_once)
