"""What is said of types of values."""

from collections.abc import Iterable, Mapping, Sequence

from pipesmith import types as t
from pipesmith.analysis.name_findings import count_word, quoted, replacement
from pipesmith.diagnostics import Edit, Finding, Label, Suggestion
from pipesmith.diagnostics import analysis_codes as codes
from pipesmith.diagnostics.suggest import nearest
from pipesmith.diagnostics.syntax_codes import BAD_NUMBER
from pipesmith.source import Span

Place = tuple[Span, str]
"""Somewhere else that says why a type is wanted."""


def bad_type(span: Span, why: str) -> Finding:
    """Say that a type is not well formed."""
    return Finding(codes.BAD_TYPE, why, Label(span, "not a type of this form"))


def a(type_: t.Type | str) -> str:
    """Write a type with its article."""
    text = str(type_)
    if isinstance(type_, t.OptionalType | t.LiteralType | t.UnionType | t.AnonymousType):
        return f"`{text}`"
    return f"{'an' if text[:1].lower() in 'aeio' else 'a'} `{text}`"


def mismatch(
    span: Span,
    given: t.Type,
    wanted: t.Type,
    what: str = "",
    because: Place | None = None,
    notes: Sequence[str] = (),
    help_text: str | None = None,
) -> Finding:
    """Say that a value has another type than its place wants; `what` names that place."""
    verb = "takes" if what.startswith("`") else "is"
    message = f"{what} {verb} {a(wanted)}, but this is {a(given)}" if what else ""
    return Finding(
        codes.TYPE_MISMATCH,
        message or f"expected {a(wanted)}, found {a(given)}",
        Label(span, f"this is {a(given)}"),
        others=(Label(*because),) if because else (),
        notes=tuple(notes),
        help=Suggestion(help_text) if help_text else None,
    )


def no_result(span: Span, given: t.Type) -> Finding:
    """Say that a pipeline gives a result without declaring one."""
    return Finding(
        codes.TYPE_MISMATCH,
        f"this pipeline declares no result, but this is {a(given)}",
        Label(span, f"this is {a(given)}"),
        help=Suggestion(f"write `-> {given}` behind the parameters"),
    )


def differences(
    given: t.Type, wanted: t.Type, have: Mapping[str, t.Type], want: Mapping[str, t.Type]
) -> str:
    """Show field by field how one record differs from another."""
    rows = [
        (name, str(have.get(name, "missing")), f"expected {type_}")
        for name, type_ in want.items()
        if have.get(name) != type_
    ]
    rows += [(name, str(type_), "not expected") for name, type_ in have.items() if name not in want]
    first = max((len(row[0]) for row in rows), default=0)
    second = max((len(row[1]) for row in rows), default=0)
    lines = [f"    {name:<{first}}   {found:<{second}}   {needed}" for name, found, needed in rows]
    count = "one field" if len(rows) == 1 else f"{count_word(len(rows))} fields"
    return "\n".join([f"{a(given)} differs from {a(wanted)} in {count}", *lines])


def not_a_condition(span: Span, given: t.Type, where: str) -> Finding:
    """Say that a condition is not a `bool`."""
    nullable = isinstance(given, t.OptionalType)
    help_text = "add `?? false`, or compare it" if nullable else "compare it with something"
    return Finding(
        codes.TYPE_MISMATCH,
        f"{where} is {a(given)}, not a `bool`",
        Label(span, f"this is {a(given)}"),
        notes=("conditions are `bool`; no other value counts as true or false",),
        help=Suggestion(help_text),
    )


def not_one_of(span: Span, value: str, allowed: Sequence[str]) -> Finding:
    """Say that a text is none of the literal texts that are wanted."""
    close = nearest(value, allowed)
    return Finding(
        codes.TYPE_MISMATCH,
        f'the text "{value}" is not one of those allowed here',
        Label(span, "not an allowed text"),
        notes=("allowed: " + ", ".join(f'"{text}"' for text in allowed),),
        help=Suggestion(f'write "{close}"', (Edit(span, f'"{close}"'),)) if close else None,
    )


