"""Tests and properties in the text form of the IR."""

import json
from collections.abc import Iterator
from typing import assert_never

from pipesmith.ir import nodes as n
from pipesmith.ir.dump_expressions import show, show_pairs


def dump_scenario(scenario: n.Scenario) -> Iterator[str]:
    """Give the lines of a test or property, those inside it indented."""
    title, callee = json.dumps(scenario.title), f"{scenario.module}.{scenario.pipeline}"
    match scenario:
        case n.Test():
            yield f"test {title} given {callee}({show_pairs(scenario.arguments)})"
        case n.Property():
            yield f"property {title} for {callee}({', '.join(scenario.parameters)})"
        case _:
            assert_never(scenario)
    yield from (f"  {_mock(mock)}" for mock in scenario.mocks)
    yield from (f"  expect {_expectation(each)}" for each in scenario.expectations)


def _mock(mock: n.Mock) -> str:
    arguments = f"({show_pairs(mock.arguments)})" if mock.arguments else ""
    outcomes = " or ".join(" then ".join(map(_outcome, each)) for each in mock.alternatives)
    return f"mock {_subject(mock.subject)}{arguments} {outcomes}"


def _subject(subject: n.Subject) -> str:
    home = f"{subject.module}." if subject.module else ""
    at = f" at @{subject.address}" if subject.address is not None else ""
    return f"{home}{subject.name}{at}"


def _outcome(outcome: n.Outcome) -> str:
    what = "any"
    if outcome.value is not None:
        what = show(outcome.value)
    elif outcome.error is not None:
        what = outcome.error
    takes = f"takes {show(outcome.takes)} " if outcome.takes is not None else ""
    times = f" times {show(outcome.times)}" if outcome.times is not None else ""
    did = "calls" if outcome.does == "calls" else f"{outcome.does} {what}"
    return f"{takes}{did}{times}"


def _expectation(expectation: n.Expectation) -> str:
    match expectation:
        case n.ExpectCondition(condition=condition):
            return show(condition)
        case n.ExpectFails(error=error):
            return f"fails {error}"
        case n.ExpectCalled(subject=subject, times=times, arguments=arguments):
            given = f" with ({show_pairs(arguments)})" if arguments else ""
            return f"called {_subject(subject)}{_times(times)}{given}"
        case n.ExpectSkipped(address=address):
            return f"skipped @{address}"
        case n.ExpectRetried(address=address, times=times):
            return f"retried @{address}{_times(times)}"
        case n.ExpectOrder(first=first, second=second):
            return f"order @{first} before @{second}"
        case _:
            assert_never(expectation)


def _times(times: n.Expression | None) -> str:
    return f" times {show(times)}" if times is not None else ""
