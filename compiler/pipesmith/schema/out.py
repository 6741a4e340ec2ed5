"""The JSON Schema of what a program declares.

Reads     the IR of a program.
Gives     a document of draft 2020-12, as JSON data.
Reports   nothing: every type has a schema.
Promises  what a type reads, its schema accepts; where a schema accepts more, `x-pipesmith-type`
          or a description says what the type asks for besides.
Leaves    writing the document to the command line.
"""

from collections.abc import Mapping
from typing import Any, Literal

from pipesmith.ir import nodes as n
from pipesmith.schema.shapes import Shapes, described

DRAFT = "https://json-schema.org/draft/2020-12/schema"

Part = Literal["input", "result"]
Declared = n.Record | n.Enum | n.Alias | n.Pipeline


def document(
    program: n.Program, item: Declared | None = None, part: Part | None = None
) -> dict[str, Any]:
    """Give the schema of one declaration, or the definitions of the entry module.

    A pipeline's is that of an object with its `input` and `result`; `part` chooses one of them.
    """
    shapes = Shapes(program)
    body = _module(program, shapes) if item is None else _body(item, part, shapes)
    definitions = shapes.definitions()
    return {"$schema": DRAFT, **body, **({"$defs": definitions} if definitions else {})}


def _module(program: n.Program, shapes: Shapes) -> dict[str, Any]:
    for item in program.entry.declarations:
        if isinstance(item, n.Record | n.Enum | n.Alias):
            shapes.reference(program.entry.name, item.name)
    return {"title": program.entry.name}


def _body(item: Declared, part: Part | None, shapes: Shapes) -> dict[str, Any]:
    if not isinstance(item, n.Pipeline):
        return shapes.reference(shapes.program.entry.name, item.name)
    parts: Mapping[Part, dict[str, Any]] = {
        "input": shapes.fields(item.parameters, of_record=False),
        "result": shapes.of(item.result) if item.result is not None else {"type": "null"},
    }
    if part is not None:
        return described(parts[part], item.doc)
    whole = {"title": item.name, "type": "object", "properties": dict(parts)}
    return described({**whole, "required": [*parts]}, item.doc)
