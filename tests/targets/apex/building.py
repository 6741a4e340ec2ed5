"""Programs built as Apex, for tests."""

from pathlib import PurePosixPath

from tests.checking import check_files

from pipesmith.diagnostics import Severity
from pipesmith.diagnostics.render import render_text
from pipesmith.ir.nodes import Program
from pipesmith.target import Bundle, Options
from pipesmith_targets.apex import TARGET


def checked(source: str) -> Program:
    """Check a program of one file."""
    found = check_files({"main.pipe": source})
    assert found.program is not None, render_text(found.findings)
    return found.program


def built(source: str) -> Bundle:
    """Build a program of one file."""
    program = checked(source)
    found = [each for each in TARGET.check(program) if each.severity is Severity.error]
    assert [str(each.slug) for each in found] == []
    return TARGET.emit(program, Options())


def classes(bundle: Bundle) -> dict[str, str]:
    """Give the classes of the program itself by name."""
    return {
        PurePosixPath(path).stem: text
        for path, text in bundle.files.items()
        if path.endswith(".cls") and "pipeline-runtime" not in path
    }


def refused(source: str) -> list[str]:
    """Give the slugs of what a program is refused or warned for."""
    return [str(each.slug) for each in TARGET.check(checked(source))]
