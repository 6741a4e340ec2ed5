"""Classes that would be too long are split where a reader would look for the parts."""

import re

import pytest
from tests.apex.corpus import OWN
from tests.targets.apex.building import built, classes

LONG = (OWN / "long.pipe").read_text("utf-8")


@pytest.fixture(scope="module")
def parts() -> dict[str, str]:
    return classes(built(LONG))


def test_no_part_is_too_long(parts: dict[str, str]) -> None:
    assert all(text.count("\n") < 1000 for text in parts.values())


def test_pipeline_methods_and_types_part(parts: dict[str, str]) -> None:
    assert [*parts] == [
        "Forest",
        "ForestAction",
        "MainModule",
        "MainTypes",
        "MainTypes2",
        "MainTypes3",
        "MainTypes4",
    ]
    assert "implements PipelineRecord" not in parts["MainModule"]
    assert "public static List<String> tall(MainTypes" in parts["MainModule"]


def test_each_declaration_stands_in_one_part(parts: dict[str, str]) -> None:
    whole = "\n".join(parts.values())
    for name in re.findall(r"^record (\w+)", LONG, re.MULTILINE):
        assert len(re.findall(rf"public class {name} ", whole)) == 1


def test_what_fits_stays_together() -> None:
    source = """
    record Row { name: string }
    pipeline p(row: Row) -> string { return row.name }
    """
    assert [*classes(built(source))] == ["P", "PAction"]


def test_a_single_type_stays_whole_and_says_so() -> None:
    fields = " ".join(f"field_{number}: int = {number}" for number in range(100))
    text = classes(built(f"record Wide {{ {fields} }}"))["MainModule"]
    assert text.count("\n") > 1000
    assert "PMD.ExcessiveClassLength" in text
