"""What is said of names."""

from collections.abc import Iterable, Sequence

from pipesmith.diagnostics import Edit, Finding, Label, Slug, Suggestion, syntax_codes
from pipesmith.diagnostics import analysis_codes as codes
from pipesmith.source import Span
from pipesmith.syntax import nodes as s

_SHOWN = 8


def quoted(names: Iterable[str]) -> str:
    """List names in backticks, the first few of many."""
    all_names = tuple(names)
    shown = ", ".join(f"`{name}`" for name in all_names[:_SHOWN])
    return shown if len(all_names) <= _SHOWN else f"{shown} and {len(all_names) - _SHOWN} more"


def replacement(span: Span, name: str | None) -> Suggestion | None:
    """Propose to write another name."""
    return Suggestion(f"write `{name}`", (Edit(span, name),)) if name else None


def unknown(
    slug: Slug,
    kind: str,
    name: s.Name,
    label: str,
    candidates: Sequence[str],
    close: str | None,
) -> Finding:
    """Say that a name means nothing, and what was probably meant."""
    several = kind.replace(" or ", "s and ") + "s"
    note = f"{several} in scope here: {quoted(candidates)}"
    return Finding(
        slug,
        f"no {kind} is named `{name.text}`",
        Label(name.span, label),
        notes=(note,) if 0 < len(candidates) <= _SHOWN else (),
        help=replacement(name.span, close),
    )


def duplicate(what: str, name: str, span: Span, first: Span) -> Finding:
    """Say that a name is declared twice in one place."""
    return Finding(
        codes.DUPLICATE_NAME,
        f"{what} `{name}` is declared twice",
        Label(span, f"`{name}` again"),
        others=(Label(first, f"`{name}` is declared here first"),),
    )


def shadowed(name: str, span: Span, outer: Span) -> Finding:
    """Say that a name would hide another that can be read here."""
    return Finding(
        codes.SHADOWED_NAME,
        f"the name `{name}` is already in use",
        Label(span, f"would hide the `{name}` from outside"),
        others=(Label(outer, f"`{name}` is declared here"),),
        notes=("a block sees all names of the blocks around it, so each needs a name of its own",),
    )


def case_clash(name: str, span: Span, other: str, first: Span) -> Finding:
    """Say that two names differ in case alone."""
    return Finding(
        codes.CASE_CLASH,
        f"`{name}` and `{other}` differ in case alone",
        Label(span, f"only the case differs from `{other}`"),
        others=(Label(first, f"`{other}` is declared here"),),
        notes=("Apex does not tell them apart",),
    )


def reserved(name: str, span: Span, why: str) -> Finding:
    """Say that the language has given a name away."""
    return Finding(
        codes.RESERVED_NAME,
        f"the name `{name}` is taken by the language",
        Label(span, f"`{name}` is {why}"),
    )


def too_early(name: str, span: Span, declared: Span) -> Finding:
    """Say that a variable is touched above its declaration."""
    return Finding(
        codes.READ_TOO_EARLY,
        f"the variable `{name}` is used above its declaration",
        Label(span, f"`{name}` does not exist yet"),
        others=(Label(declared, f"`{name}` is declared here"),),
        notes=("stages and `let` may be read above their statement, variables may not",),
    )


def branch_as_value(name: str, span: Span) -> Finding:
    """Say that a branch is no value."""
    return Finding(
        codes.UNKNOWN_NAME,
        f"the branch `{name}` is not a value",
        Label(span, f"`{name}` is a branch"),
        notes=(f"the value of a branch is the field `{name}` of what `parallel` gives",),
    )


def wrong_kind(slug: Slug, name: str, span: Span, actual: str, wanted: str) -> Finding:
    """Say that a name is declared, but as something else."""
    return Finding(
        slug,
        f"`{name}` is {actual}, not {wanted}",
        Label(span, f"{actual}"),
    )


