"""Any text whatever ends in findings, never in an exception."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.properties.programs import programs

from pipesmith.diagnostics.render import render_text
from pipesmith.driver import check_source
from pipesmith.source import Source

WORDS = st.sampled_from(
    """
    import record enum type error function operator node pipeline test property stage do let var set
    return raise break continue yield if else switch case foreach in while max repeat try catch
    finally parallel branch wait signal and or not as div true false null { } ( ) [ ] , : = == ??
    ?. ? => -> | . * " \"\"\" {{ }} // /// 1 1.5 2d 1.0d 5s x Order int list string where check
    timeout retry when fallback after python http model prompt
    """.split()
)


def survives(text: str) -> None:
    """Check a text and show what was found."""
    findings = check_source(Source("any.pipe", text), lambda path: None).findings
    render_text(findings)


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_random_characters(text: str) -> None:
    survives(text)


@given(st.lists(WORDS, max_size=40).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_random_words(text: str) -> None:
    survives(text)


@given(programs, st.data())
@settings(max_examples=150, deadline=None)
def test_damaged_programs(program: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(program)))
    end = data.draw(st.integers(start, min(len(program), start + 12)))
    survives(program[:start] + data.draw(st.one_of(WORDS, st.text(max_size=3))) + program[end:])


@given(st.sampled_from("([{-!\"'"), st.integers(1, 5000))
@settings(max_examples=20, deadline=None)
def test_deep_nesting(bracket: str, depth: int) -> None:
    survives(f"pipeline p() -> int {{ return {bracket * depth} }}")
