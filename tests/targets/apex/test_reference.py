"""The reference names all that Apex refuses, and all that it warns of."""

import re
from pathlib import Path

from pipesmith.diagnostics import Severity
from pipesmith.diagnostics.codes import Slug
from pipesmith_targets.apex import codes

PAGE = (Path(__file__).parents[3] / "compiler" / "reference" / "apex.md").read_text("utf-8")
SLUGS = [each for each in vars(codes).values() if isinstance(each, Slug)]


def named(text: str) -> set[str]:
    return set(re.findall(r"`(apex/[a-z-]+)`", text))


def test_all_is_named_and_nothing_else() -> None:
    assert named(PAGE) == {str(each) for each in SLUGS}


def test_what_is_refused_is_in_its_table() -> None:
    table = PAGE.partition("## What is refused\n")[2].partition("\n## ")[0]
    assert named(table) == {str(each) for each in SLUGS if each.severity is Severity.error}
