"""Calls of standard functions: arguments first, then the lambdas that they explain."""

from collections.abc import Sequence

from pipesmith import types as t
from pipesmith.analysis.call_findings import standard_mismatch
from pipesmith.analysis.checking import Checking, StandardCall
from pipesmith.analysis.coercion import coerce
from pipesmith.analysis.functions import FUNCTIONS, Argument, Ask, Match, Mismatch, match
from pipesmith.analysis.functions.binding import holds_secret
from pipesmith.analysis.parts import bare
from pipesmith.analysis.text_places import place_in
from pipesmith.syntax import nodes as s


def type_of_standard(node: s.Call | s.Filter, c: Checking) -> t.Type:
    """Type a call of a standard function."""
    values = [argument.value for argument in node.arguments]
    given = [_argument(argument, c) for argument in node.arguments]
    if isinstance(node, s.Filter):
        values.insert(0, node.subject)
        given.insert(0, _argument(s.Argument(None, node.subject), c))
    function = FUNCTIONS[node.function.text]
    outcome = match(function, given, c.relations)
    outcome = _infer_lambdas(outcome, values, c)
    if isinstance(outcome, Mismatch):
        if outcome.argument is not None and given[outcome.argument].type == t.ANY:
            return t.ANY  # what is wrong with the argument is reported
        span = node.function.span if outcome.argument is None else values[outcome.argument].span
        if outcome.reason == "jmespath" and outcome.argument is not None:
            span = place_in(values[outcome.argument], outcome.at or 0, c)
        return c.report(standard_mismatch(outcome, span))
    _convert(outcome, values, c)
    order = tuple(None if at is None else values[at] for at, _ in outcome.parameters)
    c.tables.standard[node] = StandardCall(function.name, order)
    return outcome.result


def _argument(argument: s.Argument, c: Checking) -> Argument:
    name = argument.name.text if argument.name else None
    value = bare(argument.value)
    if isinstance(value, s.Lambda):
        return Argument(lambda_parameters=len(value.parameters), name=name)
    given = c.infer(argument.value)
    return Argument(given, None, name, _constant(value))


def _constant(value: s.Expression) -> str | tuple[str, ...] | None:
    match value:
        case s.Text():
            return value.constant
        case s.ListLiteral(items=items):
            texts = [item.constant if isinstance(item, s.Text) else None for item in items]
            return tuple(text for text in texts if text is not None) if None not in texts else None
        case _:
            return None


def _infer_lambdas(
    outcome: Match | Mismatch, values: Sequence[s.Expression], c: Checking
) -> Match | Mismatch:
    """Infer each lambda that the match asks for; one that is asked for again replaces what was said
    before.
    """
    said: dict[int, tuple[int, int]] = {}
    while isinstance(outcome, Match) and (ask := outcome.ask()) is not None:
        if ask.argument in said:
            start, end = said[ask.argument]
            del c.findings[start:end]
        start = len(c.findings)
        result = _body_type(bare(values[ask.argument]), ask, c)
        said[ask.argument] = start, len(c.findings)
        outcome = outcome.tell(ask, result)
    return outcome


def _body_type(node: s.Expression, ask: Ask, c: Checking) -> t.Type:
    assert isinstance(node, s.Lambda)
    for name, type_ in zip(node.parameters, ask.parameters, strict=True):
        c.tables.values[c.names.bindings[name]] = type_
    c.tables.taken_apart[node] = ask.destructure
    return c.infer(node.body)


def _convert(outcome: Match, values: Sequence[s.Expression], c: Checking) -> None:
    """Convert each argument, and what each lambda gives, to the type that its parameter came to."""
    with c.allowing_secrets():
        for at, wanted in outcome.parameters:
            if at is None:
                continue
            node = bare(values[at])
            if isinstance(node, s.Lambda) and isinstance(wanted, t.FunctionType):
                coerce(node.body, c.tables.types[node.body], wanted.result, c)
                c.tables.types[values[at]] = c.tables.types[node] = wanted
                c.tables.steps[values[at]] = c.tables.steps[node] = ()
            else:
                given = c.tables.types[values[at]]
                coerce(values[at], given, given if holds_secret(given) else wanted, c)
