"""Names to declarations.

Reads     the loaded modules.
Gives     what every name means, and which statement reads what of its block.
Reports   unknown and doubled names, hidden names, declarations that form a circle, unused names.
Promises  a name that is wrong is reported once, with at most one suggestion.
Leaves    members, arguments and types of values to `check`; the order of statements to
          `put_in_order`.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from pipesmith.analysis import name_findings
from pipesmith.analysis.bindings import Binding, Declaration, Declared, Names
from pipesmith.analysis.cycles import cycles
from pipesmith.analysis.declare import Declarations, declare
from pipesmith.analysis.depth import depths
from pipesmith.analysis.identity import IdentityMap
from pipesmith.analysis.load import Loaded
from pipesmith.analysis.lost_ends import lost_ends
from pipesmith.analysis.resolve_blocks import resolve_block, resolve_clauses
from pipesmith.analysis.resolve_expressions import (
    resolve_condition,
    resolve_error,
    resolve_expression,
    resolve_optional,
    resolve_type,
)
from pipesmith.analysis.resolve_tests import resolve_tests
from pipesmith.analysis.resolving import MOST_SUGGESTIONS, Key, Links, Resolving
from pipesmith.diagnostics import Finding, Slug
from pipesmith.diagnostics import analysis_codes as codes
from pipesmith.source import Span
from pipesmith.syntax import nodes as s

MOST_LINKS = 50
"""How many declarations may lead to each other, one after the other."""


def resolve(loaded: Loaded) -> Names:
    """Find what every name of a program means."""
    declarations = declare(loaded)
    names = Names(loaded.modules, declarations.spaces)
    findings = declarations.findings
    calls: Links = {}
    types: Links = {}
    mentions: Links = {}
    used: set[Declared] = set()
    lost = {module.source.path for module in loaded.modules if module.broken}
    states = [
        Resolving(
            names, each, declarations.absent[each.name], findings, calls, types, mentions, used
        )
        for each in loaded.modules
    ]
    for module, state in zip(loaded.modules, states, strict=True):
        for node in module.tree.declarations:
            if isinstance(node, Declaration):
                state.declaration = (module.name, node.name.text)
                _resolve_declaration(node, state)
    for module, state in zip(loaded.modules, states, strict=True):
        resolve_tests(module.tree, state)  # they name what any module declares
        if state.unknown_count > MOST_SUGGESTIONS:
            lost.add(module.source.path)
    findings.extend(_circles(names, calls, types, mentions))
    nodes = (node for module in loaded.modules for node in module.tree.declarations)
    ends = lost_ends((node for node in nodes if isinstance(node, s.Pipeline)), names)
    findings.extend(_unused(names, declarations, used, lost, ends))
    return replace(names, findings=tuple(findings))


def _resolve_declaration(node: Declaration, state: Resolving) -> None:
    with state.scope():
        match node:
            case s.Record():
                _resolve_record(node, state)
            case s.TypeAlias():
                resolve_type(node.type, state)
                resolve_condition(node.where, node, node.name.span, state)
            case s.ErrorDeclaration():
                resolve_error(node.parent, state, raised=False)
            case s.Function():
                _resolve_fields(node.parameters, state)
                resolve_type(node.result, state, direct=False)
                resolve_expression(node.body, state)
            case s.Component():
                _resolve_component(node, state)
            case s.Pipeline():
                _resolve_pipeline(node, state)
            case s.Enum():
                pass


def _resolve_fields(fields: tuple[s.Field, ...], state: Resolving, direct: bool = False) -> None:
    """Bind fields or parameters in order: a default and a `where` see those before them."""
    for field in fields:
        resolve_type(field.type, state, direct)
        resolve_optional(field.default, state)
        resolve_condition(field.where, field, field.name.span, state)
        state.bind(Binding("parameter", field.name.text, field.name.span, field))


def _resolve_parameters(fields: tuple[s.Field, ...], state: Resolving) -> None:
    """Do the same for parameters, whose names are compared with those in scope."""
    for field in fields:
        resolve_type(field.type, state, direct=False)
        resolve_optional(field.default, state)
        resolve_condition(field.where, field, field.name.span, state)
        state.declare(Binding("parameter", field.name.text, field.name.span, field))


def _resolve_record(node: s.Record, state: Resolving) -> None:
    _resolve_fields(node.fields, state, direct=True)
    for check in node.checks:
        resolve_expression(check.condition, state)
        resolve_expression(check.message, state)


def _resolve_component(node: s.Component, state: Resolving) -> None:
    _resolve_parameters(node.parameters, state)
    if node.result is not None:
        resolve_type(node.result, state, direct=False)
    for binding in node.bindings:
        for expression in _expressions(binding):
            resolve_expression(expression, state)
    resolve_clauses(node.clauses, state)
    for error in node.raises or ():
        resolve_error(error, state, raised=False)


def _expressions(binding: s.Binding) -> Iterator[s.Expression]:
    match binding:
        case s.HttpBinding():
            yield binding.url
            yield from (pair.name for pair in binding.pairs)
            yield from (pair.value for pair in binding.pairs)
            yield from binding.auth.values if binding.auth else ()
            if binding.body is not None:
                yield binding.body
        case s.ModelBinding():
            yield from (setting.value for setting in binding.settings)
        case s.PythonBinding(target=target) | s.ApexBinding(target=target):
            yield target


def _resolve_pipeline(node: s.Pipeline, state: Resolving) -> None:
    _resolve_parameters(node.parameters, state)
    if node.result is not None:
        resolve_type(node.result, state, direct=False)
    resolve_clauses(node.clauses, state)
    for error in node.raises or ():
        resolve_error(error, state, raised=False)
    resolve_block(node.body, state)
    if node.on_error is not None:
        with state.scope():
            state.bind_name("caught", node.on_error.name, hides=True)
            resolve_block(node.on_error.body, state)


# ---------------------------------------------------------------- circles


def _circles(names: Names, calls: Links, types: Links, mentions: Links) -> Iterator[Finding]:
    kind_of = _kinds(names)
    errors = _error_links(names)
    yield from _found(codes.CALL_CYCLE, "calls", calls, kind_of)
    yield from _found(codes.TYPE_CYCLE, "contains", types, kind_of)
    yield from _found(codes.ERROR_CYCLE, "is", errors, kind_of)
    for links in (calls, mentions, errors):
        yield from _too_deep(links, kind_of)


def _found(
    slug: Slug, relation: str, links: Links, kind_of: Callable[[Key], str]
) -> Iterator[Finding]:
    graph = {key: [target for target, _ in targets] for key, targets in links.items()}
    for circle in cycles(graph):
        following = [*circle[1:], circle[0]]
        path = [
            (key[1], _place(links, key, target))
            for key, target in zip(circle, following, strict=True)
        ]
        kinds = {kind_of(key) for key in circle}
        what = kinds.pop() if len(kinds) == 1 else "declaration"
        yield name_findings.cycle(slug, what, relation, path)


def _too_deep(links: Links, kind_of: Callable[[Key], str]) -> Iterator[Finding]:
    """Refuse what leads on through more declarations than later passes can walk."""
    found = depths({key: [target for target, _ in targets] for key, targets in links.items()})
    deep = (key for key in links if found.get(key, 0) > MOST_LINKS)
    if (first := next(deep, None)) is not None:
        span = links[first][0][1]
        yield name_findings.leads_too_deep(kind_of(first), first[1], span, MOST_LINKS)


def _place(links: Links, key: Key, target: Key) -> Span:
    return next(span for other, span in links[key] if other == target)


def _error_links(names: Names) -> Links:
    links: Links = {}
    for module, space in names.spaces.items():
        for declared in space.values():
            if declared.module == module and isinstance(declared.node, s.ErrorDeclaration):
                parent = names.find(module, declared.node.parent.text)
                if parent is not None:
                    links[declared.key] = [(parent.key, declared.node.parent.span)]
    return links


def _kinds(names: Names) -> Callable[[Key], str]:
    def kind(key: Key) -> str:
        declared = names.find(*key)
        match declared.node if declared else None:
            case s.Record():
                return "record"
            case s.TypeAlias():
                return "type"
            case s.Function():
                return "function"
            case s.Pipeline():
                return "pipeline"
            case _:
                return "error"

    return kind


# ---------------------------------------------------------------- unused names


def _unused(
    names: Names,
    declarations: Declarations,
    used: set[Declared],
    lost: set[str],
    ends: IdentityMap[bool],
) -> Iterator[Finding]:
    """Warn of names that nothing reads (rule 50); not where readers may be lost: in broken files,
    and in blocks whose ends are forgotten.

    A leading underscore says that nothing is to read the name.
    """
    for _, name, declared in declarations.imported:
        if declared not in used and name.span.path not in lost:
            yield name_findings.unused("import", name.text, name.span, "leave it out")
    for node, binding in names.bindings.items():
        if binding in names.used or binding.name.startswith("_") or binding.span.path in lost:
            continue
        if binding.block in ends:
            continue
        match node:
            case s.Let():
                yield name_findings.unused("value", binding.name, binding.span, "leave it out")
            case s.Var():
                yield name_findings.unused("variable", binding.name, binding.span, "leave it out")
            case s.Stage(body=s.Invoke(call=call)):
                instead = f"write `do {call.function.text}(...)`"
                yield name_findings.unused("stage", binding.name, binding.span, instead)
            case _:
                pass
