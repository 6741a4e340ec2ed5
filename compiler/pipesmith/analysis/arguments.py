"""Calls in expressions, and arguments against parameters (rule 2)."""

from collections.abc import Sequence

from pipesmith import types as t
from pipesmith.analysis import call_findings as say
from pipesmith.analysis.bindings import Declared
from pipesmith.analysis.checking import BoundCall, Checking
from pipesmith.analysis.coercion import check_literal, demand
from pipesmith.analysis.functions import FUNCTIONS
from pipesmith.analysis.functions.binding import holds_secret
from pipesmith.analysis.schemas import Schema, Slot, component_record_schema
from pipesmith.analysis.standard_calls import type_of_standard
from pipesmith.analysis.type_findings import secret_leak
from pipesmith.source import Span
from pipesmith.syntax import nodes as s

Given = tuple[Slot, s.Expression]


def type_of_call(node: s.Call | s.Filter, c: Checking) -> t.Type:
    """Type a call of a function or constructor."""
    name = node.function.text
    declared = c.names.find(c.module, name)
    if declared is None and name in FUNCTIONS:
        return type_of_standard(node, c)
    if declared is None and name in t.COMPONENT_RECORDS:
        return _construct(node, component_record_schema(name), c)
    if declared is None or not isinstance(declared.node, s.Function | s.Record):
        for argument in _all_arguments(node):
            infer_argument(argument.value, c)
        return t.ANY  # reported by `resolve`
    if isinstance(declared.node, s.Record):
        return _construct(node, c.schemas.of(declared), c)
    return _call_declared(node, declared, c)


def infer_argument(value: s.Expression, c: Checking) -> None:
    """Look for mistakes inside an argument that has no parameter."""
    if not isinstance(value, s.Lambda):
        c.infer(value)


def _all_arguments(node: s.Call | s.Filter) -> tuple[s.Argument, ...]:
    if isinstance(node, s.Call):
        return node.arguments
    return (s.Argument(None, node.subject, span=node.subject.span), *node.arguments)


def _construct(node: s.Call | s.Filter, schema: Schema, c: Checking) -> t.Type:
    if isinstance(node, s.Filter):
        c.infer(node.subject)
        return c.report(say.constructor_as_filter(node.function.span, schema.name))
    bind_arguments(node, schema, node.arguments, c, positional=False)
    return schema.result


def _call_declared(node: s.Call | s.Filter, declared: Declared, c: Checking) -> t.Type:
    schema = c.schemas.of(declared)
    with c.allowing_secrets():
        given = bind_arguments(node, schema, _all_arguments(node), c, positional=True)
    for _, value in given:
        if holds_secret(c.tables.types[value]):
            return c.report(secret_leak(value.span, "a declared function"))
    return schema.result


# ---------------------------------------------------------------- binding


def bind_arguments(
    node: s.Call | s.Filter,
    schema: Schema,
    arguments: Sequence[s.Argument],
    c: Checking,
    positional: bool,
) -> list[Given]:
    """Put each argument to its parameter; report what is missing, doubled or unknown."""
    given: dict[str, tuple[Slot, s.Argument]] = {}
    misplaced = False
    for position, argument in enumerate(arguments):
        slot = _slot_of(argument, position, schema, arguments, c, positional)
        if slot is None:
            misplaced = True
            infer_argument(argument.value, c)
        elif slot.name in given:
            c.report(say.duplicate_argument(argument.span, slot.name, given[slot.name][1].span))
            infer_argument(argument.value, c)
        else:
            given[slot.name] = slot, argument
            _check_argument(slot, argument, schema, c)
    if not misplaced:
        _report_missing(node, schema, set(given), c)
    found = [(slot, argument.value) for slot, argument in given.values()]
    ordered = tuple(
        (slot.name, given[slot.name][1].value) for slot in schema.slots if slot.name in given
    )
    c.tables.bound[node] = BoundCall(schema.module, schema.name, ordered)
    return found


def argument_name(argument: s.Argument) -> str | None:
    """Give the parameter that an argument names; a bare name is shorthand for itself."""
    if argument.name is not None:
        return argument.name.text
    return argument.value.name if isinstance(argument.value, s.Reference) else None


def _slot_of(
    argument: s.Argument,
    position: int,
    schema: Schema,
    arguments: Sequence[s.Argument],
    c: Checking,
    positional: bool,
) -> Slot | None:
    if positional and argument.name is None:
        if position < len(schema.slots):
            return schema.slots[position]
        c.report(say.too_many(argument.span, schema.name, len(schema.slots)))
        return None
    name = argument_name(argument)
    if name is None:
        meant = _meant(position, schema, arguments)
        c.report(say.positional(argument.value.span, schema, c.written(argument.value), meant))
        return None
    slot = schema.by_name.get(name)
    if slot is None:
        span = argument.name.span if argument.name else argument.value.span
        c.report(say.unknown_argument(span, name, schema, shorthand=argument.name is None))
    return slot


def _meant(position: int, schema: Schema, arguments: Sequence[s.Argument]) -> str:
    """Give the parameter that an argument without a name was probably meant for."""
    named = {argument_name(argument) for argument in arguments}
    nameless = [one for one in arguments[:position] if argument_name(one) is None]
    free = [slot.name for slot in schema.slots if slot.name not in named][len(nameless) :]
    return free[0] if free else "name"


def _check_argument(slot: Slot, argument: s.Argument, schema: Schema, c: Checking) -> None:
    with c.allowing_secrets(c.secrets or slot.secret):
        what = f"`{slot.name}` of `{schema.name}`"
        because = _declared_at(slot)
        given = demand(argument.value, slot.type, c, what, because)
        if given == t.SECRET and c.secrets:
            c.tables.steps[argument.value] = (t.present(slot.type),)
    if slot.node is not None and slot.node.where is not None:
        check_literal(argument.value, slot.node.where, c)


def _declared_at(slot: Slot) -> tuple[Span, str] | None:
    if slot.node is None:
        return None
    return slot.node.type.span, f"`{slot.name}` is declared here"


def _report_missing(node: s.Call | s.Filter, schema: Schema, given: set[str], c: Checking) -> None:
    missing = [slot for slot in schema.slots if not slot.optional and slot.name not in given]
    if missing:
        c.report(say.missing_arguments(node.function.span, schema, missing))
