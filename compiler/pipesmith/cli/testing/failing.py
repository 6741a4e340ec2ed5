"""Why a test failed: which expectation, what was found instead, and what the run did."""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from types import FrameType
from typing import Any

from pipesmith.cli.testing.differences import compared, in_line
from pipesmith.cli.testing.failing_mocks import failing_mock
from pipesmith.cli.testing.pasting import pasteable
from pipesmith.cli.testing.suite import Case
from pipesmith.cli.testing.traces import trace
from pipesmith.cli.testing.verdicts import Failure
from pipesmith.ir import nodes as n
from pipesmith.source import Source
from pipesmith_runtime import PipelineError
from pipesmith_runtime.errors import UNKNOWN, as_pipeline_error
from pipesmith_runtime.testing import NotMocked, Trial

Names = dict[str, Any]

MOST_CALLS = 8
"""So many lists of arguments are shown of what was called."""


def failure_of(
    raised: Exception,
    case: Case,
    trial: Trial[Any] | None,
    program: n.Program,
    sources: Mapping[str, Source],
) -> Failure:
    """Say why a test failed."""
    names = _names(raised, case)
    found = _broken(case, names) if names is not None and "trial" in names else None
    said = _said_of_expression(raised) if "trial" not in (names or {}) else None
    blamed = found[0] if found else failing_mock(raised, case) if said else None
    place = blamed.place if blamed is not None else case.scenario.place
    message, label, facts = said or _said(raised, found, trial, names or {})
    lines = tuple(trace(trial)) if trial is not None else ()
    test = pasteable(case.scenario, trial, program, sources) if trial is not None else None
    return Failure(message, place, label, facts, lines, test)


def _said(
    raised: Exception,
    found: tuple[n.Expectation, ast.expr] | None,
    trial: Trial[Any] | None,
    names: Names,
) -> tuple[str, str, tuple[str, ...]]:
    """Give the message, the label and the facts of a failure."""
    match raised:
        case NotMocked():
            return "a call is not mocked", "this test", (str(raised),)
        case PipelineError():
            stage = f" at `{raised.stage}`" if raised.stage else ""
            return "the run failed", f"{raised.type}{stage}", (raised.message, *_causes(raised))
        case AssertionError() if found is not None:
            facts = _facts(*found, trial, names)
            return "an expectation does not hold", "this is not so", tuple(facts)
        case _:
            text = f"{type(raised).__name__}: {raised}"
            told = "the test could not be run", "this test", tuple(text.splitlines())
            return _said_of_expression(raised) or told


def _said_of_expression(raised: Exception) -> tuple[str, str, tuple[str, ...]] | None:
    """Say what an expression of the test came to; None for what no expression raises."""
    error = as_pipeline_error(raised)
    if error.kind == UNKNOWN:
        return None
    return "an expression fails", error.type, (error.message,)


def _causes(error: PipelineError) -> Iterator[str]:
    cause = error.cause
    while cause is not None:
        yield f"caused by {cause.type}: {cause.message}"
        cause = cause.cause


def _names(raised: BaseException, case: Case) -> Names | None:
    """Give what the test's function knew when it failed."""
    frame: FrameType | None = None
    traceback = raised.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code.co_name == case.text.name:
            frame = traceback.tb_frame
        traceback = traceback.tb_next
    return None if frame is None else {**frame.f_globals, **frame.f_locals}


def _broken(case: Case, names: Names) -> tuple[n.Expectation, ast.expr] | None:
    """Find the first expectation that does not hold; asking again changes nothing."""
    asserts = [each for each in case.text.body if isinstance(each, ast.Assert)]
    for expectation, statement in zip(case.scenario.expectations, asserts, strict=True):
        try:
            holds = evaluated(statement.test, names)
        except Exception:
            holds = False
        if not holds:
            return expectation, statement.test
    return None


def evaluated(node: ast.expr, names: Names) -> Any:
    """Evaluate a part of a test."""
    return eval(compile(ast.Expression(node), "<test>", "eval"), dict(names))


# ---------------------------------------------------------------- facts


def _facts(
    expectation: n.Expectation, test: ast.expr, trial: Trial[Any] | None, names: Names
) -> Iterator[str]:
    match expectation:
        case n.ExpectCondition():
            yield from _of_condition(test, names)
        case n.ExpectFails():
            error = trial.error if trial is not None else None
            yield "the run gave a result" if error is None else f"the run failed with {error}"
        case n.ExpectSkipped(address=address):
            yield f"`{address}` ran"
        case n.ExpectOrder(first=first, second=second):
            assert trial is not None
            idle = [each for each in (first, second) if trial.skipped(each)]
            yield from (f"`{each}` did not run" for each in idle)
            if not idle:
                yield f"`{first}` did not end before `{second}` started"
        case n.ExpectCalled() | n.ExpectRetried():
            assert isinstance(test, ast.Compare)
            count = evaluated(test.left, names)
            wanted = evaluated(test.comparators[0], names)
            least = "at least " if isinstance(test.ops[0], ast.GtE) else ""
            yield f"it happened {_times(count)}, expected {least}{_times(wanted)}"
            if isinstance(expectation, n.ExpectCalled) and expectation.arguments and trial:
                yield from _calls(expectation.subject, trial)


def _calls(subject: n.Subject, trial: Trial[Any]) -> Iterator[str]:
    """Say with what arguments it was called, each list of them once."""
    calls = Counter(
        ", ".join(f"{name}: {in_line(value)}" for name, value in attempt.arguments.items())
        for attempt in trial.attempts_of(subject.name, subject.address)
    )
    for arguments, count in list(calls.items())[:MOST_CALLS]:
        yield f"called with ({arguments})" + (f", {_times(count)}" if count > 1 else "")
    if len(calls) > MOST_CALLS:
        yield f"and with {len(calls) - MOST_CALLS} other lists of arguments"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _of_condition(test: ast.expr, names: Names) -> Iterator[str]:
    """Show the values of the first part that does not hold."""
    match test:
        case ast.BoolOp(op=ast.And(), values=values):
            part = next(each for each in values if not evaluated(each, names))
            yield from _of_condition(part, names)
        case ast.Compare(left=left, ops=ops, comparators=[*others]):
            values = [evaluated(each, names) for each in (left, *others)]
            yield from compared(values, equality=isinstance(ops[0], ast.Eq))
        case _:
            return
