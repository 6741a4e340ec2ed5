"""What is said of calls and their arguments."""

from collections.abc import Sequence

from pipesmith.analysis.functions import Mismatch
from pipesmith.analysis.name_findings import quoted, replacement
from pipesmith.analysis.schemas import Schema, Slot
from pipesmith.analysis.type_findings import a
from pipesmith.diagnostics import Finding, Label, Slug, Suggestion
from pipesmith.diagnostics import analysis_codes as codes
from pipesmith.diagnostics.suggest import nearest
from pipesmith.source import Span


def missing_arguments(span: Span, schema: Schema, missing: Sequence[Slot]) -> Finding:
    """Say what a call leaves out."""
    names = quoted(slot.name for slot in missing)
    written = ", ".join(f"{slot.name}: ..." for slot in missing)
    return Finding(
        codes.MISSING_ARGUMENT,
        f"the call of `{schema.name}` leaves out {names}",
        Label(span, f"needs {names}"),
        notes=tuple(f"`{slot.name}` is {a(slot.type)} and has no default" for slot in missing[:4]),
        help=Suggestion(f"add `{written}`"),
    )


def unknown_argument(span: Span, name: str, schema: Schema, shorthand: bool) -> Finding:
    """Say that a call names no parameter."""
    names = [slot.name for slot in schema.slots]
    close = nearest(name, names)
    note = f"`{schema.name}` takes {quoted(names)}" if names else f"`{schema.name}` takes nothing"
    if shorthand and close is None:
        note = f"a bare name is short for `{name}: {name}`; {note}"
    edit = replacement(span, f"{close}: {name}" if shorthand else close) if close else None
    return Finding(
        codes.UNKNOWN_ARGUMENT,
        f"`{schema.name}` has no parameter `{name}`",
        Label(span, f"not a parameter of `{schema.name}`"),
        notes=(note,),
        help=edit,
    )


def duplicate_argument(span: Span, name: str, first: Span) -> Finding:
    """Say that a parameter is given twice."""
    return Finding(
        codes.DUPLICATE_ARGUMENT,
        f"`{name}` is given twice",
        Label(span, f"`{name}` again"),
        others=(Label(first, f"`{name}` is given here first"),),
    )


def positional(span: Span, schema: Schema, written: str, free: str) -> Finding:
    """Say that an argument needs its name; `free` is the parameter that it was meant for."""
    ours = f"{free}: {written}"
    way = replacement(span, ours) if len(written) <= 60 else None
    return Finding(
        codes.POSITIONAL_ARGUMENT,
        f"`{schema.name}` takes named arguments",
        Label(span, "this argument has no name"),
        notes=("only functions take arguments by position",),
        help=way,
    )


def too_many(span: Span, name: str, count: int) -> Finding:
    """Say that a function is given more than it takes."""
    takes = f"{count} argument" if count == 1 else f"{count} arguments"
    return Finding(
        codes.UNKNOWN_ARGUMENT,
        f"the function `{name}` takes {takes}",
        Label(span, "one argument too many"),
    )


def constructor_as_filter(span: Span, name: str) -> Finding:
    """Say that a record is not built by a filter."""
    return Finding(
        codes.POSITIONAL_ARGUMENT,
        f"the record `{name}` is not a filter",
        Label(span, "a constructor takes named arguments"),
        help=Suggestion(f"write `{name}(...)`"),
    )


_SLUGS: dict[str, Slug] = {
    "type": codes.TYPE_MISMATCH,
    "null": codes.UNSAFE_NULL,
    "field": codes.UNKNOWN_MEMBER,
    "secret": codes.SECRET_LEAK,
    "jmespath": codes.BAD_JMESPATH,
    "not-supported": codes.NOT_SUPPORTED,
}


def standard_mismatch(found: Mismatch, span: Span) -> Finding:
    """Say why a call does not fit a standard function."""
    slug = _SLUGS.get(found.reason, codes.BAD_ARGUMENTS)
    way = Suggestion(found.way) if found.way else None
    if found.reason == "null":
        way = Suggestion("give a value for null with `??`, or test it with `!= null` first")
    return Finding(slug, found.message, Label(span, found.label), notes=found.notes, help=way)
