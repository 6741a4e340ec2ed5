"""Values written as source come back as the same values, whatever they are."""

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.checking import check_files
from tests.program import imported

from pipesmith.diagnostics.render import render_text
from pipesmith.driver import compile_program
from pipesmith.target import Options
from pipesmith_runtime.testing.source_texts import SourceWriter, quoted
from pipesmith_runtime.testing.strategies import strategy

TYPES = """
enum Level { low, high }
type Share = float where 0.0 <= it <= 1.0
record Leaf {
  id: uuid
  level: Level?
  size: "small" | "large"
}
record Circle { kind: "circle" radius: int }
record Box { kind: "box" sides: set[decimal] }
record All {
  whole: int
  share: Share
  exact: decimal
  text: string
  yes: bool
  day: date
  at: datetime
  during: duration
  place: path
  mail: email
  page: url
  any_data: json
  leaves: list[Leaf]
  by_name: map[string, Leaf]
  pair: tuple[int, string]
  shape: Circle | Box
  answer: HttpResponse
  judged: LlmCritique
}
"""


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Any:
    program = TYPES + "pipeline same(value: All) -> All {\n  return value\n}\n"
    with imported(program, tmp_path_factory.mktemp("types")) as (made, _):
        yield made


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_value_comes_back(data: st.DataObject, module: ModuleType) -> None:
    value = data.draw(strategy(vars(module)["All"]))
    text = SourceWriter().write(value, vars(module)["All"])
    assert evaluated(f"{TYPES}function value() -> All = {text}\n") == value.model_dump()


def evaluated(program: str) -> Any:
    """Give what the function `value` of a program gives."""
    from tests.program import python_target

    checked = check_files({"main.pipe": program})
    assert checked.program is not None, render_text(checked.findings)
    bundle = compile_program(checked.program, python_target(), Options()).bundle
    assert bundle is not None
    names: dict[str, Any] = {"__name__": "main"}
    exec(compile(bundle.files["main.py"], "main.py", "exec"), names)
    return names["value"]().model_dump()


@given(st.text())
def test_a_text_is_one_constant(text: str) -> None:
    checked = check_files({"main.pipe": f"function value() -> string = {quoted(text)}\n"})
    assert checked.program is not None, render_text(checked.findings)
    (function,) = checked.program.entry.declarations
    assert getattr(getattr(function, "body", None), "value", None) == text


def test_the_names_that_a_value_needs_are_noted(module: ModuleType, tmp_path: Path) -> None:
    writer = SourceWriter()
    circle = vars(module)["Circle"](radius=1)
    assert writer.write([circle, vars(module)["Level"].low]) == (
        '[Circle(kind: "circle", radius: 1), Level.low]'
    )
    assert writer.named == {(module.__name__, "Circle"), (module.__name__, "Level")}
