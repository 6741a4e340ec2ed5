"""Imports in tests: of JSON data, with what is said of it."""

import json
from collections.abc import Mapping
from typing import Any

from tests.checking import ENTRY, check_files

from pipesmith.diagnostics import Finding, Severity
from pipesmith.diagnostics.render import render_text
from pipesmith.importing.flowmason import import_flowmason
from pipesmith.importing.program import Imported
from pipesmith.source import Source

PLACE = "the place in the file is `"


def imported(data: Any, **others: Any) -> Imported:
    """Import data from a file called `case.json`, beside files of other names."""
    sources = [Source("case.json", json.dumps(data, indent=1))]
    more = [Source(f"{name}.json", json.dumps(each, indent=1)) for name, each in others.items()]
    return import_flowmason([*sources, *more])


def places(result: Imported) -> set[tuple[str, str]]:
    """Give what is said: slugs without their prefix, and JSON paths."""
    return {
        (finding.slug.name.removeprefix("import/"), place(finding)) for finding in result.findings
    }


def place(finding: Finding) -> str:
    """Give the JSON path of a finding."""
    named = [note for note in finding.notes if note.startswith(PLACE)]
    return named[0][len(PLACE) : -1] if named else ""


def errors(result: Imported) -> list[str]:
    """Give the messages of errors."""
    return [each.message for each in result.findings if each.severity is Severity.error]


def program(result: Imported) -> str:
    """Give the text of the one module of an import that must be sound."""
    assert errors(result) == []
    (text,) = result.files.values()
    checked = check_files({ENTRY: text})
    assert checked.program is not None, text + render_text(checked.findings)
    return text


def stages(*given: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    """Give a pipeline of stages."""
    return {"id": "p", "stages": [*given], **fields}


def stage(name: str, kind: str, *needs: str, **settings: Any) -> dict[str, Any]:
    """Give a stage."""
    return {"id": name, "type": kind, "input_mapping": settings, "depends_on": [*needs]}


def body(result: Imported) -> str:
    """Give the statements of the one pipeline of an import."""
    text = program(result)
    return text[
        text.index("{\n", text.index("pipeline ")) + 2 : text.index("\n}", text.index("pipeline "))
    ]
