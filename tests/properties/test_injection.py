"""Nothing that a text holds ever becomes code: it arrives as it is, or an error says why not."""

import ast
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.program import imported, python_target
from tests.properties.hostile import LONE_SURROGATES, TEXTS, hostile_texts, quoted

from pipesmith.diagnostics.render import render_text
from pipesmith.driver import Compiled, compile_source
from pipesmith.source import Source
from pipesmith.target import Options
from pipesmith_runtime import PipelineError, Run, VirtualClock
from pipesmith_runtime.events import Event, Usage
from pipesmith_runtime.http import Request, Response
from pipesmith_runtime.models import Question, Reply

HARMLESS = "harmless"

# ------------------------------------------------------------------ texts in source

PROGRAM = """
/// A program.
type Word = TEXT | "another word"
record Row {
  name: string = TEXT
  kind: TEXT
  check name != "short" else TEXT
}
function same(text: string) -> bool = text == TEXT
operator load(id: string) -> string {
  http POST "https://example.org/{{id}}" {
    header "X-Name" = TEXT
    query TEXT = id
    body { TEXT: TEXT, list: [TEXT, id] }
  }
}
node ask(question: string = TEXT) -> string {
  model "default"
  system TEXT
  prompt INSIDE
}
pipeline p version TEXT (x: string = TEXT, words: list[Word] = [TEXT]) -> json {
  stage caught = try {
    if same(x) { raise validation(TEXT, detail: { TEXT: TEXT }) }
    yield "none"
  } catch * as e { yield e.message }
  stage chosen = switch x {
    case TEXT { yield TEXT }
    else { yield "other" }
  }
  stage kept = again(x) cache 1m key TEXT fallback TEXT
  let found: json = {
    plain: TEXT, inside: INSIDE, block: BLOCK, map: { TEXT: TEXT }, row: Row(), words: words, caught: caught,
    chosen: chosen, kept: kept, joined: TEXT + x, parts: split(x + TEXT, TEXT + "!"), same: x in [TEXT],
  }
  return found
}
pipeline again(x: string) -> string {
  do log.debug(message: TEXT, data: { TEXT: x })
  return x
}
"""


def written(text: str) -> str:
    """Give the program with one text at every place where a text may stand."""
    inner = quoted(text)[1:-1]
    program = PROGRAM.replace("INSIDE", f'"{inner}{{{{x}}}}{inner}"', 1).replace("x}}", "question}}", 1)
    program = program.replace("INSIDE", f'"{inner}{{{{x}}}}{inner}"')
    program = program.replace("BLOCK", f'"""\n      {inner}!\n    """')
    return program.replace("TEXT", quoted(text))


def compiled(text: str, path: str = "main.pipe") -> Compiled:
    return compile_source(Source(path, text), lambda _: None, python_target(), Options())


def generated(text: str, path: str = "main.pipe") -> str:
    found = compiled(text, path)
    assert found.bundle is not None, render_text(found.findings)
    return found.bundle.files[found.bundle.entry]


def names(module: str) -> Counter[str]:
    """Count what a module refers to, calls, takes, defines and imports."""
    return Counter(each for node in ast.walk(ast.parse(module)) for each in _names(node))


def _names(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name) | ast.arg(arg=name) | ast.alias(name=name):
            yield f"{type(node).__name__} {name}"
        case ast.Attribute(attr=name) | ast.keyword(arg=name):
            yield f"{type(node).__name__} {name}"
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield f"{type(node).__name__} {name}"
        case ast.Call() | ast.Lambda() | ast.Await():
            yield type(node).__name__


@contextmanager
def loaded(module: str) -> Iterator[ModuleType]:
    """Give what a generated module becomes."""
    import sys

    made = ModuleType("hostile_program")
    sys.modules[made.__name__] = made
    try:
        exec(compile(module, "hostile_program.py", "exec"), made.__dict__)
        yield made
    finally:
        del sys.modules[made.__name__]


def result(module: str, given: Mapping[str, Any], **settings: Any) -> Any:
    """Run the pipeline `p` of a module on JSON, and give its result as JSON."""
    with loaded(module) as made:
        clock = VirtualClock()
        values = made.p.read(given)
        return made.p.write(clock.run(made.p(**values, run=Run(clock=clock, **settings))))


def in_source(text: str) -> None:
    """Compile a program that holds a text everywhere; only literals may know."""
    module = generated(written(text))
    assert names(module) == names(generated(written(HARMLESS)))
    found = result(module, {})
    assert found == {
        "plain": text,
        "inside": f"{text}{text}{text}",
        "block": f"{text}!",
        "map": {text: text},
        "row": {"name": text, "kind": text},
        "words": [text],
        "caught": text,
        "chosen": text,
        "kept": text,
        "joined": text + text,
        "parts": [text + text],
        "same": True,
    }


@pytest.mark.parametrize("text", [each for each in TEXTS if each], ids=ascii)
def test_a_text_in_source_stays_a_text(text: str) -> None:
    in_source(text)


