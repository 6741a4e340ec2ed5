"""Names in expressions and types."""

from pipesmith.analysis import name_findings
from pipesmith.analysis.bindings import BUILT_IN_ERRORS, NEVER_RAISED, Binding, Declared
from pipesmith.analysis.declare import BUILT_IN_TYPES
from pipesmith.analysis.functions import FUNCTIONS
from pipesmith.analysis.parts import parts
from pipesmith.analysis.resolving import Resolving
from pipesmith.analysis.standard import STANDARD_COMPONENTS
from pipesmith.diagnostics import analysis_codes as codes
from pipesmith.source import Span
from pipesmith.syntax import nodes as s
from pipesmith.syntax.words import RESERVED
from pipesmith.types import COMPONENT_RECORDS, PIPELINE_ERROR


def resolve_expression(node: s.Expression, state: Resolving) -> None:
    """Find what every name in an expression means."""
    match node:
        case s.Reference():
            state.read(node)
        case s.Lambda():
            with state.scope():
                for name in node.parameters:
                    state.bind_name("lambda", name, hides=True)
                resolve_expression(node.body, state)
        case _:
            if isinstance(node, s.Call | s.Filter):
                _resolve_function(node.function, state)
            elif isinstance(node, s.Convert):
                resolve_type(node.type, state)
            for part in parts(node):
                resolve_expression(part, state)


def resolve_optional(node: s.Expression | None, state: Resolving) -> None:
    """Do the same where there may be no expression."""
    if node is not None:
        resolve_expression(node, state)


def resolve_condition(node: s.Expression | None, of: object, span: Span, state: Resolving) -> None:
    """Resolve a `where`, in which `it` is the value."""
    if node is not None:
        with state.scope():
            state.scopes.bind(Binding("it", "it", span, of))
            resolve_expression(node, state)


# ---------------------------------------------------------------- functions


def _resolve_function(name: s.Name, state: Resolving) -> None:
    declared = state.find(name.text)
    match declared.node if declared else None:
        case None:
            _unknown_function(name, state)
        case s.Function() if declared:
            state.link(state.calls, declared, name.span)
        case s.Record():
            pass
        case s.Component() | s.Pipeline() as node:
            kind = "pipeline" if isinstance(node, s.Pipeline) else node.kind
            state.findings.append(name_findings.component_in_expression(name.text, kind, name.span))
        case other:
            state.findings.append(
                name_findings.wrong_kind(
                    codes.UNKNOWN_FUNCTION, name.text, name.span, kind_of(other), "a function"
                )
            )


def _unknown_function(name: s.Name, state: Resolving) -> None:
    if name.text in (*FUNCTIONS, *COMPONENT_RECORDS):
        return
    if name.text in STANDARD_COMPONENTS:
        state.findings.append(
            name_findings.component_in_expression(name.text, "component", name.span)
        )
    elif name.text == PIPELINE_ERROR.name:
        given, wanted = "what `catch` gives", "a record that source makes"
        state.findings.append(
            name_findings.wrong_kind(codes.UNKNOWN_TYPE, name.text, name.span, given, wanted)
        )
    elif name.text[:1].isupper():
        records = (*state.declared(s.Record), *COMPONENT_RECORDS)
        state.unknown(codes.UNKNOWN_TYPE, "record", name, "not a record", records)
    else:
        functions = (*state.declared(s.Function), *FUNCTIONS)
        state.unknown(codes.UNKNOWN_FUNCTION, "function", name, "not a function", functions)


def kind_of(node: object) -> str:
    """Say what a declaration is."""
    match node:
        case s.Record():
            return "a record"
        case s.Enum():
            return "an enum"
        case s.TypeAlias():
            return "a type"
        case s.ErrorDeclaration():
            return "an error"
        case s.Function():
            return "a function"
        case s.Pipeline():
            return "a pipeline"
        case s.Component(kind=kind):
            return "an operator" if kind == "operator" else "a node"
        case _:
            return "something else"


# ---------------------------------------------------------------- types


def resolve_type(node: s.TypeSyntax, state: Resolving, direct: bool = True) -> None:
    """Find what the names in a type mean; `direct` tells that a value holds one of this type."""
    match node:
        case s.NamedType(name=name):
            _resolve_type_name(name, state, direct)
        case s.GenericType():
            _resolve_generic(node, state, direct)
        case s.OptionalType(item=item):
            resolve_type(item, state, direct=False)
        case s.UnionType(members=members):
            for member in members:
                resolve_type(member, state, direct)
        case s.DecimalType() | s.LiteralType():
            pass


def _resolve_generic(node: s.GenericType, state: Resolving, direct: bool) -> None:
    if node.name.text not in ("list", "set", "map", "tuple", "Outcome"):
        _resolve_type_name(node.name, state, direct)
    for argument in node.arguments:
        resolve_type(argument, state, direct and node.name.text == "tuple")


def _resolve_type_name(name: s.Name, state: Resolving, direct: bool) -> None:
    if name.text in BUILT_IN_TYPES:
        return
    declared = state.find(name.text)
    if declared is None:
        types = (*state.declared(s.Record, s.Enum, s.TypeAlias), *BUILT_IN_TYPES)
        state.unknown(codes.UNKNOWN_TYPE, "type", name, "not a type", types)
    elif not isinstance(declared.node, s.Record | s.Enum | s.TypeAlias):
        state.findings.append(
            name_findings.wrong_kind(
                codes.UNKNOWN_TYPE, name.text, name.span, kind_of(declared.node), "a type"
            )
        )
    else:
        state.link(state.mentions, declared, name.span)
        if direct or _is_alias_of_alias(declared, state):
            state.link(state.types, declared, name.span)


def _is_alias_of_alias(declared: Declared, state: Resolving) -> bool:
    """Tell that an alias names an alias: such a circle has no end even through a list (rule 51)."""
    here = state.names.find(*state.declaration)
    return (
        here is not None
        and isinstance(here.node, s.TypeAlias)
        and isinstance(declared.node, s.TypeAlias)
    )


# ---------------------------------------------------------------- errors


def resolve_error(name: s.Name, state: Resolving, raised: bool, meant: str | None = None) -> None:
    """Find what an error's name means; `raised` tells that it is to be raised, not named."""
    if name.text in BUILT_IN_ERRORS:
        forbidden = NEVER_RAISED if raised else ("cancellation",)
        if name.text in forbidden:
            state.findings.append(name_findings.cannot_raise(name.text, name.span, raised))
        return
    if name.text in RESERVED:
        return  # the parser has told of it
    declared = state.find(name.text)
    if declared is None:
        errors = (*state.declared(s.ErrorDeclaration), *BUILT_IN_ERRORS)
        state.unknown(codes.UNKNOWN_ERROR, "error", name, "not an error", errors, meant)
    elif not isinstance(declared.node, s.ErrorDeclaration):
        state.findings.append(
            name_findings.wrong_kind(
                codes.UNKNOWN_ERROR, name.text, name.span, kind_of(declared.node), "an error"
            )
        )
