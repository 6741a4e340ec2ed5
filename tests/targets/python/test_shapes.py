"""Code is laid out by its shape, and comes out as black writes it, to the byte."""

from collections.abc import Iterator
from unittest.mock import patch

import libcst as cst
import pytest
from black import format_str
from black.mode import Mode, TargetVersion
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.program import python_target
from tests.properties.programs import programs
from tests.samples.catalogue import EVERY, Sample

from pipesmith.driver import compile_file, compile_source
from pipesmith.source import Source
from pipesmith.target import Options
from pipesmith_targets.python import formatting
from pipesmith_targets.python import lines as ln
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.formatting import WIDTH, formatted
from pipesmith_targets.python.shapes import Shape

GENEROUS = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module", autouse=True)
def nothing_kept() -> Iterator[None]:
    """Keep what is drawn here out of the user's cache."""
    with patch.object(formatting, "_folder", lambda: None):
        yield


def black(text: str) -> str:
    return format_str(text, mode=Mode({TargetVersion.PY311}, WIDTH))


# ------------------------------------------------------------------ any code

names = st.sampled_from(["x", "of", "total", "customer_id", "a_long_name_" * 2, "größe", "Site"])
texts = st.sampled_from(["", "a", 'say "x"', "it's", "# no", "a\nb", "long text " * 5, "é", "\\"])
atoms = st.one_of(
    names.map(py.name),
    texts.map(py.text),
    st.sampled_from([0, 7, -3, 1_000_000]).map(py.integer),
    st.sampled_from([0.5, -1e16, 1e-05]).map(py.number),
    st.sampled_from([py.NONE, py.TRUE]),
)


def grown(inner: st.SearchStrategy[py.Node]) -> st.SearchStrategy[py.Node]:
    """Give expressions made of others."""
    few = st.lists(inner, max_size=4)
    return st.one_of(
        st.builds(lambda name, given: py.call(name, *given), names, few),
        st.builds(lambda name, value: py.call("Retry", **{name: value}), names, inner),
        few.map(py.listed),
        few.map(py.tupled),
        st.lists(st.tuples(atoms, inner), max_size=3).map(py.mapping),
        st.builds(py.binary, st.sampled_from(["+", "*", "//", "|"]), inner, inner),
        st.builds(py.boolean, st.sampled_from(["and", "or"]), inner, inner),
        st.builds(lambda a, b: py.compared(a, ("<=", b)), inner, inner),
        st.builds(py.choice, inner, inner, inner),
        st.builds(py.subscript, inner, inner),
        st.builds(py.sliced, inner, inner, inner),
        st.builds(lambda name, value: py.function([name], value), names, inner),
        st.builds(py.negation, inner),
        st.builds(py.minus, inner),
        st.builds(lambda value: py.awaited(py.call("f", value)), inner),
    )


expressions = st.recursive(atoms, grown, max_leaves=12)
simple = st.one_of(
    st.builds(ln.assign, names, expressions),
    st.builds(ln.assign, names, expressions, names.map(py.name)),
    st.builds(ln.returned, expressions),
)
commented = st.builds(
    ln.commented,
    simple,
    st.sampled_from(
        [
            None,
            "Step 4: go; it # is",
            "fmt: off",
            "x # fmt: skip",
            "noqa",
            "type: x",
            "!x",
            "ein Maß",
        ]
    ),
)
blocks = st.lists(commented, min_size=1, max_size=3)
statements = st.one_of(
    commented,
    st.builds(lambda test, then, other: ln.branches([(test, then)], other), atoms, blocks, blocks),
    st.builds(lambda items, lines: ln.looped(py.name("x"), items, lines), expressions, blocks),
)


@st.composite
def functions(draw: st.DrawFn) -> str:
    """Draw the text of a function."""
    parameters = [(name, py.name("int"), None) for name in draw(st.lists(names, unique=True))]
    lines = draw(st.lists(statements, min_size=1, max_size=3))
    return cst.Module([ln.defined(draw(names), parameters, draw(atoms), lines)]).code


@given(functions())
@example('async def _() -> int:\n    "text"\n')
@example("async def _() -> int:\n    x = 'text'\n")
@example(f"async def _() -> int:\n    x = a[{'b' * 70} + 1 : ccc]\n")
@example(f"async def _() -> int:\n    x = {'a' * 50}[{'b' * 24}+1:ccc]\n")
@settings(GENEROUS, max_examples=300)
def test_any_code_is_as_black_writes_it(text: str) -> None:
    assert formatted(text) == black(text)


# ------------------------------------------------------------------ whole modules


@given(programs)
@GENEROUS
def test_a_drawn_program_is_as_black_writes_it(text: str) -> None:
    source = Source("main.pipe", text)
    compiled = compile_source(source, lambda path: None, python_target(), Options())
    assert compiled.bundle is not None
    module = compiled.bundle.files["main.py"]
    assert black(module) == module


@pytest.mark.parametrize("sample", EVERY, ids=lambda sample: sample.name)
def test_a_sample_is_as_black_writes_it(sample: Sample) -> None:
    compiled = compile_file(sample.file, python_target(), Options())
    assert compiled.bundle is not None
    for text in compiled.bundle.files.values():
        assert black(text) == text


# ------------------------------------------------------------------ what is shared


def shape(text: str) -> str:
    found = Shape.of(text, WIDTH)
    assert found is not None
    return found.text


def test_words_of_lines_that_fit_make_no_difference() -> None:
    assert shape('a = f("x", 1)\n') == shape('total = compute("some text", 4711)\n')


def test_words_of_a_long_line_leave_gaps_as_wide() -> None:
    long = "x" * WIDTH
    assert shape(f"a = f({long})") == shape(f"b = g({long})") != shape(f"bb = g({long})")


def test_keywords_and_what_black_may_rewrite_stay() -> None:
    assert shape("if not x: y = None") == "if not x: x = None"
    assert shape("x = 'text' + f\"{name}\" + 1E5 #note") == "x = 'text' + f\"{name}\" + 1E5 #note"


@pytest.mark.parametrize("text", ['"""Say."""\n', 'def f():\n    "Say."\n'])
def test_a_text_that_is_a_statement_has_no_shape(text: str) -> None:
    assert Shape.of(text, WIDTH) is None


def test_one_shape_is_formatted_once() -> None:
    with patch.object(formatting, "_black", side_effect=black) as asked:
        for name in ("of_once", "of_twice"):
            formatted(f"{name} = unlike({name}, anything, key=[1, 2])\n")
    assert asked.call_count == 1
