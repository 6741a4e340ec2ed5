"""What is said of JSON Schemas that become declarations."""

from collections.abc import Sequence

from pipesmith.diagnostics import Finding, Label, Suggestion
from pipesmith.schema import codes
from pipesmith.schema.places import Document, Path, json_path
from pipesmith.source import Span


def not_json(span: Span, reason: str) -> Finding:
    """Say that a file cannot be read."""
    return Finding(codes.NOT_A_SCHEMA, f"this is not JSON: {reason}", Label(span, "not JSON"))


def not_a_schema(document: Document, path: Path, wanted: str) -> Finding:
    """Say that JSON is no schema."""
    message = f"{wanted} is expected at `{json_path(path)}`"
    return Finding(codes.NOT_A_SCHEMA, message, Label(document.span(path), f"not {wanted}"))


def nothing_declared(span: Span) -> Finding:
    """Say that a schema describes nothing that could be declared."""
    return Finding(
        codes.NOT_A_SCHEMA,
        "this schema describes no values",
        Label(span, "neither a type nor definitions"),
    )


def becomes_json(document: Document, path: Path, why: str) -> Finding:
    """Say that a schema has no type, and `json` takes its place."""
    return Finding(
        codes.NOT_EXPRESSIBLE,
        f"no type says this: {why}",
        Label(document.span(path), "becomes `json`"),
        notes=(f"the place in the schema is `{json_path(path)}`",),
    )


def left_out(document: Document, path: Path, what: str) -> Finding:
    """Say that a part of a schema is not part of the type it becomes."""
    return Finding(
        codes.NOT_EXPRESSIBLE,
        f"no type says this: {what}",
        Label(document.span(path), "left out"),
        notes=(f"the place in the schema is `{json_path(path)}`",),
    )


def renamed(document: Document, path: Path, pairs: Sequence[tuple[str, str]]) -> Finding:
    """Say which fields of a record have other names than in JSON."""
    return Finding(
        codes.RENAMED,
        "fields of a record are not called as they are in JSON",
        Label(document.head(path), "names of this object"),
        notes=tuple(f"`{json}` becomes `{name}`" for json, name in pairs),
        help=Suggestion("rename them in the data before it is read"),
    )


def opened(document: Document, paths: Sequence[Path]) -> Finding:
    """Say which objects take other fields, as records do not."""
    shown = ", ".join(f"`{json_path(path)}`" for path in paths[:8])
    more = f" and {len(paths) - 8} more" if len(paths) > 8 else ""
    return Finding(
        codes.OPEN,
        "records take no fields but their own, and this schema allows others",
        Label(document.head(paths[0]), "other fields are allowed here"),
        notes=(f"objects with other fields: {shown}{more}",),
    )


def does_not_check(span: Span, message: str) -> Finding:
    """Say that the declarations would not be a program."""
    return Finding(
        codes.NOT_A_SCHEMA,
        f"the declarations of this schema do not check: {message}",
        Label(span, "nothing is written"),
    )
