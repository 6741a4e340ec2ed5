"""From a JSON Schema to types: which kind a schema is, what it refers to, what is left unsaid."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipesmith.diagnostics import Finding
from pipesmith.schema import import_findings as say
from pipesmith.schema.kinds import JSON, Kind
from pipesmith.schema.merging import merged
from pipesmith.schema.naming import Names
from pipesmith.schema.objects import list_kind, object_kind, record_lines
from pipesmith.schema.places import Document, Path
from pipesmith.schema.scalars import choice_kind, number_kind, text_kind
from pipesmith.schema.unions import union_kind

Schema = Mapping[str, Any]

ANNOTATIONS = frozenset(
    {
        "$schema", "$id", "$anchor", "$comment", "$defs", "definitions", "title", "description",
        "default", "examples", "format", "x-pipesmith-type",
    }
)  # fmt: skip
"""What says nothing of values, or is said elsewhere."""

UNSAID = (
    "not", "if", "then", "else", "$dynamicRef", "contentEncoding", "contentMediaType",
    "contentSchema", "deprecated", "readOnly", "writeOnly",
)  # fmt: skip
"""What no type says, whatever the values are."""

_TYPICAL = {
    "string": ("minLength", "maxLength", "pattern"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "array": ("items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains"),
    "object": (
        "properties", "required", "additionalProperties", "patternProperties", "minProperties",
        "maxProperties", "propertyNames", "dependentRequired", "dependentSchemas",
    ),
}  # fmt: skip
"""The keywords that tell of a type where `type` is missing."""


@dataclass(slots=True)
class Converting:
    """The state of an import: names that are given, declarations, what there is to say."""

    document: Document
    findings: list[Finding] = field(default_factory=list)
    declarations: dict[str, str] = field(default_factory=dict)
    open_objects: list[Path] = field(default_factory=list)
    inside_union: bool = False
    _names: Names = field(default_factory=Names)
    _known: dict[Path, Kind] = field(default_factory=dict)
    _pending: list[Path] = field(default_factory=list)  # aliases that are not whole yet

    # ------------------------------------------------------------ what is said

    def json(self, path: Path, why: str) -> Kind:
        """Give `json` where there is no type, and say why."""
        self.findings.append(say.becomes_json(self.document, path, why))
        return JSON.noting(f"The JSON Schema says more: {why}.")

    def leave_out(self, path: Path, what: str) -> None:
        """Say that a part of the schema is not part of the type."""
        self.findings.append(say.left_out(self.document, path, what))

    def leaving_out(self, kind: Kind, schema: Schema, path: Path, rest: Collection[str]) -> Kind:
        """Give a type, and say which keywords of a schema are not part of it."""
        lost = [each for each in schema if each in rest and each not in ANNOTATIONS - {*rest}]
        lost = [each for each in lost if each not in ("default", "title", "description")]
        lost = [each for each in lost if not each.startswith(("$", "x-"))]
        lost = [each for each in lost if each not in ("definitions", "examples")]
        for keyword in lost:
            self.leave_out((*path, keyword), f"`{keyword}`")
        names = ", ".join(f"`{keyword}`" for keyword in lost)
        return kind.noting(f"Left out of the JSON Schema: {names}.") if lost else kind

    def documentation(self, schema: Any, *notes: str) -> Iterator[str]:
        """Write what a schema and its import tell of a declaration."""
        told = schema if isinstance(schema, Mapping) else {}
        text = told.get("description") or told.get("title")
        for line in (str(text).splitlines() if isinstance(text, str) else ()):
            yield f"/// {_visible(line)}".rstrip()
        for note in notes:
            if note:
                yield f"/// {_visible(note)}"