@given(hostile_texts())
@settings(max_examples=25)
def test_any_text_in_source_stays_a_text(text: str) -> None:
    with patch("pipesmith_targets.python.build.formatted", str):  # half of a build's time
        in_source(text or HARMLESS)


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_a_text_as_it_is_in_source_is_read_or_refused(text: str) -> None:
    """Nothing is escaped: the text is what source makes of it, or there is a finding."""
    found = compiled(f'pipeline p() -> string {{\n  return "{text}"\n}}\n')
    if found.bundle is None:
        assert found.findings.errors
        return
    module = found.bundle.files[found.bundle.entry]
    harmless = {*names(generated('pipeline p() -> string { return "a" }'))}
    assert {*names(module)} <= harmless | {"Call"}
    assert isinstance(result(module, {}), str)


@pytest.mark.parametrize("text", [" ".join(each.split()) for each in TEXTS], ids=ascii)
def test_a_doc_stays_a_doc(text: str) -> None:
    text = "".join(char for char in text if char.isprintable())
    program = '/// DOC\npipeline p(\n  /// DOC\n  x: string,\n) -> string {\n  /// DOC\n  stage a = q(x)\n  return a\n}\n'
    program += "/// DOC\nrecord R {\n  /// DOC\n  a: int\n}\n/// DOC\npipeline q(x: string) -> string { return x }\n"
    module = generated(program.replace("DOC", text))
    assert names(module) == names(generated(program.replace("DOC", HARMLESS)))
    assert result(module, {"x": text}) == text


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_the_path_of_a_program_stays_a_text(text: str) -> None:
    program = "pipeline p() -> int { return 1 }"
    found = compiled(program, f"{text}.pipe")
    if found.bundle is not None:
        module = found.bundle.files[found.bundle.entry]
        assert names(module) == names(generated(program))
        assert "/" not in found.bundle.entry and "\\" not in found.bundle.entry


NAMES = """
    print len list dict str int_ self cls run host site pipeline_ await_ async_ class def lambda exec eval open
    none true_ nonlocal global del from with pass assert is not_ __import__ __class__ __name__ _ _x type object
    pipesmith_runtime records json asyncio super globals locals key model run_id scope failure result value
""".split()


def test_names_of_python_stay_names(tmp_path: Path) -> None:
    plain = ", ".join(f"name_{number}: int" for number in range(len(NAMES)))
    usable = [name for name in NAMES if not errors_of(f"pipeline p({name}: int) -> int {{ return {name} }}")]
    assert len(usable) > len(NAMES) // 2, plain
    parameters = ", ".join(f"{name}: int" for name in usable)
    program = f"pipeline p({parameters}) -> list[int] {{ return [{', '.join(usable)}] }}"
    given = {name: number for number, name in enumerate(usable)}
    with imported(program, tmp_path) as (module, _):
        clock = VirtualClock()
        values = module.p.read(given)
        assert clock.run(module.p(**values, run=Run(clock=clock))) == [*range(len(usable))]


def errors_of(text: str) -> list[str]:
    return [str(each.slug) for each in compiled(text).findings if each.slug.severity == "error"]


# ------------------------------------------------------------------ texts at run time

TAKING = """
record Row { name: string  tags: set[string] = []  extra: json = null }
pipeline p(text: string, row: Row, table: map[string, string], data: json) -> json {
  stage caught = try { raise validation(text, detail: { key: text }) } catch * as e { yield [e.message, to_json(e.detail)] }
  stage picked = json.transform(data, mapping: { it: "inner" })
  let back = from_json(to_json(data))
  let found: json = {
    text: text, twice: "{{text}}{{text}}", row: row, table: table, data: data, back: back, caught: caught, picked: picked,
    found: table[text], in_block: \"\"\"
      {{text}}!
    \"\"\",
  }
  do log.info(message: text, data: row)
  return found
}
"""


@pytest.fixture(scope="module")
def taking() -> str:
    return generated(TAKING)


def arrives(module: str, text: str) -> None:
    """Give a text to a run everywhere; it comes out everywhere."""
    data = {"inner": {text: [text]}}
    row = {"name": text, "tags": [text], "extra": data}
    found = result(module, {"text": text, "row": row, "table": {text: text}, "data": data})
    assert found.pop("caught") == [text, json.dumps({"key": text}, ensure_ascii=False, separators=(",", ":"))]
    assert found == {
        "text": text,
        "twice": text + text,
        "row": row,
        "table": {text: text},
        "data": data,
        "back": data,
        "picked": {"it": data["inner"]},
        "found": text,
        "in_block": f"{text}!",
    }


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_a_text_that_is_given_arrives(text: str, taking: str) -> None:
    arrives(taking, text)


@given(hostile_texts())
@settings(max_examples=50)
def test_any_text_that_is_given_arrives(text: str) -> None:
    arrives(_taking(), text)


def _taking(made: list[str] = []) -> str:  # noqa: B006  # built once
    if not made:
        made.append(generated(TAKING))
    return made[0]
