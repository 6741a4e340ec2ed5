"""The platform gives what the Apex Reference Guide says in its examples."""

import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.apexvm import Project, Thrown

_CLASS = """
public class Documented {
    public class Car {
        public String make;
        public String year;
    }
    public static List<Integer> inserted() {
        List<Integer> found = new Integer[6];
        found.add(0, 47);
        found.add(1, 52);
        return found;
    }
    public static List<Integer> upTo(Integer last) {
        List<Integer> found = new List<Integer>();
        for (Integer i = 1; i <= last; i++) {
            found.add(i);
        }
        return found;
    }
    public static Map<String, String> backed() {
        Map<String, String> colors = new Map<String, String>{ 'Red' => 'FF0000', 'Blue' => '00' };
        colors.keySet().remove('Red');
        return colors;
    }
    public static JSONParser atFirstValue(String text) {
        JSONParser words = JSON.createParser(text);
        words.nextToken();
        words.nextValue();
        return words;
    }
    public static Matcher matched(String expression, String text) {
        Matcher found = Pattern.compile(expression).matcher(text);
        found.matches();
        return found;
    }
METHODS
}
"""


@dataclass(frozen=True, slots=True)
class Example:
    """What an expression gives, by a page of the guide."""

    page: str
    method: str
    apex: str
    gives: Any


def _examples() -> list[Example]:
    return [
        Example(table["page"], *row)
        for path in sorted((Path(__file__).parent / "documented").glob("*.json"))
        for table in [json.loads(path.read_text(), parse_float=Decimal)]
        for row in table["examples"]
    ]


EXAMPLES = _examples()
FEWEST = 250


@cache
def project() -> Project:
    """Compile all examples into one class."""
    methods = []
    for number, one in enumerate(EXAMPLES):
        expected = one.gives.get("apex", "null") if isinstance(one.gives, dict) else "null"
        methods.append(f"    public static Object given{number}() {{ return {one.apex}; }}")
        methods.append(f"    public static Object wanted{number}() {{ return {expected}; }}")
    return Project.of({"Documented.cls": _CLASS.replace("METHODS", "\n".join(methods))})


@pytest.mark.parametrize("number", range(len(EXAMPLES)), ids=[one.method for one in EXAMPLES])
def test_an_example_of_the_guide(number: int) -> None:
    wanted = EXAMPLES[number].gives
    try:
        given = project().call_static("Documented", f"given{number}")
    except Thrown as thrown:
        assert {"throws": thrown.type_name} == wanted
        return
    if isinstance(wanted, dict) and "apex" in wanted:
        wanted = project().call_static("Documented", f"wanted{number}")
    assert comparable(given) == wanted
    assert isinstance(given, bool) == isinstance(wanted, bool)


def comparable(value: Any) -> Any:
    """Give a Double as the Decimal that it reads as, which is how the guide compares them."""
    return Decimal(repr(value)) if isinstance(value, float) else value


def test_there_are_many_examples() -> None:
    assert len(EXAMPLES) >= FEWEST
