"""Whatever tests, functions, records and inputs are called, their test classes are sound."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.apex.projects import checked
from tests.apexvm import Project
from tests.checking import check_files
from tests.conformance.apex_target import sources

from pipesmith.driver import compile_program
from pipesmith.syntax.words import pascal_case
from pipesmith.target import Bundle, Options
from pipesmith_targets.apex import TARGET
from pipesmith_targets.apex.reserved import NOT_OF_TYPES, NOT_OF_VALUES, OF_METHODS
from pipesmith_targets.apex.taken import CLASSES, IN_ACTIONS, IN_TESTS, INNER, MEMBERS

IN_METHODS = {"answer", "assert", "mocks", "platform", "problem", "request", "result", "thrown"}
IN_CLASSES = {
    "one",
    "shop",
    "one_test",
    "shop_test",
    "ping_answer",
    "the_action_of_one_gives_the_same",
}
OF_TYPES = NOT_OF_TYPES | CLASSES | INNER | IN_CLASSES
OF_VALUES = NOT_OF_VALUES | OF_METHODS | IN_ACTIONS | MEMBERS | IN_TESTS | IN_METHODS
WORDS = sorted(OF_TYPES | OF_VALUES)
INPUTS = sorted(IN_METHODS | IN_TESTS | {"took"})

SHOP = f"""
operator ping(text: string) -> string {{
  http GET "{{{{env.PING_URL}}}}/{{{{text}}}}"
}}
pipeline run_one({", ".join(f"{each}: int = {at}" for at, each in enumerate(INPUTS))}) -> int {{
  stage a = ping(text: "a")
  return length(a)
}}
"""
NAMED = f"""
test "one" {{
  given run_one()
  mock ping returns "{{{{text}}}}"
  expect {" and ".join(f"{each} == {at}" for at, each in enumerate(INPUTS))}
  expect called ping times 1
}}
"""
OTHER = """
test "{title}" {{
  given run_one()
  mock ping returns "ab"
  expect called ping times 1
}}
"""


def shop() -> Mapping[str, str]:
    """Write a program that calls everything in its tests as something else may be called."""
    functions = [f"function {each}() -> int = 1" for each in sorted(OF_VALUES)]
    named = sorted(OF_TYPES - OF_VALUES)
    records = [f"record {pascal_case(each)} {{ number: int }}" for each in named]
    declared = [each for each in (*functions, *records) if is_sound(each)]
    tests = [NAMED, *(OTHER.format(title=each) for each in WORDS if each != "one")]
    imported = 'import { ping, run_one } from "./shop.pipe"'
    return {"shop.pipe": SHOP, "shop_test.pipe": "\n".join([imported, *declared, *tests])}


def is_sound(declaration: str) -> bool:
    """Tell whether the language lets a declaration have its name."""
    return check_files({"main.pipe": declaration}).program is not None


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    """Build the program with its tests."""
    found = check_files(shop(), "shop_test.pipe")
    assert found.program is not None, [str(each) for each in found.findings]
    made = compile_program(found.program, TARGET, Options(tests=True), found.findings).bundle
    assert made is not None
    return made


def test_no_name_breaks_a_test_class(tools: None, shared: Path, bundle: Bundle) -> None:
    found = checked(shared, {"shop": bundle.files}, ("types",))
    assert [str(each) for each in found] == []


@pytest.mark.slow
def test_tests_hold_whatever_they_are_called(tools: None, bundle: Bundle) -> None:
    project = Project.of(sources(bundle))
    results = [(test, project.run_test(*test)) for test in project.tests()]
    assert len(results) > len(WORDS)
    assert [(test, each.message) for test, each in results if not each.passed] == []
