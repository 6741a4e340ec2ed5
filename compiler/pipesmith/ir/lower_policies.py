"""Clauses -> policies: a stage's own, under them its component's, under these the defaults
(language 5).
"""

from collections.abc import Mapping

from pipesmith import types as t
from pipesmith.analysis.bindings import Binding, Declared
from pipesmith.analysis.check_clauses import word_of
from pipesmith.analysis.standard import STANDARD_COMPONENTS, StandardComponent
from pipesmith.ir import nodes as n
from pipesmith.ir.lower_expressions import lower_expression, lower_optional
from pipesmith.ir.lowering import Lowering
from pipesmith.syntax import nodes as s

OPERATOR_TIMEOUT, NODE_TIMEOUT = 30_000, 60_000
RETRIED = ("connectivity", "timeout", "rate_limit")
"""What is retried when a clause does not say."""

Given = tuple[s.Clause, Lowering]
"""A clause, and where its names mean what they say."""


def lower_policies(node: s.Stage | s.Do | s.Control, at: Lowering) -> n.Policies:
    """Give the policies of a statement."""
    clauses: dict[str, Given] = {}
    declared = _component(node, at)
    if declared is not None and isinstance(declared.node, s.Component):
        inner = at.inside(declared.module, _arguments(node, declared.node, at))
        clauses.update((word_of(clause), (clause, inner)) for clause in declared.node.clauses)
    clauses.update((word_of(clause), (clause, at)) for clause in node.clauses)
    own = "timeout" in clauses
    timeout = _value(clauses, "timeout") if own else _default_timeout(node, declared)
    return n.Policies(
        when=_when(clauses),
        cache=_cache(clauses),
        idempotent=_value(clauses, "idempotent"),
        fallback=_value(clauses, "fallback"),
        deadline=_value(clauses, "deadline"),
        retry=_retry(clauses),
        concurrency=_value(clauses, "concurrency"),
        timeout=timeout,
        own_timeout=own,
        priority=_value(clauses, "priority"),
        place=at.place(node),
    )


def _component(node: s.Stage | s.Do | s.Control, at: Lowering) -> Declared | None:
    if not isinstance(node.body, s.Invoke):
        return None
    return at.names.find(at.module, node.body.call.function.text)


def _arguments(
    node: s.Stage | s.Do | s.Control, component: s.Component, at: Lowering
) -> Mapping[Binding, n.Expression]:
    """Give what stands for the parameters of a component in its clauses: the call's arguments, or
    defaults.
    """
    assert isinstance(node.body, s.Invoke)
    bound = dict(at.types.tables.bound[node.body.call].arguments)
    declared = at.names.find(at.module, component.name.text)
    module = declared.module if declared is not None else at.module
    given: dict[Binding, n.Expression] = {}
    for field in component.parameters:
        binding = at.names.bindings[field]
        if field.name.text in bound:
            value = lower_expression(bound[field.name.text], at)
            given[binding] = _as_parameter(value, at.types.tables.values[binding])
        elif field.default is not None:
            given[binding] = lower_expression(field.default, at.inside(module, given))
        else:
            given[binding] = _absent(at.types.tables.values[binding])
    return given


def _as_parameter(value: n.Expression, type_: t.Type) -> n.Expression:
    """Let an argument have its parameter's type, as the clause was checked with that."""
    return value if value.type == type_ else n.Widen(value, type=type_, place=value.place)


def _absent(type_: t.Type) -> n.Expression:
    if isinstance(type_, t.LiteralType):
        return n.TextValue(type_.value, type=type_)
    return n.Widen(n.NullValue(type=t.NULL), type=type_)


def _default_timeout(
    node: s.Stage | s.Do | s.Control, declared: Declared | None
) -> n.Expression | None:
    if not isinstance(node.body, s.Invoke):
        return None
    standard = STANDARD_COMPONENTS.get(node.body.call.function.text)
    match declared.node if declared is not None else standard:
        case s.Component(kind="node") | StandardComponent(role="node"):
            return n.DurationValue(NODE_TIMEOUT, type=t.DURATION)
        case s.Component() | StandardComponent():
            return n.DurationValue(OPERATOR_TIMEOUT, type=t.DURATION)
        case _:
            return None


# ---------------------------------------------------------------- single clauses


def _value(clauses: Mapping[str, Given], word: str) -> n.Expression | None:
    clause, at = clauses.get(word, (None, None))
    if not isinstance(clause, s.ValueClause) or at is None:
        return None
    return lower_expression(clause.value, at)


def _when(clauses: Mapping[str, Given]) -> n.When | None:
    clause, at = clauses.get("when", (None, None))
    if not isinstance(clause, s.When) or at is None:
        return None
    condition = lower_expression(clause.condition, at)
    return n.When(condition, lower_optional(clause.otherwise, at), place=at.place(clause))


def _cache(clauses: Mapping[str, Given]) -> n.Cache | None:
    clause, at = clauses.get("cache", (None, None))
    if not isinstance(clause, s.Cache) or at is None:
        return None
    age = lower_expression(clause.age, at)
    return n.Cache(age, lower_optional(clause.key, at), place=at.place(clause))


def _retry(clauses: Mapping[str, Given]) -> n.Retry | None:
    clause, at = clauses.get("retry", (None, None))
    if not isinstance(clause, s.Retry) or at is None:
        return None
    names = tuple(name.text for name in clause.on) if clause.on is not None else RETRIED
    return n.Retry(
        lower_expression(clause.count, at),
        _backoff(clause.backoff, at),
        lower_optional(clause.jitter, at),
        names,
        place=at.place(clause),
    )


def _backoff(call: s.Call | None, at: Lowering) -> n.Backoff | None:
    if call is None:
        return None
    bound = at.types.tables.bound[call]
    given = {name: lower_expression(value, at) for name, value in bound.arguments}
    place = at.place(call)
    match bound.name:
        case "fixed":
            return n.Backoff("fixed", given["delay"], place=place)
        case "linear":
            limit = given.get("max")
            return n.Backoff("linear", given["from"], step=given["step"], limit=limit, place=place)
        case _:
            return n.Backoff(
                "exponential",
                given["from"],
                factor=given.get("factor"),
                limit=given.get("max"),
                place=place,
            )
