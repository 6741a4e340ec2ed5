"""`pipesmith explain`."""

import pytest

from pipesmith.cli import main
from pipesmith.diagnostics.explain import front_end_pages
from pipesmith.importing.pages import import_pages
from pipesmith.schema.pages import schema_pages
from pipesmith_targets import pages


def test_every_page_is_listed_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain"]) == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert listed == [*front_end_pages(), *schema_pages(), *import_pages(), *pages()]
    assert "unknown-name" in listed
    assert main(["explain", "unknown-name"]) == 0
    assert capsys.readouterr().out.startswith("# ")


def test_a_misspelt_slug_gets_a_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "unknown-nam"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "no finding is named `unknown-nam`; did you mean `unknown-name`?" in shown.err


@pytest.mark.parametrize("slug", ["../codes", "zzzzzzzz", "", "unknown-name.md"])
def test_a_path_is_not_a_slug(slug: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", slug]) == 2
    assert capsys.readouterr().out == ""
