"""What the Apex target writes for the programs of the tests passes the gates."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from tests.apex.corpus import RUNTIME, alone, bundles, merged
from tests.apex.gates import Found
from tests.apex.projects import Files, checked
from tests.apex.suppressions import Suppression, bare, suppressions

FEWEST = 160

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def programs() -> dict[str, Files]:
    """Give the files that are written for each program."""
    return dict(bundles())


@pytest.fixture(scope="session")
def classes(programs: dict[str, Files]) -> dict[str, str]:
    """Give the files of all programs as one project."""
    return merged(programs)[0]


@pytest.fixture(scope="session")
def analyzed(tools: None, shared: Path, classes: dict[str, str]) -> list[Found]:
    """Give what the analyzer finds in all classes, and in them without their suppressions."""
    own = {name: bare(text) for name, text in classes.items() if is_own(name)}
    return checked(shared, {"all": classes, "bare": own}, ("analysis",))


def is_own(name: str) -> bool:
    return name.endswith(".cls") and RUNTIME not in name


def told(found: list[Found]) -> list[str]:
    return [str(one) for one in found]


def test_many_programs_are_written(programs: dict[str, Files]) -> None:
    assert len(programs) >= FEWEST


def test_all_programs_parse_and_have_sound_types(
    tools: None, shared: Path, classes: dict[str, str]
) -> None:
    assert told(checked(shared, {"all": classes}, ("syntax", "types"))) == []


def test_the_analyzer_finds_nothing(analyzed: list[Found]) -> None:
    assert told([one for one in analyzed if one.path.startswith("all/")]) == []


def test_each_suppression_is_needed(analyzed: list[Found], classes: dict[str, str]) -> None:
    found = [one for one in analyzed if one.path.startswith("bare/")]
    assert found, "without suppressions the analyzer finds something"
    assert [*unneeded(classes, found)] == []


def unneeded(classes: Mapping[str, str], found: list[Found]) -> Iterator[tuple[str, Suppression]]:
    for name, text in classes.items():
        of_class = [one for one in found if one.path == f"bare/{name}"]
        for each in suppressions(text) if is_own(name) else ():
            if not any(each.covers(one.rule, one.line) for one in of_class):
                yield name, each


def test_a_suppression_without_need_is_noticed() -> None:
    text = "@SuppressWarnings('PMD.NcssCount')\npublic class One {\n}\n"
    own = [("One.cls", Suppression("NcssCount", 1, 3))]
    assert [*unneeded({"One.cls": text}, [])] == own
    found = Found("bare/One.cls", 2, "analysis", "NcssCount", "long")
    assert [*unneeded({"One.cls": text}, [found])] == []


def test_all_programs_are_written_as_prettier_does(
    tools: None, shared: Path, programs: dict[str, Files]
) -> None:
    assert told(checked(shared, alone(programs), ("formatting",))) == []
