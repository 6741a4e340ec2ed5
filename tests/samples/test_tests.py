"""The tests of the samples: they hold, they reach every stage, and they find planted faults."""

import re
import time
from pathlib import Path
from shutil import copytree

import pytest
from tests.samples.catalogue import SAMPLES

from pipesmith.cli import main
from pipesmith.cli.testing.looking import found
from pipesmith.cli.testing.performing import performed
from pipesmith.cli.testing.suite import Compiled, compiled, opened
from pipesmith.cli.testing.verdicts import Verdict
from pipesmith.ir import nodes as n
from pipesmith.source import Source

PROGRAMS = [Path(path) for path in found(SAMPLES)]
MOST_SECONDS = 2.0
"""How long the tests of all samples may compute, on a machine with nothing else to do."""
SPREAD = 3
MOST_EXAMPLES = 200


def made(file: Path) -> Compiled:
    return compiled(Source(str(file), file.read_text("utf-8")))


def verdicts(file: Path, count: int = 50) -> list[Verdict]:
    with opened(made(file), file.parent, count) as suite:
        return [*performed(suite, suite.cases)]


def test_every_sample_has_tests() -> None:
    assert {file.parent.name for file in PROGRAMS} == {
        file.parent.name for file in SAMPLES.glob("*/*.pipe")
    }


def test_the_tests_of_all_samples_hold_and_take_little_time() -> None:
    begun, spent = 0.0, 0.0
    for file in PROGRAMS:
        with opened(made(file), file.parent) as suite:
            begun = time.process_time()
            assert [
                each.scenario.title for each in performed(suite, suite.cases) if not each.passed
            ] == []
            spent += time.process_time() - begun
    assert spent < MOST_SECONDS * SPREAD


@pytest.mark.parametrize("file", PROGRAMS, ids=lambda file: file.stem)
def test_the_tests_cover_stages_branches_loops_and_retries(file: Path) -> None:
    assert main(["test", "--fail-under", "100", str(file)]) == 0


FAULTS: dict[str, tuple[str, "str | re.Pattern[str]", str]] = {
    "a dropped branch": (
        "hello/hello.pipe",
        '  if guests == [] {\n    return ["Nobody is here yet."]\n  }\n',
        "",
    ),
    "a dropped case": (
        "support_triage/support_triage.pipe",
        re.compile(r"    case Category\.complaint \{.*?\n    \}\n", re.DOTALL),
        "",
    ),
    "a threshold that is off by one": (
        "customer_risk/customer_risk.pipe",
        "a.risk.score > threshold",
        "a.risk.score >= threshold",
    ),
    "a limit that is off by one": (
        "orders_etl/orders_etl.pipe",
        "order.amount > dearest",
        "order.amount >= dearest",
    ),
    "a missing fallback": (
        "orders_etl/orders_etl.pipe",
        re.compile(r"try \{\n(.*?)\n    \} catch execution \{.*?\n    \}\n", re.DOTALL),
        "if true {\n\\1\n    } else {\n      yield null\n    }\n",
    ),
    "a failure that is not caught": (
        "customer_risk/customer_risk.pipe",
        "catch timeout, rate_limit as err",
        "catch timeout as err",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found_by_a_property(fault: str, tmp_path: Path) -> None:
    path, right, wrong = FAULTS[fault]
    folder = tmp_path / "sample"
    copytree(SAMPLES / Path(path).parent, folder)
    file = folder / Path(path).name
    text = file.read_text("utf-8")
    changed = (
        right.sub(wrong, text) if isinstance(right, re.Pattern) else text.replace(right, wrong)
    )
    assert changed != text
    file.write_text(changed, "utf-8")
    (tested,) = found(folder)
    done = verdicts(Path(tested), MOST_EXAMPLES)
    failed = [each for each in done if not each.passed and isinstance(each.scenario, n.Property)]
    assert failed, [each.scenario.title for each in done]
    for verdict in failed:
        assert_pasteable(verdict, Path(tested))


def assert_pasteable(verdict: Verdict, file: Path) -> None:
    """Paste the test that a property became: it compiles, and fails in the same way."""
    assert verdict.failure is not None and verdict.failure.pasteable is not None
    file.write_text(f"{file.read_text('utf-8')}\n{verdict.failure.pasteable}", "utf-8")
    again = verdicts(file, 1)[-1]
    assert isinstance(again.scenario, n.Test) and again.failure is not None
    assert again.failure.facts == verdict.failure.facts
