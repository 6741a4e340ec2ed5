"""Generated Python does what the rules say: drawn programs, and the cases that once differed.

A test run draws the same few hundred programs each time; `make fuzz` draws thousands of new ones.
`PIPESMITH_PROGRAMS` says how many, `PIPESMITH_SEED` where drawing begins. With `-s` the shares of
what drawn programs contain are printed.
"""

import os
from collections import Counter
from pathlib import Path
from random import randrange

import pytest
from tests.fences import fences
from tests.oracle.program import Unsound
from tests.properties.comparing import Case, compare
from tests.properties.drawing import drawn
from tests.properties.reducing import reduced
from tests.properties.shares import CONTAINED, HAPPENS, shares

CASES = Path(__file__).parents[1] / "oracle" / "cases"
SECONDS = 40
"""How long a program that shows a fault may be made smaller."""


def test_drawn_programs() -> None:
    count, seed = int(os.environ.get("PIPESMITH_PROGRAMS", "300")), first_seed()
    print(f"\n{count} programs; the first seed is {seed}")
    seen = agreed(count, seed)
    print(dict(seen))
    assert seen["unclear"] < count / 8, seen
    assert min(seen["value"], seen["error"]) > count / 10, seen


def test_drawn_programs_contain_every_construct() -> None:
    found = shares(500, 0)
    print("\n".join(f"{share:5.1f} %  {name}" for name, share in found.items()))
    assert not {name: found[name] for name in CONTAINED if found[name] < 2}
    assert not {name: found[name] for name in HAPPENS if found[name] < 0.5}


def first_seed() -> int:
    """Give the seed that is asked for; where only many programs are, a new one each time."""
    chosen = os.environ.get("PIPESMITH_SEED")
    if chosen is not None:
        return int(chosen)
    return randrange(10**9) if "PIPESMITH_PROGRAMS" in os.environ else 0


def agreed(count: int, seed: int) -> Counter[str]:
    """Count how drawn cases went; the first that shows a fault is made smaller and told."""
    seen: Counter[str] = Counter()
    for number, case in drawn(count, seed):
        try:
            seen[compare(case)] += 1
        except Exception as fault:
            pytest.fail(f"seed {number}, made smaller:\n\n{told(case, fault)}", pytrace=False)
    return seen


def told(case: Case, fault: Exception) -> str:
    """Describe a fault by a small program that shows it, as a page of `oracle/cases` has it."""
    small = reduced(case, lambda each: type(fault_of(each)) is type(fault), SECONDS)
    numbers = f"seed={small.seed} failing={small.failing} slow={small.slow}"
    found = fault_of(small)
    return f"```pipe {numbers}\n{small.text}```\n\n{type(found).__name__}: {found}"


def fault_of(case: Case) -> Exception | None:
    """Give what goes wrong with a case, None where nothing does or the program has errors."""
    try:
        compare(case)
    except Unsound:
        return None
    except Exception as fault:
        return fault
    return None


def kept() -> list[object]:
    """Give the kept cases; one whose block says `open` is a fault that is known and not mended."""
    return [
        pytest.param(
            page, marks=pytest.mark.xfail(strict=True) if is_open(page) else (), id=page.stem
        )
        for page in sorted(CASES.glob("*.md"))
    ]


def is_open(page: Path) -> bool:
    (block,) = fences(page.read_text("utf-8"))
    return "open" in block.options


@pytest.mark.parametrize("page", kept())
def test_kept_case(page: Path) -> None:
    (block,) = fences(page.read_text("utf-8"))
    numbers = {name: int(block.options.get(name, "0")) for name in ("seed", "failing", "slow")}
    assert compare(Case(block.text, **numbers)) != "unclear"
