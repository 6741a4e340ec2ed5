"""Types in tests and properties: inputs, mocks, expectations."""

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from pipesmith import types as t
from pipesmith.analysis import scenario_findings
from pipesmith.analysis.arguments import bind_arguments
from pipesmith.analysis.bindings import Declared, Subject
from pipesmith.analysis.checking import Checking
from pipesmith.analysis.coercion import demand, demand_condition
from pipesmith.analysis.limits import demand_count
from pipesmith.analysis.parts import inside
from pipesmith.analysis.resolve_tests import pipeline_of
from pipesmith.analysis.schemas import Schema, standard_schema
from pipesmith.analysis.standard import StandardComponent
from pipesmith.source import Span
from pipesmith.syntax import nodes as s

Scenario = s.Test | s.Property


def check_tests(tree: s.Module, c: Checking) -> None:
    """Check the tests and properties of a module."""
    for node in tree.declarations:
        if isinstance(node, Scenario):
            with c.inside("pure", f"a {'test' if isinstance(node, s.Test) else 'property'}"):
                _check_scenario(node, c)


def _schema_of(subject: Subject | None, c: Checking) -> Schema | None:
    """Give the parameters and result of what a mock or expectation is about."""
    match subject.called if subject is not None else None:
        case Declared() as declared:
            return c.schemas.of(declared)
        case StandardComponent() as component:
            return standard_schema(component)
        case None:
            return None


def _check_scenario(node: Scenario, c: Checking) -> None:
    _check_shape(node, c)
    schema = _pipeline(node, c)
    for item in node.items:
        match item:
            case s.Given(call=call):
                if schema is not None:
                    bind_arguments(call, schema, call.arguments, c, positional=False)
            case s.Mock():
                _check_mock(node, item, c)
            case s.Expect():
                result = schema.result if schema is not None else t.ANY
                _check_expect(item, result, c)
            case _:
                assert_never(item)


def _pipeline(node: Scenario, c: Checking) -> Schema | None:
    name = pipeline_of(node)
    declared = c.names.find(c.module, name.text) if name is not None else None
    if declared is None or not isinstance(declared.node, s.Pipeline):
        return None
    schema = c.schemas.of(declared)
    if isinstance(node, s.Property):
        drawn = {each.text for each in node.parameters}
        missing = [x.name for x in schema.slots if not x.optional and x.name not in drawn]
        if missing:
            c.report(scenario_findings.not_drawn(node, missing))
    return schema


# ---------------------------------------------------------------- shape


def _check_shape(node: Scenario, c: Checking) -> None:
    givens = [item for item in node.items if isinstance(item, s.Given)]
    expects = [item for item in node.items if isinstance(item, s.Expect)]
    if isinstance(node, s.Test) and not givens:
        c.report(scenario_findings.without(node, "given", "say what runs: `given pipeline(...)`"))
    for again in givens[1:]:
        c.report(scenario_findings.given_again(again.span, givens[0].span))
    if not expects:
        c.report(scenario_findings.without(node, "expect", "say what must hold: `expect ...`"))
    fails = next((each for each in expects if each.form == "fails"), None)
    for span in _results(expects, c) if fails is not None else ():
        assert fails is not None
        c.report(scenario_findings.reads_failed_result(span, fails.span))


def _results(expects: list[s.Expect], c: Checking) -> Iterator[Span]:
    for expect in expects:
        for part in inside(expect.condition) if expect.condition is not None else ():
            binding = c.names.references.get(part)
            if binding is not None and binding.kind == "result":
                yield part.span


# ---------------------------------------------------------------- mocks


def _check_mock(node: Scenario, mock: s.Mock, c: Checking) -> None:
    subject = c.names.subjects.get(mock)
    schema = _schema_of(subject, c) if mock.signal is None else _signal(mock.signal, c)
    _check_pattern(mock, mock.arguments, schema, c)
    if subject is not None and isinstance(subject.called, StandardComponent):
        for parameter in subject.called.parameters:
            c.tables.values[c.names.bindings[parameter]] = parameter.type
    if isinstance(node, s.Test) and len(mock.alternatives) > 1:
        c.report(scenario_findings.only_in_property(mock.span, "`or` between outcomes"))
    for outcome in (each for outcomes in mock.alternatives for each in outcomes):
        _check_outcome(node, outcome, schema, c)


def _signal(name: s.Text, c: Checking) -> Schema | None:
    """Give what a mock of a signal stands for: no parameters, and the type of what is sent."""
    awaited = c.names.signals.get(name.constant or "")
    if awaited is None:
        c.report(scenario_findings.no_signal(name, [*c.names.signals]))
        return None
    return Schema(f'signal "{name.constant}"', "", (), c.signal_type(awaited))


def _check_outcome(node: Scenario, outcome: s.Outcome, schema: Schema | None, c: Checking) -> None:
    if outcome.kind is None and outcome.takes is None:
        c.report(scenario_findings.says_nothing(outcome.span))
    drawn = outcome.kind == "returns" and outcome.value is None
    drawn = drawn or (outcome.kind == "fails" and outcome.error is None)
    if drawn and isinstance(node, s.Test):
        c.report(scenario_findings.only_in_property(outcome.span, f"`{outcome.kind} any`"))
    if outcome.value is not None:
        wanted = schema.result if schema is not None else t.ANY
        demand(outcome.value, wanted, c, f"the result of `{schema.name}`" if schema else "")
    if outcome.takes is not None:
        demand(outcome.takes, t.DURATION, c, "`takes`")
    if outcome.times is not None:
        demand_count(outcome.times, c, "`times`")


def _check_pattern(
    node: s.Mock | s.Expect,
    arguments: tuple[s.Argument, ...],
    schema: Schema | None,
    c: Checking,
) -> None:
    """Hold arguments that calls are compared with against the parameters; any may be left out."""
    if schema is None:
        for argument in arguments:
            c.infer(argument.value)
        return
    slots = tuple(replace(slot, optional=True) for slot in schema.slots)
    call = s.Call(s.Name(schema.name, span=node.span), arguments, span=node.span)
    bind_arguments(call, replace(schema, slots=slots), arguments, c, positional=False)
    c.tables.bound[node] = c.tables.bound[call]


# ---------------------------------------------------------------- expectations


def _check_expect(expect: s.Expect, result: t.Type, c: Checking) -> None:
    if expect.times is not None:
        demand_count(expect.times, c, "`times`", least=0)
    if expect.condition is not None:
        c.tables.values[c.names.bindings[expect]] = result
        demand_condition(expect.condition, c, "what is expected")
    if expect.form == "called":
        schema = _schema_of(c.names.subjects.get(expect), c)
        _check_pattern(expect, expect.arguments or (), schema, c)
