"""Texts and names of a program are never read as code, whatever stands in them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.targets.apex.building import built, classes

from pipesmith_targets.apex.documenting import lines_of
from pipesmith_targets.apex.literals import quoted, text_parts
from pipesmith_targets.apex.syntax import Doc

HOSTILE = [
    "'; System.debug('owned'); //",
    "*/ public class X {",
    "back\\slash and 'quote'",
    "line\nbreak\r\n\ttab",
    "\U0001f600 \u2028 \x00 \x7f",
    "{!$Credential.A.B}",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_literal_holds_its_text_alone(text: str) -> None:
    written = "".join(part[1:-1] for part in text_parts(text))
    assert read(written) == text


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
@settings(max_examples=300)
def test_any_text_is_read_back(text: str) -> None:
    parts = text_parts(text)
    assert read("".join(part[1:-1] for part in parts)) == text
    assert all(part[0] == part[-1] == "'" and part.isascii() for part in parts)
    assert all("\n" not in part for part in parts)


def read(written: str) -> str:
    """Read what stands between the quotes of a literal, as Apex does."""
    units, at = [], 0
    escapes = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "'": "'", "\\": "\\"}
    while at < len(written):
        if written[at] != "\\":
            assert written[at] != "'", "the literal ends too early"
            units.append(written[at].encode("utf-16-be"))
            at += 1
        elif written[at + 1] == "u":
            units.append(bytes.fromhex(written[at + 2 : at + 6]))
            at += 6
        else:
            units.append(escapes[written[at + 1]].encode("utf-16-be"))
            at += 2
    return b"".join(units).decode("utf-16-be")


@given(st.text(max_size=200))
def test_no_comment_ends_before_its_end(text: str) -> None:
    lines = lines_of(Doc(text, (("param", text),)))
    assert "*/" not in "\n".join(lines)
    assert next(line for line in lines if line.startswith("@")).startswith("@description")


def test_quotes_in_a_program_stay_texts() -> None:
    source = """
    /// Ends */ here. @isTest
    pipeline p(name: string) -> string {
      return "it's {{name}}, 'quoted' \\\\ and\\n\\u{1F600}"
    }
    """
    text = classes(built(source))["P"]
    assert "*/ here" not in text
    assert "'it\\'s '" in text
    assert "@isTest" not in text


def test_words_of_apex_are_names_all_the_same() -> None:
    source = """
    record Limit { select: string  when: int  currency: string }
    pipeline insert(trigger: Limit, system: int) -> json {
      let number = trigger.when + system
      let found: json = { select: trigger.select, number: number, currency: trigger.currency }
      return found
    }
    """
    text = classes(built(source))["InsertType"]
    assert "'currency' => " in text
    assert " select;" not in text


def test_surrogates_are_written_as_units() -> None:
    assert quoted("\U0001f600") == "'\\uD83D\\uDE00'"
