"""The tables: no conflicts, few ambiguous words, a cache that can be trusted or done without."""

import logging
from pathlib import Path

import lark
import pytest

from pipesmith.source import Source
from pipesmith.syntax import tables as module
from pipesmith.syntax.build import actions
from pipesmith.syntax.reading import Reading
from pipesmith.syntax.tables import STARTS, tables
from pipesmith.syntax.words import RESERVED

GRAMMAR = (Path(module.__file__).parent / "grammar.lark").read_text()
LISTS = {
    "arguments", "branches", "collect_errors", "http_body", "isolated", "name_list", "names",
    "not_in", "outcome_part", "parameters", "retry_part", "signature", "type_list",
}  # fmt: skip
"""Rules that are a plain list of their children."""


def test_the_grammar_has_no_conflicts(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger=lark.logger.name):
        lark.Lark(GRAMMAR, parser="lalr", start=list(STARTS))
    assert [one.message for one in caplog.records if "onflict" in one.message] == []


def test_every_rule_has_a_builder_or_is_a_list() -> None:
    made = actions(Reading(Source("", "")), lambda start, end: pytest.fail("unused"))
    named = {rule.name for rule in tables().rules if not rule.listed and not rule.passes}
    assert named - set(made) == LISTS
    assert set(made) <= named


def test_few_words_are_keywords_where_a_name_could_stand() -> None:
    """Else a value of that name could not be used there."""
    spelling = tables().spelling
    ambiguous = {
        spelling[kind]
        for row in tables().rows
        for kind, action in row.items()
        if spelling.get(kind, "").isidentifier() and spelling[kind] not in RESERVED
        if action != row.get("NAME", action)
    }
    assert ambiguous == {
        "where", "check", "any", "until", "fails", "called", "skipped", "retried", "order",
    }  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Use a cache folder of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(module, "_made", lambda grammar: ((), (), {}, {}, {"made": grammar}))
    return tmp_path / "pipesmith"


def fresh() -> module.Tables:
    return module.tables.__wrapped__()


def test_tables_are_kept_and_read_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = fresh()
    (kept,) = folder.iterdir()
    assert kept.suffix == ".tables"
    monkeypatch.setattr(module, "_made", lambda grammar: pytest.fail("made again"))
    assert fresh() == made


def test_a_damaged_cache_is_made_anew(folder: Path) -> None:
    made = fresh()
    (kept,) = folder.iterdir()
    for content in (b"", b"short", kept.read_bytes()[:-1], b"\x00" + kept.read_bytes()[1:]):
        kept.write_bytes(content)
        assert fresh() == made
        assert module._read(kept) is not None


def test_a_folder_that_cannot_be_written_is_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    monkeypatch.setattr(module, "_made", lambda grammar: ((), (), {}, {}, {}))
    assert fresh().rows == ()
