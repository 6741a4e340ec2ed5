"""What is said of components and their implementations."""

from collections.abc import Iterable

from pipesmith import types as t
from pipesmith.analysis.name_findings import quoted, replacement
from pipesmith.analysis.type_findings import a
from pipesmith.diagnostics import Finding, Label, Suggestion
from pipesmith.diagnostics import analysis_codes as codes
from pipesmith.diagnostics.suggest import nearest
from pipesmith.source import Span
from pipesmith.syntax import nodes as s


def no_binding(node: s.Component) -> Finding:
    """Say that a component has no implementation."""
    examples = {
        "operator": '`{ python "module:callable" }` or `{ http GET "..." }`',
        "node": '`{ model "default" prompt "..." }`',
    }
    return Finding(
        codes.NO_BINDING,
        f"the {node.kind} `{node.name.text}` has no implementation",
        Label(node.name.span, "nothing says how this is done"),
        help=Suggestion(f"add {examples[node.kind]}"),
    )


def second_binding(span: Span, what: str, first: Span) -> Finding:
    """Say that a part of an implementation is given twice."""
    return Finding(
        codes.BAD_BINDING,
        f"`{what}` is given twice",
        Label(span, f"`{what}` again"),
        others=(Label(first, f"`{what}` is given here first"),),
    )


def mixed_bindings(span: Span, what: str, other: str, first: Span) -> Finding:
    """Say that two kinds of implementation do not go together."""
    return Finding(
        codes.BAD_BINDING,
        f"`{what}` does not go with `{other}`",
        Label(span, "a second implementation"),
        others=(Label(first, "the first implementation"),),
        notes=("a component has one implementation; `python` and `apex` may stand side by side",),
    )


def wrong_component(span: Span, rule: str, actual: str) -> Finding:
    """Say that this kind of component is not implemented so."""
    return Finding(codes.BAD_BINDING, f"{rule}, and this is {actual}", Label(span, rule))


def bad_target(span: Span, what: str, example: str) -> Finding:
    """Say that a text names no host code."""
    return Finding(
        codes.BAD_BINDING,
        f"this text does not name {what}",
        Label(span, f"not the name of {what}"),
        help=Suggestion(f'write it as in `"{example}"`'),
    )


def unknown_method(method: s.Name, methods: Iterable[str]) -> Finding:
    """Say that there is no such HTTP method."""
    names = tuple(methods)
    return Finding(
        codes.BAD_BINDING,
        f"`{method.text}` is not an HTTP method",
        Label(method.span, "not a method"),
        notes=(f"methods: {quoted(names)}",),
        help=replacement(method.span, nearest(method.text, names)),
    )


def bad_pair_name(span: Span, place: str) -> Finding:
    """Say that a header or query has no usable name."""
    return Finding(
        codes.BAD_BINDING,
        f"the name of a {place} is a constant text without blanks",
        Label(span, f"not the name of a {place}"),
    )


def not_plain(span: Span, given: t.Type, what: str) -> Finding:
    """Say that a value cannot be written into a request line."""
    return Finding(
        codes.TYPE_MISMATCH,
        f"{what} takes a text, a number or another plain value, but this is {a(given)}",
        Label(span, f"this is {a(given)}"),
        help=Suggestion("write it as text, with `join` or `to_json`"),
    )


def bad_auth(span: Span, scheme: str, wanted: int) -> Finding:
    """Say that `auth` has the wrong number of values."""
    values = "one value" if wanted == 1 else "a user and a password"
    return Finding(
        codes.BAD_BINDING, f"`auth {scheme}` takes {values}", Label(span, f"takes {values}")
    )


def not_constant(span: Span, what: str) -> Finding:
    """Say that something must be known while compiling."""
    return Finding(codes.BAD_BINDING, f"{what} must be a literal", Label(span, "not a literal"))


def unknown_setting(name: s.Name, settings: Iterable[str]) -> Finding:
    """Say that a model has no such setting."""
    names = tuple(settings)
    close = nearest(name.text, names)
    return Finding(
        codes.BAD_BINDING,
        f"a model has no setting `{name.text}`",
        Label(name.span, "not a setting"),
        notes=() if close else (f"settings: {quoted(names)}",),
        help=replacement(name.span, close),
    )


def missing_setting(span: Span, name: str) -> Finding:
    """Say that a question to a model lacks a part."""
    return Finding(
        codes.BAD_BINDING,
        f"this node gives no `{name}`",
        Label(span, f"needs a `{name}`"),
        help=Suggestion(f'add `{name} "..."`'),
    )


def result_not_inferred(span: Span) -> Finding:
    """Say that a pipeline's errors are found, not declared."""
    return Finding(
        codes.MISPLACED_CLAUSE,
        "the errors of a pipeline are inferred, not declared",
        Label(span, "not a clause of a pipeline"),
        help=Suggestion("leave `raises` out"),
    )
