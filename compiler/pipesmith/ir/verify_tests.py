"""What must hold of tests and properties: what they name is there, and values fit."""

from collections.abc import Iterator
from typing import assert_never

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.declared import Declared
from pipesmith.ir.scope import Scope
from pipesmith.ir.verify_expressions import Problems, expression_problems, given_problems


def scenario_problems(scenario: n.Scenario, declared: Declared) -> Problems:
    """Give every problem of a test or property."""
    pipeline = declared.pipelines.get((scenario.module, scenario.pipeline))
    empty = Scope(declared)
    if pipeline is None:
        yield scenario.place, f"no pipeline `{scenario.pipeline}` is declared"
        return
    name, place = pipeline.name, scenario.place
    match scenario:
        case n.Test(arguments=given):
            yield from given_problems(given, pipeline.parameters, name, place, empty)
        case n.Property(parameters=drawn):
            yield from _drawn_problems(drawn, pipeline, place)
        case _:
            assert_never(scenario)
    inputs = empty.within({each.name: each.type for each in pipeline.parameters})
    for mock in scenario.mocks:
        yield from _mock_problems(mock, inputs, isinstance(scenario, n.Property))
    known = {"result": pipeline.result or t.NULL, "took": t.DURATION}
    seen = empty.within(known).within({each.name: each.type for each in pipeline.parameters})
    for expectation in scenario.expectations:
        yield from _expectation_problems(expectation, seen, inputs)


def _drawn_problems(drawn: tuple[str, ...], pipeline: n.Pipeline, place: n.Place) -> Problems:
    names = {each.name for each in pipeline.parameters}
    for name in drawn:
        if name not in names:
            yield place, f"`{pipeline.name}` has no `{name}`"
    for each in pipeline.parameters:
        free = each.default is not None or isinstance(each.type, t.OptionalType)
        if each.name not in drawn and not free and each.type != t.JSON:
            yield place, f"`{pipeline.name}` needs `{each.name}`"


def _subject_problems(subject: n.Subject, declared: Declared) -> Problems:
    key = (subject.module, subject.name)
    known = key in declared.components or key in declared.pipelines or key in declared.signals
    if subject.module and not known:
        yield subject.place, f"no component `{subject.name}` is declared in `{subject.module}`"


def _parameters(subject: n.Subject, declared: Declared) -> tuple[n.Field, ...] | None:
    key = (subject.module, subject.name)
    found = declared.components.get(key) or declared.pipelines.get(key)
    return found.parameters if found is not None else None


def _mock_problems(mock: n.Mock, scope: Scope, drawn: bool) -> Problems:
    yield from _subject_problems(mock.subject, scope.declared)
    yield from _pattern_problems(mock.arguments, mock.subject, scope)
    key = (mock.subject.module, mock.subject.name)
    found = scope.declared.components.get(key) or scope.declared.pipelines.get(key)
    wanted = found.result or t.NULL if found is not None else scope.declared.signals.get(key)
    called = scope
    if found is not None:
        called = scope.within({each.name: each.type for each in found.parameters})
    if not mock.alternatives or (len(mock.alternatives) > 1 and not drawn):
        yield mock.place, f"{len(mock.alternatives)} alternatives"
    for outcome in (each for outcomes in mock.alternatives for each in outcomes):
        if wanted is not None and outcome.value is not None:
            yield from expression_problems(outcome.value, called, wanted)
        yield from _limits(((outcome.takes, t.DURATION), (outcome.times, t.INT)), scope)
        if outcome.does != "calls" and not drawn and (outcome.value, outcome.error) == (None, None):
            yield outcome.place, "a test draws nothing"


def _pattern_problems(arguments: tuple[n.Pair, ...], subject: n.Subject, scope: Scope) -> Problems:
    """Check the arguments that calls are compared with; any may be left out."""
    parameters = _parameters(subject, scope.declared)
    if parameters is None:
        return
    named = {pair.name for pair in arguments}
    wanted = tuple(each for each in parameters if each.name in named)
    yield from given_problems(arguments, wanted, subject.name, subject.place, scope)


def _limits(
    limits: tuple[tuple[n.Expression | None, t.Type], ...], scope: Scope
) -> Iterator[tuple[n.Place, str]]:
    for value, wanted in limits:
        if value is not None:
            yield from expression_problems(value, scope, wanted)


def _expectation_problems(expectation: n.Expectation, seen: Scope, inputs: Scope) -> Problems:
    match expectation:
        case n.ExpectCondition(condition=condition):
            yield from expression_problems(condition, seen, t.BOOL)
        case n.ExpectCalled(subject=subject, times=times, arguments=arguments):
            yield from _subject_problems(subject, inputs.declared)
            yield from _pattern_problems(arguments, subject, inputs)
            yield from _limits(((times, t.INT),), inputs)
        case n.ExpectRetried(times=times):
            yield from _limits(((times, t.INT),), inputs)
        case n.ExpectFails() | n.ExpectSkipped() | n.ExpectOrder():
            return
        case _:
            assert_never(expectation)
