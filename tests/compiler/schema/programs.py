"""The programs of these tests: checked, and what their schemas are."""

from functools import cache
from pathlib import Path
from typing import Any

from tests.checking import ENTRY, check_files

from pipesmith.diagnostics.render import render_text
from pipesmith.ir.nodes import Program
from pipesmith.schema.out import document

FOLDER = Path(__file__).parent


@cache
def text(name: str) -> str:
    """Give the text of a program in this folder."""
    return (FOLDER / f"{name}.pipe").read_text("utf-8")


def program(source: str) -> Program:
    """Check a program that must be sound."""
    checked = check_files({ENTRY: source})
    assert checked.program is not None, render_text(checked.findings)
    return checked.program


def schema(source: str, name: str, part: Any = None) -> dict[str, Any]:
    """Give the schema of one declaration."""
    checked = program(source)
    items = {getattr(each, "name", ""): each for each in checked.entry.declarations}
    return document(checked, items[name], part)  # type: ignore[arg-type]
