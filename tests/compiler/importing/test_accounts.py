"""Nothing is dropped in silence: each element of a file is in its program, or told."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from tests.compiler.importing.imports import imported, places, program, stage, stages
from tests.compiler.importing.test_suite import SOUND, WITH
from tests.suites import suite

from pipesmith.diagnostics.render import render_text
from pipesmith.importing.flowmason import import_flowmason
from pipesmith.importing.ledger import Ledger
from pipesmith.schema.places import Path, json_path, read_document
from pipesmith.source import Source

LONG = ("bench-parallel-100", "saved-sequential-5")
COUNTED = [name for name in SOUND if name not in LONG]


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    """Give the paths of what holds nothing else."""
    parts = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    inner = [*parts]
    if not inner:
        yield path
    for key, each in inner:
        yield from leaves(each, (*path, key))


def other(value: Any) -> Any:
    """Give another value of the same kind."""
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 17
        case str():
            return f"{value}zq"
        case list():
            return ["zq"]
        case dict():
            return {"zq": "zq"}
        case _:
            return "zq"


def told(data: Any, name: str) -> str:
    """Give all that an import comes to: programs, and findings without the source they show."""
    sources = [Source("case.json", json.dumps(data))]
    for each in WITH.get(name, ()):
        text = (suite("flowmason") / f"{each}.json").read_text("utf-8")
        sources.append(
            Source(f"{each}.json" if each.startswith("inh") else "case.inputs.json", text)
        )
    result = import_flowmason(sources)
    said = [(each.slug.name, each.message, each.label.text, each.notes) for each in result.findings]
    return f"{[*result.files.values()]}{sorted(said)}"


@pytest.mark.slow
@pytest.mark.parametrize("name", COUNTED)
def test_every_element_counts(name: str) -> None:
    """Change each element in turn: the program changes, or what is said."""
    data = json.loads((suite("flowmason") / f"{name}.json").read_text("utf-8"))
    before, silent = told(data, name), []
    places_of_data = [*leaves(data)]
    for path in places_of_data:
        if is_told(path, before):
            continue
        changed = copy.deepcopy(data)
        holder = changed
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = other(holder[path[-1]])
        if told(changed, name) == before:
            silent.append(json_path(path))
    assert len(places_of_data) > 5
    assert silent == []


def is_told(path: Path, said: str) -> bool:
    """Tell whether a finding stands at an element, or at what it is part of."""
    around = [path, *(path[:length] for length in range(2, len(path)))]
    return any(f"`{json_path(each)}`" in said for each in around)


def test_a_part_that_is_taken_without_use_would_be_noticed() -> None:
    data = stages(stage("say", "logger", message="hello"))
    assert told(data, "") != told({**data, "version": "2"}, "")


def test_what_a_ledger_does_not_know_is_left() -> None:
    source = Source("a.json", json.dumps({"a": {"b": 1, "c": [2, {"d": 3}]}, "e": []}))
    ledger = Ledger(read_document(source))
    assert [*ledger.left()] == [()]
    ledger.take(("a", "c", 1))
    assert [*ledger.left()] == [("a", "b"), ("a", "c", 0), ("e",)]
    assert ledger.taken(("a", "c", 1, "d")) and not ledger.taken(("a", "c"))


def test_what_nothing_reads_is_told_at_its_place() -> None:
    data = stages(stage("say", "logger", message="hello", colour={"red": 1}), owner="Ada")
    result = imported(data)
    assert places(result) == {
        ("left-out", "$.stages[0].input_mapping.colour"),
        ("left-out", "$.owner"),
    }
    assert "hello" in program(result)


def test_like_things_are_told_once() -> None:
    given = [{**stage(f"s{at}", "logger", message="x"), "position": {"x": at}} for at in range(3)]
    result = imported(stages(*given))
    (finding,) = result.findings
    assert "`$.stages[1].position`, `$.stages[2].position`" in finding.notes[1]
    assert "left out" in render_text(result.findings)


def test_a_member_that_stands_twice_is_told() -> None:
    text = '{"id": "p", "stages": [], "id": "q"}'
    result = import_flowmason([Source("a.json", text)])
    assert places(result) == {("repeated", "$.id")}
