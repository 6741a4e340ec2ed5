"""Any text whatever gives findings, never an exception, and every finding lies in the text."""

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.compiler.syntax.reading import PROGRAMS, read

from pipesmith.syntax import nodes as n
from pipesmith.syntax.tables import tables

WORDS = st.sampled_from(
    [
        *sorted(tables().spelling.values()),
        *("x", "Name", "1", "1.5", "2d", '"a"', '"', '"""', "{{", "}}", "//", "///", "\n", "\\"),
        *("\\{{", "'", ";", "&&", "!", "\x00", "\ud800", "\u202e", "\ufeff", "\r", "é", "€", "0x"),
    ]
)
WHOLE = (PROGRAMS / "every_construct.pipe").read_text()


def check(text: str) -> None:
    parsed = read(text)
    assert isinstance(parsed.module, n.Module)
    for finding in parsed.findings:
        labels = (finding.label, *finding.others)
        assert all(0 <= one.span.start <= one.span.end <= len(text) for one in labels)
        assert finding.message.isascii()
    places = [one.place for one in parsed.findings[:-1]]
    assert places == sorted(places)


@given(st.text(st.characters(), max_size=80))
@example("\ufeff\x00\ud800\u202e\r\n")
@example('"""{{"""')
@example('pipeline p() { let x = "{{')
@settings(max_examples=200, deadline=None)
def test_characters(text: str) -> None:
    check(text)


@given(st.lists(WORDS, max_size=40), st.sampled_from(["", " "]))
@settings(max_examples=300, deadline=None)
def test_words(words: list[str], between: str) -> None:
    check(between.join(words))


@given(st.integers(0, len(WHOLE)), st.integers(0, 30), WORDS)
@settings(max_examples=150, deadline=None)
def test_a_damaged_program(place: int, length: int, word: str) -> None:
    check(WHOLE[:place] + word + WHOLE[place + length :])


@given(st.integers(0, len(WHOLE)))
@settings(max_examples=60, deadline=None)
def test_a_program_cut_off(place: int) -> None:
    check(WHOLE[:place])
