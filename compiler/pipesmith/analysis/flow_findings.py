"""What is said of statements, blocks and the ways out of them."""

from collections.abc import Sequence

from pipesmith import types as t
from pipesmith.analysis.name_findings import count_word, quoted
from pipesmith.analysis.type_findings import a
from pipesmith.diagnostics import Edit, Finding, Label, Suggestion
from pipesmith.diagnostics import analysis_codes as codes
from pipesmith.source import Span
from pipesmith.syntax import nodes as s


def end_of(span: Span) -> Span:
    """Give the last code point of a span: the closing brace of a block."""
    return Span(span.path, max(span.start, span.end - 1), span.end)


def missing_return(
    span: Span, name: str, result: t.Type, declared: Span, way: Suggestion
) -> Finding:
    """Say that a pipeline can end without its result."""
    return Finding(
        codes.MISSING_RETURN,
        f"the pipeline `{name}` can end without a result",
        Label(end_of(span), "this end can be reached"),
        others=(Label(declared, f"the result is declared as {a(result)}"),),
        help=way,
    )


def missing_yield(span: Span, other: Span, way: Suggestion) -> Finding:
    """Say that a block gives no value where others do."""
    return Finding(
        codes.MISSING_YIELD,
        "this block can end without a value",
        Label(end_of(span), "no `yield` before this end"),
        others=(Label(other, "another block of the same statement gives a value"),),
        help=way,
    )


def misplaced_yield(span: Span, why: str, way: str) -> Finding:
    """Say that nothing takes the value of a `yield`."""
    return Finding(
        codes.MISPLACED_YIELD,
        "nothing takes the value of this `yield`",
        Label(span, why),
        help=Suggestion(way),
    )


def misplaced_jump(span: Span, word: str, why: str) -> Finding:
    """Say that a jump may not lead out of where it stands."""
    return Finding(codes.MISPLACED_JUMP, f"`{word}` cannot be used here", Label(span, why))


def constant_condition(span: Span, holds: bool) -> Finding:
    """Warn that a condition decides nothing."""
    word = "true" if holds else "false"
    return Finding(
        codes.CONSTANT_CONDITION,
        f"this condition is always `{word}`",
        Label(span, f"always `{word}`"),
    )


def unreachable(span: Span, jump: Span) -> Finding:
    """Warn that a statement can never run."""
    return Finding(
        codes.UNREACHABLE,
        "this can never run",
        Label(span, "never reached"),
        others=(Label(jump, "what stands here always leads away"),),
    )


def no_value(span: Span, name: str, way: Suggestion) -> Finding:
    """Say that a name is read, but its body gives nothing."""
    return Finding(
        codes.NO_VALUE,
        f"`{name}` is read, but its body gives no value",
        Label(span, "no block of this body has a `yield`"),
        help=way,
    )


def return_for_yield(span: Span, name: s.Name) -> Finding:
    """Say that a `return` gives the result of the pipeline, where a value was meant."""
    return Finding(
        codes.NO_VALUE,
        f"`{name.text}` is read, but its body gives no value",
        Label(span, "`return` ends the pipeline; `yield` gives the value of a block"),
        others=(Label(name.span, f"nothing gives `{name.text}` a value"),),
        help=Suggestion("write `yield`", (Edit(span, "yield"),)),
    )


def not_iterable(span: Span, given: t.Type) -> Finding:
    """Say that a value has no items to go through (rule 81)."""
    nullable = isinstance(given, t.OptionalType)
    slug = codes.UNSAFE_NULL if nullable else codes.TYPE_MISMATCH
    return Finding(
        slug,
        f"`foreach` goes through lists, sets and maps, and this is {a(given)}",
        Label(span, f"this is {a(given)}"),
        help=Suggestion("give an empty list for null with `?? []`") if nullable else None,
    )


def not_exhaustive(span: Span, missing: Sequence[str]) -> Finding:
    """Say which values a `switch` leaves out."""
    what = "one value" if len(missing) == 1 else f"{count_word(len(missing))} values"
    return Finding(
        codes.NOT_EXHAUSTIVE,
        f"this `switch` leaves out {what}: {quoted(missing)}",
        Label(span, "not every value has a `case`"),
        help=Suggestion("add the missing cases, or `else { }`"),
    )


def duplicate_case(span: Span, value: str, first: Span) -> Finding:
    """Say that a `switch` names a value twice."""
    return Finding(
        codes.DUPLICATE_CASE,
        f"the case `{value}` stands twice",
        Label(span, "the first one always wins"),
        others=(Label(first, f"`{value}` is here first"),),
    )


def bad_limit(span: Span, what: str, wanted: str) -> Finding:
    """Say that a literal limit makes no sense."""
    return Finding(codes.BAD_LIMIT, f"{what} must be {wanted}", Label(span, f"not {wanted}"))


def misplaced_clause(span: Span, word: str, where: str, note: str = "") -> Finding:
    """Say that a clause does not belong where it stands."""
    return Finding(
        codes.MISPLACED_CLAUSE,
        f"`{word}` cannot be given to {where}",
        Label(span, f"not a clause of {where}"),
        notes=(note,) if note else (),
    )


def skipped_gives_null(span: Span, wanted: t.Type, declared: Span) -> Finding:
    """Say that a stage that may be skipped may be null."""
    return Finding(
        codes.UNSAFE_NULL,
        f"this stage may be skipped, which gives null, but it is declared as {a(wanted)}",
        Label(span, "no `else` says what a skipped stage gives"),
        others=(Label(declared, f"declared as {a(wanted)}"),),
        help=Suggestion("add `else` and a value behind the condition"),
    )


def idle_catch(span: Span, what: str, note: str = "") -> Finding:
    """Warn that an error that is named cannot happen."""
    return Finding(
        codes.IDLE_CATCH, what, Label(span, "never happens here"), notes=(note,) if note else ()
    )


def missing_key(span: Span) -> Finding:
    """Say that nothing tells one cached value of a block from another."""
    return Finding(
        codes.MISSING_KEY,
        "the cache of a block needs a `key`",
        Label(span, "nothing says which result this is"),
        notes=("only a call has arguments that can be its key",),
        help=Suggestion("add `key` and a value that says which result this is"),
    )