_DEFAULTS: dict[t.Type, str] = {
    t.STRING: '"..."',
    t.INT: "0",
    t.FLOAT: "0.0",
    t.DECIMAL: "0.0d",
    t.BOOL: "false",
}


def null_in_text(span: Span, given: t.Type, plain: t.Type, written: str, where: str) -> Finding:
    """Say that what is written into a text may be null; `plain` is its type without aliases."""
    default = _DEFAULTS.get(t.present(plain))
    way = f"write `{written} ?? {default}`" if default else None
    return unsafe_null(span, given, f"`{written}` in {where}", way)


def unsafe_null(span: Span, given: t.Type, subject: str, way: str | None) -> Finding:
    """Say that something may be null where that is not allowed for."""
    return Finding(
        codes.UNSAFE_NULL,
        f"{subject} may be null",
        Label(span, f"this is {a(given)}"),
        help=Suggestion(way) if way is not None else None,
    )


def unknown_member(
    span: Span,
    name: str,
    type_: t.Type | str,
    members: Iterable[str],
    hint: str | None = None,
    what: str | None = None,
) -> Finding:
    """Say that a value has no such member."""
    names = tuple(members)
    close = nearest(name, names)
    return Finding(
        codes.UNKNOWN_MEMBER,
        f"{what or a(type_)} has no member `{name}`",
        Label(span, f"not a member of `{type_}`"),
        notes=() if close or not names else (f"members: {quoted(names)}",),
        help=Suggestion(hint) if hint else replacement(span, close),
    )


def no_common_type(
    span: Span, types: Sequence[t.Type], places: Sequence[Span], what: str
) -> Finding:
    """Say that values that meet have no type in common."""
    seen = [(type_, place) for type_, place in zip(types, places, strict=True)]
    (first, at), (second, other) = seen[0], seen[1]
    both_records = all(isinstance(each, t.NominalType) for each in (first, second))
    note = "records meet only where a declared type says `A | B`" if both_records else ""
    return Finding(
        codes.NO_COMMON_TYPE,
        f"{what} have no common type: {a(first)} and {a(second)}",
        Label(other, f"this is {a(second)}"),
        others=(Label(at, f"this is {a(first)}"),),
        notes=(note,) if note else (),
    )


def unknown_item_type(span: Span, name: str, example: str) -> Finding:
    """Say that nothing tells what an empty literal is to hold."""
    return Finding(
        codes.UNKNOWN_ITEM_TYPE,
        "nothing tells what this empty literal is to hold",
        Label(span, "empty, and no type is expected here"),
        help=Suggestion(f"declare the type: `{name}: {example}`"),
    )


def bad_operands(
    span: Span, operator: str, left: t.Type, right: t.Type, hint: str | None = None
) -> Finding:
    """Say that an operator does not take two values."""
    return Finding(
        codes.BAD_OPERANDS,
        f"`{operator}` does not take {a(left)} and {a(right)}",
        Label(span, f"{a(left)} `{operator}` {a(right)}"),
        help=Suggestion(hint) if hint else None,
    )


def bad_operand(span: Span, operator: str, type_: t.Type) -> Finding:
    """Say that an operator does not take a value."""
    return Finding(
        codes.BAD_OPERANDS,
        f"`{operator}` does not take {a(type_)}",
        Label(span, f"this is {a(type_)}"),
    )


def not_comparable(
    span: Span,
    operator: str,
    left: t.Type,
    right: t.Type,
    why: str = "",
    way: Suggestion | None = None,
) -> Finding:
    """Say that two values cannot be compared."""
    return Finding(
        codes.NOT_COMPARABLE,
        f"`{operator}` cannot compare {a(left)} with {a(right)}",
        Label(span, f"{a(left)} `{operator}` {a(right)}"),
        notes=(why,) if why else (),
        help=way,
    )


