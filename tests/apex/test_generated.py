"""What the Apex target writes for the conformance programs passes the gates."""

from pathlib import Path

import pytest
from tests.apex.corpus import alone, bundles, merged
from tests.apex.gates import Found
from tests.apex.projects import Files, checked

FEWEST = 100

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def programs() -> dict[str, Files]:
    """Give the files that are written for each program."""
    return dict(bundles())


def told(found: list[Found]) -> list[str]:
    return [str(one) for one in found]


def test_many_programs_are_written(programs: dict[str, Files]) -> None:
    assert len(programs) >= FEWEST


def test_all_programs_parse_and_have_sound_types(
    tools: None, shared: Path, programs: dict[str, Files]
) -> None:
    files, _ = merged(programs)
    assert told(checked(shared, {"all": files}, ("syntax", "types"))) == []


def test_all_programs_are_written_as_prettier_does(
    tools: None, shared: Path, programs: dict[str, Files]
) -> None:
    assert told(checked(shared, alone(programs), ("formatting",))) == []