def function_as_stage(name: str, span: Span) -> Finding:
    """Say that a function does no work that a stage could be."""
    return Finding(
        codes.UNKNOWN_COMPONENT,
        f"`{name}` is a function, not a component or pipeline",
        Label(span, "a function is called in an expression"),
        help=Suggestion("name what it gives with `let`"),
    )


def component_in_expression(name: str, kind: str, span: Span) -> Finding:
    """Say that only a statement may call what does work."""
    return Finding(
        codes.COMPONENT_IN_EXPRESSION,
        f"the {kind} `{name}` is called inside an expression",
        Label(span, "only `stage` and `do` call what does work"),
        help=Suggestion(f"give it a stage of its own: `stage result = {name}(...)`"),
    )


def cycle(slug: Slug, what: str, relation: str, path: Sequence[tuple[str, Span]]) -> Finding:
    """Show a circle of declarations; each span is the place where one names the next."""
    names = [name for name, _ in path]
    if len(names) == 1:
        return _own_cycle(slug, what, relation, *path[0])
    following = [*names[1:], names[0]]
    labels = [
        Label(span, f"`{name}` {relation} `{after}`")
        for (name, span), after in zip(path, following, strict=True)
    ]
    message = f"{count_word(len(names))} {what}s form a circle: {quoted(names)}"
    chain = ", which ".join(f"{relation} `{after}`" for after in following)
    return Finding(slug, message, labels[0], tuple(labels[1:]), (f"`{names[0]}` {chain}",))


def _own_cycle(slug: Slug, what: str, relation: str, name: str, span: Span) -> Finding:
    label = Label(span, f"`{name}` {relation} itself")
    return Finding(slug, f"the {what} `{name}` {relation} itself", label)


def leads_too_deep(kind: str, name: str, span: Span, limit: int) -> Finding:
    """Say that a declaration leads on through too many others."""
    return Finding(
        syntax_codes.NESTING_TOO_DEEP,
        f"the {kind} `{name}` leads on through more than {limit} declarations",
        Label(span, "too many declarations follow from here, each from the one before"),
        notes=(f"at most {limit} declarations may lead to each other, one after the other",),
    )


def count_word(number: int) -> str:
    """Write a small number as a word."""
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[number] if number < len(words) else str(number)


def unused(what: str, name: str, span: Span, help_text: str) -> Finding:
    """Say that nothing reads a name."""
    return Finding(
        codes.UNUSED_NAME,
        f"nothing reads the {what} `{name}`",
        Label(span, "never read"),
        help=Suggestion(help_text),
    )


def cannot_raise(name: str, span: Span, raised: bool) -> Finding:
    """Say that only the runtime deals in an error."""
    if raised:
        return Finding(
            codes.CANNOT_RAISE,
            f"`{name}` cannot be raised",
            Label(span, "only the runtime raises this"),
        )
    return Finding(
        codes.CANNOT_RAISE,
        f"`{name}` cannot be caught or retried",
        Label(span, "a cancelled run is not stopped on its way"),
        notes=("`finally` runs also when a run is cancelled",),
    )


def not_a_variable(name: str, span: Span, declared: Span | None) -> Finding:
    """Say that `set` needs a variable."""
    return Finding(
        codes.NOT_A_VARIABLE,
        f"`set` needs a variable, and `{name}` is none",
        Label(span, "not a variable"),
        others=(Label(declared, f"`{name}` is declared here"),) if declared else (),
        notes=("only what `var` declares can be set",),
    )


def concurrent_set(name: str, span: Span, declared: Span) -> Finding:
    """Say that a variable from outside cannot be set by code that runs side by side."""
    return Finding(
        codes.CONCURRENT_SET,
        f"code that runs side by side sets `{name}` from outside",
        Label(span, "which one sets it last would depend on timing"),
        others=(Label(declared, f"`{name}` is declared outside"),),
        notes=("let each block `yield` its part, and join the parts afterwards",),
    )
