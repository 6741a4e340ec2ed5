"""What tests say that Apex cannot try: warned of, and left out.

Reads     the tests of a program.
Gives     whether a test, or one of its expectations, is written.
Reports   `apex/test-…`: properties, mocks of pipelines, races, time, what leaves no trace.
Promises  what is not written has a finding.
Leaves    everything else to `methods`.
"""

from collections.abc import Iterator

from pipesmith.ir import nodes as n
from pipesmith.ir.declared import Declared
from pipesmith.ir.walk import free_names, inside
from pipesmith_targets.apex import codes
from pipesmith_targets.apex.environment import reached
from pipesmith_targets.apex.refusal import Refusal
from pipesmith_targets.apex.testing.sequence import is_sequential
from pipesmith_targets.apex.testing.traces import is_call, leaves_trace


def refusals(program: n.Program) -> Iterator[Refusal]:
    """Find all that is left out of the tests of a program."""
    declared = Declared.of(program)
    for module in program.modules:
        for scenario in module.tests:
            if isinstance(scenario, n.Property):
                yield _property(scenario)
                continue
            whole = whole_test(scenario, declared)
            if whole is not None:
                yield whole
                continue
            for each in scenario.expectations:
                found = of_expectation(each, scenario, declared)
                if found is not None:
                    yield found


def _property(scenario: n.Property) -> Refusal:
    return Refusal(
        codes.TEST_PROPERTY,
        f'the property "{scenario.title}" is not written in Apex',
        "nothing draws inputs in an org",
        scenario.place,
        notes=("`pipesmith test` tries it in Python",),
    )


def whole_test(test: n.Test, declared: Declared) -> Refusal | None:
    """Say why a test is left out, None where it is written."""
    for mock in test.mocks:
        subject = mock.subject
        if (subject.module, subject.name) in declared.pipelines:
            return _not_mocked(test, mock)
    if _takes_time(test) and _race(test, declared) is not None:
        return Refusal(
            codes.TEST_RACE,
            f'the test "{test.title}" is not written in Apex',
            "time decides which branch is first, and Apex runs them in their order",
            test.place,
        )
    if test.expectations and all(of_expectation(e, test, declared) for e in test.expectations):
        return of_expectation(test.expectations[0], test, declared)
    return None


def _not_mocked(test: n.Test, mock: n.Mock) -> Refusal:
    return Refusal(
        codes.TEST_MOCK,
        f'the test "{test.title}" is not written in Apex',
        f"`{mock.subject.name}` is a pipeline, in whose place nothing can stand",
        mock.place,
        notes=("in Apex components and signals alone are mocked",),
    )


def _takes_time(test: n.Test) -> bool:
    outcomes = (part for mock in test.mocks for part in inside(mock) if isinstance(part, n.Outcome))
    return any(each.takes is not None for each in outcomes)


def _race(test: n.Test, declared: Declared) -> n.Parallel | None:
    """Find branches of which some are left."""
    parts = _within(test, declared)
    return next((p for p in parts if isinstance(p, n.Parallel) and p.mode != "all"), None)


def _within(test: n.Test, declared: Declared) -> Iterator[object]:
    """Give all that a test runs."""
    start = declared.pipelines[test.module, test.pipeline]
    return (part for item in reached(start, declared) for part in inside(item))


def of_expectation(node: n.Expectation, test: n.Test, declared: Declared) -> Refusal | None:
    """Say why an expectation is left out, None where it is written."""
    pipeline = declared.pipelines[test.module, test.pipeline]
    match node:
        case n.ExpectCondition(condition=condition) if _reads_time(condition, pipeline):
            as_elsewhere = is_sequential(test.module, pipeline, declared)
            return None if as_elsewhere else _time(pipeline, node)
        case n.ExpectSkipped(address=address) if not leaves_trace(pipeline, address, declared):
            return _without_trace(address, node)
        case n.ExpectRetried(address=address) if not is_call(pipeline, address, declared):
            return _without_trace(address, node)
        case n.ExpectOrder(first=first, second=second):
            silent = [e for e in (first, second) if not leaves_trace(pipeline, e, declared)]
            return _without_trace(silent[0], node) if silent else None
        case n.ExpectCalled(subject=subject, arguments=arguments) if arguments:
            is_pipeline = (subject.module, subject.name) in declared.pipelines
            return _without_trace(subject.name, node) if is_pipeline else None
        case _:
            return None


def _reads_time(condition: n.Expression, pipeline: n.Pipeline) -> bool:
    is_input = any(each.name == "took" for each in pipeline.parameters)
    return not is_input and "took" in free_names(condition)


def _time(pipeline: n.Pipeline, node: n.Expectation) -> Refusal:
    return Refusal(
        codes.TEST_TIME,
        f"how long `{pipeline.name}` takes is not asked in Apex",
        "one thing follows another, and jobs wait for whole minutes",
        node.place,
    )


def _without_trace(what: str, node: n.Expectation) -> Refusal:
    return Refusal(
        codes.TEST_TRACE,
        f"what is expected of `{what}` is not asked in Apex",
        f"`{what}` leaves no trace that tells",
        node.place,
        notes=("in Apex a test sees calls of components alone",),
    )
