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
            "one\ntwo",
            "one\n\nnoqa\nthree\n  four",
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


def test_comments_that_follow_each_other_leave_one_gap() -> None:
    assert shape("# one\nx = 1\n") == shape("# one\n# two, and more\n# three\ny = 2\n")
    assert shape("# one\n# noqa\n# two\n") == "# x\n# noqa\n# x\n"
    assert shape("if x:\n    # one\n# two\n") == "if x:\n    # x\n# x\n"


@pytest.mark.parametrize("last", ["a" * (WIDTH - 6), "a" * (WIDTH - 5)], ids=["fits", "long"])
def test_a_run_of_comments_is_put_back_as_it_was(last: str) -> None:
    for comments in ("# one", f"# one\n    # {last}"):
        text = f"def f():\n    {comments}\n    total = compute( 1 )\n"
        assert formatted(text) == black(text)


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


def test_an_edit_of_known_shape_asks_black_nothing() -> None:
    compiled_text("  stage last = twice(of: s30)\n")
    with patch.object(formatting, "_black", side_effect=black) as asked:
        text = compiled_text("  /// It was edited,\n  /// twice.\n  stage last = twice(of: s30)\n")
    assert "# It was edited," in text
    assert asked.call_count == 0


def compiled_text(last: str) -> str:
    """Give the module of a pipeline whose last stage is given."""
    stages = "".join(f"  /// Begin.\n  stage s{at + 1} = twice(of: s{at})\n" for at in range(30))
    text = (
        'operator twice(of: int) -> int {\n  python "numbers:twice"\n}\n'
        f"pipeline p(n: int) -> int {{\n  stage s0 = twice(of: n)\n{stages}{last}"
        "  return last\n}\n"
    )
    source = Source("main.pipe", text)
    compiled = compile_source(source, lambda path: None, python_target(), Options())
    assert compiled.bundle is not None, list(compiled.findings)
    return compiled.bundle.files["main.py"]