def bad_chain(span: Span, operators: Sequence[str]) -> Finding:
    """Say that a chain of comparisons does not point one way."""
    return Finding(
        codes.BAD_CHAIN,
        "this chain of comparisons does not point one way",
        Label(span, "chained by " + ", ".join(f"`{each}`" for each in operators)),
        notes=("a chain is of `<`, `<=` and `==`, or of `>`, `>=` and `==`",),
        help=Suggestion("join two comparisons with `and`"),
    )


def bad_index(span: Span, subject: t.Type, why: str, way: str | None = None) -> Finding:
    """Say that a value cannot be indexed so."""
    help_ = Suggestion(way) if way else None
    return Finding(codes.BAD_INDEX, f"{a(subject)} {why}", Label(span, why), help=help_)


def needless(span: Span, what: str, given: t.Type) -> Finding:
    """Warn that a guard against null stands after what is never null."""
    return Finding(
        codes.NEEDLESS_DEFAULT,
        f"`{what}` stands after what is never null",
        Label(span, f"this is {a(given)}, never null"),
    )


def negative_filter(span: Span) -> Finding:
    """Warn that a filter is applied before the minus sign (rule 21)."""
    return Finding(
        codes.NEGATIVE_FILTER,
        "the filter is applied before the minus sign",
        Label(span, "the minus sign is applied last"),
        help=Suggestion("put parentheses around the negative number"),
    )


def secret_leak(span: Span, where: str) -> Finding:
    """Say that a secret would be seen."""
    return Finding(
        codes.SECRET_LEAK,
        f"a secret flows into {where}",
        Label(span, "this is secret"),
        notes=("a secret may flow only into `auth`, `header`, `query` and host code",),
    )


def outside_run(span: Span, what: str, where: str) -> Finding:
    """Say that what belongs to a run is read where there is none."""
    return Finding(
        codes.OUTSIDE_RUN,
        f"`{what}` is read in {where}",
        Label(span, f"{where} belongs to no run"),
        help=Suggestion("pass the value in"),
    )


def condition_violated(span: Span, value: str, condition: str, declared: Span) -> Finding:
    """Say that a literal breaks the condition of its type."""
    return Finding(
        codes.CONDITION_VIOLATED,
        f"{value} breaks the condition `{condition}`",
        Label(span, f"`{condition}` is false for this"),
        others=(Label(declared, "the condition is declared here"),),
    )


def misplaced_lambda(span: Span) -> Finding:
    """Say that a lambda is no value."""
    return Finding(
        codes.MISPLACED_LAMBDA,
        "a lambda is only an argument of a standard function",
        Label(span, "no function takes this lambda"),
    )


def too_large(span: Span) -> Finding:
    """Say that a whole number needs more than 64 bits."""
    return Finding(
        BAD_NUMBER,
        "this whole number needs more than 64 bits",
        Label(span, "an `int` goes from -9223372036854775808 to 9223372036854775807"),
    )


def not_a_value(span: Span, name: str) -> Finding:
    """Say that `env` and its like need a member."""
    example = {"context": "context.now", "env": "env.NAME", "secret": "secret.NAME"}[name]
    return Finding(
        codes.TYPE_MISMATCH,
        f"`{name}` is not a value by itself",
        Label(span, f"read one of its members, as in `{example}`"),
    )


def type_as_value(span: Span, name: str) -> Finding:
    """Say that a type stands where a value should."""
    return Finding(
        codes.TYPE_MISMATCH,
        f"the type `{name}` is not a value",
        Label(span, "a type, not a value"),
    )


def repeated_key(key: str, span: Span, first: Span) -> Finding:
    """Say that a map literal has one key twice."""
    return Finding(
        codes.DUPLICATE_NAME,
        f"the key `{key}` stands twice in one map",
        Label(span, f"`{key}` again"),
        others=(Label(first, f"`{key}` is here first"),),
    )
