"""Nothing that stands in a program ever becomes code: it stays a text, or a finding says why not.

What a generated module refers to, calls, takes, defines and imports is the same as that of the
same program with harmless texts.
"""

from functools import cache
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from tests.program import imported
from tests.properties.hostile import (
    TEXTS,
    compiled,
    errors_of,
    generated,
    hostile_texts,
    names,
    quoted,
    result,
)

from pipesmith_runtime import Run, VirtualClock

HARMLESS = "harmless"

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
    plain: TEXT, inside: INSIDE, block: BLOCK, map: { TEXT: TEXT }, row: Row(), words: words,
    caught: caught, chosen: chosen, kept: kept, joined: TEXT + x,
    parts: split(x + TEXT, TEXT + "!"), same: x in [TEXT],
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
    program = PROGRAM.replace("INSIDE", f'"{inner}{{{{x}}}}{inner}"', 1).replace(
        "x}}", "question}}", 1
    )
    program = program.replace("INSIDE", f'"{inner}{{{{x}}}}{inner}"')
    program = program.replace("BLOCK", f'"""\n      |{inner}!\n    """')
    return program.replace("TEXT", quoted(text))


@cache
def harmless_names() -> dict[str, int]:
    return names(generated(written(HARMLESS)))


def in_source(text: str) -> None:
    """Compile a program that holds a text everywhere; only literals may know."""
    module = generated(written(text))
    assert names(module) == harmless_names()
    found = result(module, {})
    assert found == {
        "plain": text,
        "inside": f"{text}{text}{text}",
        "block": f"|{text}!",
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
    assert {*names(module)} <= harmless | {"Call", "Name show", "alias show"}
    assert isinstance(result(module, {}), str)


DOCUMENTED = """
/// DOC
pipeline p(
  /// DOC
  x: string,
) -> string {
  /// DOC
  stage a = q(x)
  return a
}
/// DOC
record R {
  /// DOC
  a: int
}
/// DOC
pipeline q(x: string) -> string { return x }
"""
DOCS = {"".join(filter(str.isprintable, text)).strip() for text in TEXTS}


@pytest.mark.parametrize("text", sorted(filter(None, DOCS)), ids=ascii)
def test_a_doc_stays_a_doc(text: str) -> None:
    module = generated(DOCUMENTED.replace("DOC", text))
    assert names(module) == names(generated(DOCUMENTED.replace("DOC", HARMLESS)))
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
    print len list dict str int_ self cls run host site pipeline_ await_ async_ class def
    lambda exec eval open none true_ nonlocal global del from with pass assert is not_
    __import__ __class__ __name__ _ _x type object pipesmith_runtime records json asyncio
    super globals locals key model run_id scope failure result value
""".split()


def test_names_of_python_stay_names(tmp_path: Path) -> None:
    plain = ", ".join(f"name_{number}: int" for number in range(len(NAMES)))
    usable = [
        name
        for name in NAMES
        if not errors_of(f"pipeline p({name}: int) -> int {{ return {name} }}")
    ]
    assert len(usable) > len(NAMES) // 2, plain
    parameters = ", ".join(f"{name}: int" for name in usable)
    program = f"pipeline p({parameters}) -> list[int] {{ return [{', '.join(usable)}] }}"
    given = {name: number for number, name in enumerate(usable)}
    with imported(program, tmp_path) as (module, _):
        clock = VirtualClock()
        values = module.p.read(given)
        assert clock.run(module.p(**values, run=Run(clock=clock))) == [*range(len(usable))]
