"""From a JSON Schema to types: which kind a schema is, what it refers to, what is left unsaid."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pipesmith.diagnostics import Finding
from pipesmith.schema import import_findings as say
from pipesmith.schema.beside import kind_beside
from pipesmith.schema.kinds import JSON, Kind
from pipesmith.schema.lists import list_kind
from pipesmith.schema.merging import merged
from pipesmith.schema.naming import Names
from pipesmith.schema.objects import object_kind, record_lines
from pipesmith.schema.places import Document, Path
from pipesmith.schema.scalars import NULL, Schema, Wanted, constant_kind, number_kind, text_kind
from pipesmith.schema.unions import union_kind

_ANNOTATIONS = frozenset(
    {
        "$schema", "$id", "$anchor", "$comment", "$defs", "definitions", "title", "description",
        "default", "examples",
    }
)  # fmt: skip
"""What says nothing of values, or is said elsewhere."""

_TYPICAL: Mapping[str, tuple[str, ...]] = {
    "string": ("minLength", "maxLength", "pattern", "format"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "array": ("items", "prefixItems", "minItems", "maxItems", "uniqueItems"),
    "object": ("properties", "required", "additionalProperties", "minProperties", "maxProperties"),
}
"""The keywords that tell of a type where `type` is missing."""


_DECIMAL = re.compile(r"decimal(\([0-9]{1,2}, [0-9]{1,2}\))?")


@dataclass(slots=True)
class Converting:
    """The state of an import: names that are given, declarations, what there is to say."""

    document: Document
    findings: list[Finding] = field(default_factory=list)
    declarations: dict[str, str] = field(default_factory=dict)
    open_objects: list[Path] = field(default_factory=list)
    _names: Names = field(default_factory=Names)
    _known: dict[Path, Kind] = field(default_factory=dict)
    _reserved: dict[Path, str] = field(default_factory=dict)  # names of what is being declared
    _pending: list[Path] = field(default_factory=list)  # declarations that are not whole yet

    # ------------------------------------------------------------ what is said

    def json(self, path: Path, why: str) -> Kind:
        """Give `json` where there is no type, and say why."""
        self.findings.append(say.becomes_json(self.document, path, why))
        return JSON.noting(f"The JSON Schema says more: {why}.")

    def leave_out(self, path: Path, what: str) -> None:
        """Say that a part of the schema is not part of the type."""
        self.findings.append(say.left_out(self.document, path, what))

    def leaving_out(self, kind: Kind, schema: Schema, path: Path, handled: Collection[str]) -> Kind:
        """Give a type, and say which keywords of its schema it does not tell."""
        known = {*handled, *_ANNOTATIONS}
        lost = [word for word in schema if word not in known and not word.startswith("x-")]
        for word in lost:
            self.leave_out((*path, word), f"`{word}`")
        names = ", ".join(f"`{word}`" for word in lost)
        return kind.noting(f"Left out of the JSON Schema: {names}.") if lost else kind

    def documentation(self, schema: Any, *notes: str) -> Iterator[str]:
        """Write what a schema, and its import, tell of a declaration."""
        told = schema if isinstance(schema, Mapping) else {}
        text = told.get("description") or told.get("title")
        lines = str(text).splitlines() if isinstance(text, str) else []
        for line in (*lines, *filter(None, dict.fromkeys(notes))):
            yield f"/// {_visible(line)}".rstrip()

    # ------------------------------------------------------------ declarations

    def declare(self, path: Path, wanted: Wanted) -> Kind:
        """Declare what a schema describes, once, and give it by its name."""
        if path in self._pending:
            return self.json(path, "a type that is made of itself alone")
        if path in self._known:
            return self._known[path]
        value = self.document.at(path)
        name = self._reserved[path] = self._names.type_name(*wanted)
        self._known[path], self.declarations[name] = Kind(name), ""
        self._pending.append(path)
        kind = self.kind(value, path, (name,))
        self._pending.pop()
        known = Kind(name, kind.nullable, values=kind.values, texts=kind.texts)
        if self._reserved.pop(path, None) is not None:  # no record and no enum has taken it
            known = self._declare_alias(name, kind, value)
        elif kind.nullable and not path:
            self.leave_out(path, f"null as the whole value; `{name}?` says it where it is used")
        self._known[path] = known
        return known

    def _declare_alias(self, name: str, kind: Kind, value: Any) -> Kind:
        type_ = f"{kind.written()}{kind.clause}"
        lines = [*self.documentation(value, *kind.notes), f"type {name} = {type_}"]
        self.declarations[name] = "\n".join(lines)
        return replace(
            kind, type=name, nullable=False, holds_null=kind.nullable, conditions=(), notes=()
        )

    def item(self, value: Any, path: Path, wanted: Wanted) -> Kind:
        """Give the type of what stands inside a list or map, where no condition can stand."""
        kind = self.kind(value, path, wanted)
        if not kind.conditions:
            return kind
        name = self._names.type_name(*wanted)
        return self._declare_alias(name, kind, value)

    def declare_record(
        self, schema: Schema, path: Path, wanted: Wanted, notes: Sequence[str]
    ) -> Kind:
        """Declare a record."""
        name = self._reserved.pop(path, None) or self._names.type_name(*wanted)
        self.declarations.setdefault(name, "")
        outer, self._pending = self._pending, []  # what a record refers to may refer to it
        fields = [*record_lines(schema, path, self, name)]
        self._pending = outer
        head = self.documentation(schema, *notes)
        self.declarations[name] = "\n".join([*head, f"record {name} {{", *fields, "}"])
        return Kind(name)

    def declare_enum(
        self, values: Sequence[str], path: Path, wanted: Wanted, docs: Mapping[str, Schema]
    ) -> Kind:
        """Declare an enum; `docs` describe its values."""
        name = self._reserved.pop(path, None) or self._names.type_name(*wanted)
        head = self.documentation(self.document.at(path))
        rows = [line for value in values for line in self._value_lines(value, docs.get(value))]
        self.declarations[name] = "\n".join([*head, f"enum {name} {{", *rows, "}"])
        return Kind(name, values=tuple(values))

    def _value_lines(self, value: str, schema: Schema | None) -> Iterator[str]:
        yield from self.documentation(schema)
        yield f"{value},"

    # ------------------------------------------------------------ kinds

    def kind(self, value: Any, path: Path, wanted: Wanted) -> Kind:
        """Give the type that a schema comes to."""
        match value:
            case True:
                return JSON
            case False:
                return self.json(path, "a schema that no value fits")
            case Mapping():
                return self._kind(value, path, wanted)
            case _:
                return self.json(path, "what is not a schema")

    def _kind(self, schema: Schema, path: Path, wanted: Wanted) -> Kind:
        if "$ref" in schema:
            kind = self._referred(str(schema["$ref"]), path)
            target = self.followed({"$ref": schema["$ref"]})
            beside = kind_beside(schema, target, path, self)
            return kind.where(*beside.conditions).noting(*beside.notes)
        if "allOf" in schema:
            whole = merged(schema, self.followed)
            if whole is None:
                return self.json(path, "an `allOf` that is not one schema")
            return self._kind(whole, path, wanted)
        for word in ("oneOf", "anyOf"):
            if word in schema:
                return union_kind(word, schema, path, self, wanted)
        if "const" in schema:
            return constant_kind([schema["const"]], schema, path, self, wanted)
        if "enum" in schema:
            return constant_kind(schema["enum"], schema, path, self, wanted)
        return self._typed(schema, path, wanted)

    def _typed(self, schema: Schema, path: Path, wanted: Wanted) -> Kind:
        told = str(schema.get("x-pipesmith-type"))
        if told == "path" or _DECIMAL.fullmatch(told):
            kind = Kind(told, nullable="null" in schema.get("type", ()))
            return self.leaving_out(kind, schema, path, {"type", "pattern", "minLength"})
        given = schema.get("type")
        types = [given] if isinstance(given, str) else [*(given or ())]
        if not types:
            return self._guessed(schema, path, wanted)
        left = [each for each in dict.fromkeys(types) if each != "null"]
        left = ["number"] if {*left} == {"integer", "number"} else left
        if not left:
            return self.leaving_out(NULL, schema, path, {"type"})
        if len(left) > 1:
            return self.json(path, "values of several types")
        return self._of_type(left[0], schema, path, wanted).or_null("null" in types)

    def _guessed(self, schema: Schema, path: Path, wanted: Wanted) -> Kind:
        """Give the type of a schema that says of one type alone what its values are."""
        told = [each for each, words in _TYPICAL.items() if schema.keys() & {*words}]
        if len(told) != 1:
            return self.leaving_out(JSON, schema, path, ())
        self.leave_out(path, f"without `type`, values that are no {told[0]} are allowed too")
        return self._of_type(told[0], schema, path, wanted)

    def _of_type(self, name: str, schema: Schema, path: Path, wanted: Wanted) -> Kind:
        match name:
            case "string":
                return text_kind(schema, path, self)
            case "integer":
                return number_kind(schema, path, self, "int")
            case "number":
                return number_kind(schema, path, self, "float")
            case "boolean":
                return self.leaving_out(Kind("bool"), schema, path, {"type"})
            case "array":
                return list_kind(schema, path, self, wanted)
            case "object":
                return object_kind(schema, path, self, wanted)
            case _:
                raise ValueError(f"no type: {name}")

    # ------------------------------------------------------------ references

    def _referred(self, reference: str, path: Path) -> Kind:
        target = self.document.target(reference)
        if target is None:
            return self.json(path, f"`{reference}` leads out of this file")
        return self.declare(target, self._wanted(target))

    def _wanted(self, path: Path) -> Wanted:
        names = [step for step in path if isinstance(step, str)]
        return (names[-1],) if names else (self.root_name,)

    @property
    def root_name(self) -> str:
        """Give the name of what the whole document describes."""
        root = self.document.root
        title = root.get("title") if isinstance(root, Mapping) else None
        stem = self.document.source.path.replace("\\", "/").rpartition("/")[2].partition(".")[0]
        return title if isinstance(title, str) and title.isascii() and title else stem

    def followed(self, value: Any) -> Any:
        """Give what a schema that is only a reference refers to."""
        seen: set[Path] = set()
        while isinstance(value, Mapping) and value.keys() - _ANNOTATIONS == {"$ref"}:
            target = self.document.target(str(value["$ref"]))
            if target is None or target in seen:
                return value
            seen.add(target)
            value = self.document.at(target)
        return value


def _visible(line: str) -> str:
    """Give a line of a comment without what would not be seen in it."""
    return "".join(char if char.isprintable() else " " for char in line).strip()
