"""The schema that a model gets is the same from both targets."""

import json
import sys
from types import ModuleType
from typing import Any, get_type_hints

import pytest
from tests.targets.apex.building import checked

from pipesmith.ir.declared import Declared
from pipesmith.target import Options
from pipesmith_runtime.asking import _shape
from pipesmith_targets.apex.building import scope_of
from pipesmith_targets.apex.json_schema import is_text, schema_text
from pipesmith_targets.apex.program_names import ProgramNames
from pipesmith_targets.python import TARGET as PYTHON

DECLARED = """
/// How big.
enum Size { small, large }
enum Currency { select, insert }
/// A part of
/// a whole.
record Part {
  /// What it is called.
  name: string where length(it) > 0
  /// its size
  size: Size = Size.small
  kids: list[Part] = []
}
record Plain { size: Size? }
record Nested {
  plain: Plain
  all: list[Plain]
}
/// A whole.
record Whole {
  kind: "whole"
  part: Part
  other: Part?
  count: int where 0 <= it <= 10
  score: Score = 1.5
  price: decimal
  exact: decimal(10, 2)
  instant: datetime
  day: date
  length: duration
  id: uuid
  mail: email
  home: url
  file: path
  tags: set[string]
  counts: map[string, int]
  pair: tuple[int, string]
  rest: json
  letter: "a" | "b"
  fine: bool?
}
/// A number of points.
type Score = float where 0.0 <= it <= 2.0
record Folder {
  kind: "folder"
  parts: list[Folder | Leaf]
}
record Leaf { kind: "leaf" }
type Entry = Folder | Leaf
type Name = string
type Code = string where length(it) == 3
"""
TYPES = (
    "Whole", "Part", "Part?", "Plain", "Nested", "Size", "Size?", "Currency", "list[Size]",
    "map[string, Part]", "map[string, int]", "tuple[Size, Size]", "set[int]", "Score", "json",
    "Entry", "Folder", "Leaf", "list[Entry]", "Entry?",
    "int", "bool", "string?", "Code", "decimal", "uuid", 'list["a" | "b"]', '"a" | "b"',
)  # fmt: skip


def both(type_: str) -> tuple[Any, Any]:
    """Give the schema of a node's result from each target, and whether it is wrapped."""
    source = f'{DECLARED}node ask() -> {type_} {{ model "default" prompt "Ask." }}\n'
    program = checked(f"{source}pipeline one() -> int {{ do ask() return 1 }}")
    names, declared = ProgramNames.of(program), Declared.of(program)
    result = declared.components[program.entry.name, "ask"].result
    assert result is not None
    home = scope_of(names.homes[program.entry.name], names, declared)
    assert not is_text(result, home)
    text, wrapped = schema_text(result, home)
    module = ModuleType("schemas_of_both")
    sys.modules[module.__name__] = module
    bundle = PYTHON.emit(program, Options())
    exec(compile(bundle.files[bundle.entry], "main.py", "exec"), module.__dict__)
    node = module.__dict__["ask"]
    return (json.loads(text), wrapped), _shape(get_type_hints(node, include_extras=True)["return"])


@pytest.mark.parametrize("type_", TYPES)
def test_a_schema_is_that_of_python(type_: str) -> None:
    apex, python = both(type_)
    assert apex == python


def test_members_of_a_union_are_defined_once() -> None:
    source = """
record Cat { kind: "cat" }
record Dog { kind: "dog" }
record Pets {
  best: Cat | Dog
  all: list[Cat | Dog]
}
pipeline one(pets: Pets) -> int { return 1 }
"""
    program = checked(source)
    names, declared = ProgramNames.of(program), Declared.of(program)
    home = scope_of(names.homes[program.entry.name], names, declared)
    (pets,) = declared.pipelines[program.entry.name, "one"].parameters
    schema = json.loads(schema_text(pets.type, home)[0])
    either = {"anyOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}]}
    assert schema["properties"] == {"best": either, "all": {"type": "array", "items": either}}
    assert [*schema["$defs"]] == ["Cat", "Dog"]


@pytest.mark.parametrize(("type_", "whole"), [("string", True), ("Name", True), ("Code", False)])
def test_any_text_needs_no_schema(type_: str, whole: bool) -> None:
    program = checked(f"{DECLARED}pipeline one(text: {type_}) -> int {{ return 1 }}")
    names, declared = ProgramNames.of(program), Declared.of(program)
    home = scope_of(names.homes[program.entry.name], names, declared)
    (text,) = declared.pipelines[program.entry.name, "one"].parameters
    assert is_text(text.type, home) is whole
