"""What is said of documents that become programs: each finding names the place as a JSON path."""

from collections.abc import Sequence

from pipesmith.diagnostics import Finding, Label, Slug, Suggestion
from pipesmith.importing import codes
from pipesmith.schema.places import Document, Path, json_path
from pipesmith.source import Span


def place(path: Path) -> str:
    """Say where in its file a thing stands."""
    return f"the place in the file is `{json_path(path)}`"


def told(
    slug: Slug,
    document: Document,
    path: Path,
    message: str,
    label: str,
    *notes: str,
    way: str | None = None,
) -> Finding:
    """Say a thing of one element of a document."""
    return Finding(
        slug,
        message,
        Label(document.span(path), label),
        notes=(place(path), *notes),
        help=None if way is None else Suggestion(way),
    )


def not_json(span: Span, reason: str) -> Finding:
    """Say that a file cannot be read."""
    message = f"this is not JSON: {reason}"
    return Finding(codes.NOT_A_PIPELINE, message, Label(span, "not JSON"))


def left_out(document: Document, paths: Sequence[Path], what: str, *notes: str) -> Finding:
    """Say that elements have no place in the program; all are named, the first is shown."""
    return told(codes.LEFT_OUT, document, paths[0], what, "left out", *_also(paths), *notes)


def assumed(document: Document, paths: Sequence[Path], what: str) -> Finding:
    """Say that elements are read as what was likely meant; all are named, the first is shown."""
    return told(codes.ASSUMED, document, paths[0], what, "read so", *_also(paths))


def _also(paths: Sequence[Path]) -> tuple[str, ...]:
    others = [f"`{json_path(path)}`" for path in dict.fromkeys(paths) if path != paths[0]]
    return (f"so are {', '.join(others)}",) if others else ()


def repeated(document: Document, path: Path) -> Finding:
    """Say that an object has two members of one name, of which the last counts."""
    return told(
        codes.REPEATED,
        document,
        path,
        f"`{path[-1]}` stands twice in one object",
        "only the last one counts",
    )


def does_not_check(document: Document, path: Path, message: str) -> Finding:
    """Say that what was made of a pipeline is not a program."""
    return told(
        codes.UNTRANSLATED,
        document,
        path,
        f"the program made of this does not check: {message}",
        "nothing is written",
    )
