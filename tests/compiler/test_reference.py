"""The reference says what the compiler knows: its tables are those of the code, and every rule is
in it.

`pytest --update` rewrites the tables.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import ModuleType

import pytest

from pipesmith.analysis.functions import data, lists, maps, numbers, text, times
from pipesmith.analysis.functions.function import Function
from pipesmith.analysis.standard import STANDARD_COMPONENTS, StandardComponent
from pipesmith.types import BUILT_IN_RECORDS

RULES = range(84)
THEMES: Mapping[str, ModuleType] = {
    "text": text,
    "lists": lists,
    "maps": maps,
    "times": times,
    "numbers": numbers,
    "data": data,
}


@pytest.fixture
def reference(repository: Path) -> Path:
    return repository / "compiler" / "reference"


def function_table(functions: Iterable[Function]) -> str:
    rows = [
        f"| {signatures(function)} | {cell(function.doc)} | {code(function.example)} |"
        for function in functions
    ]
    return "\n".join(["| function | does | example |", "| --- | --- | --- |", *rows])


def signatures(function: Function) -> str:
    mark = " !" if function.may_fail else ""
    return "<br>".join(code(function.name + form) for form in function.forms) + mark


def component_table() -> str:
    rows = [
        f"| {code(signature(component))} | {cell(component.doc)} | {raised(component)} |"
        for component in STANDARD_COMPONENTS.values()
    ]
    return "\n".join(["| component | does | may raise |", "| --- | --- | --- |", *rows])


def signature(component: StandardComponent) -> str:
    parameters = ", ".join(
        f"{each.name}: {each.type}" + (f" = {each.default}" if each.default else "")
        for each in component.parameters
    )
    return f"{component.name}({parameters}) -> {component.result}"


def raised(component: StandardComponent) -> str:
    return " ".join(sorted(component.raises))


def record_table() -> str:
    rows = [
        f"| `{name}` | {' '.join(code(f'{field}: {type_}') for field, type_ in members)} |"
        for name, members in BUILT_IN_RECORDS.items()
    ]
    return "\n".join(["| record | members |", "| --- | --- |", *rows])


def code(source: str) -> str:
    return f"`{cell(source)}`"


def cell(words: str) -> str:
    return words.replace("|", "\\|")


def tables() -> dict[str, dict[str, str]]:
    """Give the text of every table, by page and mark."""
    return {
        "functions.md": {name: function_table(theme.FUNCTIONS) for name, theme in THEMES.items()},
        "components.md": {"components": component_table()},
        "types.md": {"built-in records": record_table()},
    }


def renewed(page: str, texts: Mapping[str, str]) -> str:
    """Give a page with its tables as they must be."""
    for mark, table in texts.items():
        pattern = rf"<!-- {mark} -->\n.*?<!-- end -->"
        assert len(re.findall(pattern, page, re.DOTALL)) == 1, mark
        new = f"<!-- {mark} -->\n\n{table}\n\n<!-- end -->"
        page = re.sub(pattern, lambda _, new=new: new, page, flags=re.DOTALL)  # type: ignore[misc]
    return page


@pytest.mark.parametrize("name", tables())
def test_tables_are_those_of_the_code(name: str, reference: Path, update: bool) -> None:
    path = reference / name
    page = path.read_text("utf-8")
    new = renewed(page, tables()[name])
    if update:
        path.write_text(new, "utf-8")
    else:
        assert page == new


def test_another_table_is_noticed() -> None:
    page = "<!-- text -->\n| upper |\n<!-- end -->\n"
    assert renewed(page, {"text": "| lower |"}) != page


def cited(pages: Iterable[str]) -> Iterator[int]:
    """Give the numbers of the rules that pages name."""
    for page in pages:
        prose = re.sub(r"(?ms)^```.*?^```$", "", page)
        prose = re.sub(r"`[^`\n]*`", "", prose)
        yield from (int(number) for number in re.findall(r"\[(\d+)\]", prose))


def test_every_rule_is_in_the_reference(reference: Path) -> None:
    pages = [path.read_text("utf-8") for path in reference.glob("*.md")]
    assert sorted(set(cited(pages))) == [*RULES]


def test_a_rule_in_code_is_no_mention() -> None:
    assert [*cited(["`a[1]` is [2]\n\n```pipe\nx[3]\n```\n"])] == [2]


def test_every_page_is_in_the_table_of_contents(reference: Path) -> None:
    contents = (reference / "README.md").read_text("utf-8")
    listed = set(re.findall(r"\]\(([a-z]+\.md)\)", contents))
    assert listed == {path.name for path in reference.glob("*.md")} - {"README.md"}
