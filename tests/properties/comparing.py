"""One drawn program through the oracle and through generated Python.

What is compared: the value, or the error (type, code, the message that the program wrote, where it
arose, its cause); how long the run took; every execution of a stage with its beginning, end,
outcome and attempts; every question that a component was asked, and when.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from json import dumps
from random import Random
from typing import Any

from tests.oracle.answers import Answers, Ask, Drawing
from tests.oracle.ending import Failure
from tests.oracle.interpreter import Report, interpret
from tests.oracle.program import Program, checked
from tests.oracle.running import Execution
from tests.properties.generated import (
    Change,
    Ran,
    built,
    plain,
    run_alone,
    run_watched,
    unchanged,
)
from tests.properties.programs import RAISED

from pipesmith_runtime import PipelineError


@dataclass(frozen=True, slots=True)
class Case:
    """A program and what it is run with: a seed for inputs and answers, shares of 100."""

    text: str
    seed: int = 0
    failing: int = 0
    slow: int = 0


class Disagreement(AssertionError):
    """Generated Python does not do what the oracle says."""


def compare(case: Case, change: Change = unchanged) -> str:
    """Run a case every way; give how it went, or raise Disagreement where the ways differ.

    `change` may plant a fault in the generated code.
    """
    program = checked(case.text)
    given = inputs(program, case.seed)
    answers = Answers(program, case.seed, case.failing, case.slow)
    watched, alone = (
        interpret(program, "main", given, answers.by_address),
        interpret(program, "main", given, answers.by_arguments),
    )
    if watched.unclear and alone.unclear:
        return "unclear"
    with built(case.text, change) as module:
        if not watched.unclear:
            ran = run_watched(module, given, answers.by_address)
            _hold(Way("watched", given, answers.by_address, watched, ran), _seen)
        if not alone.unclear:
            ran = run_alone(module, given, answers.by_arguments)
            _hold(Way("alone", given, answers.by_arguments, alone, ran), _asked)
    told = alone if watched.unclear else watched
    return "value" if told.error is None else "error"


def inputs(program: Program, seed: int) -> dict[str, Any]:
    """Draw the input of the pipeline from its declared types."""
    drawing = Drawing(program, Random(seed))
    parameters = program.pipeline("main").parameters
    return {each.name.text: drawing.data(program.read_type(each.type)) for each in parameters}


@dataclass(frozen=True, slots=True)
class Way:
    """One way to run a case: what the oracle says (`told`), what generated Python did (`ran`)."""

    name: str
    given: dict[str, Any]
    ask: Ask
    told: Report
    ran: Ran


Told = Report | Ran


def _hold(way: Way, more: Callable[[Told, Report], Any]) -> None:
    told, ran = way.told, way.ran
    differences = [
        *_unlike("value", plain(told.value), plain(ran.value)),
        *_unlike("error", _error(told.error), _error(ran.error)),
        *_unlike("took", told.took, ran.took),
        *_unlike("done", more(told, told), more(ran, told)),
    ]
    if differences:
        raise Disagreement("\n".join((*_run_with(way), *differences)))


def _run_with(way: Way) -> Iterator[str]:
    """Tell what was run: the input, and the answers of components by the rules."""
    yield f"{way.name}, with {dumps(way.given, ensure_ascii=False)}"
    for each in way.told.questions:
        answer = way.ask(each)
        comes_to = f"fails {answer.fails}" if answer.fails else f"gives {answer.gives!r}"
        yield f"  {each.at} ms {each.address} #{each.attempt} takes {answer.takes} {comes_to}"


def _unlike(what: str, told: Any, ran: Any) -> Iterable[str]:
    if isinstance(told, Counter):
        told, ran = (
            sorted((told - ran).elements(), key=repr),
            sorted((ran - told).elements(), key=repr),
        )
    if told != ran:
        yield f"{what}\n  by the rules: {told}\n  in Python:    {ran}"


def _error(error: Failure | PipelineError | None) -> Any:
    """Give what is compared of an error; its message where the program wrote it."""
    if error is None:
        return None
    message = error.message if error.message.startswith(RAISED) else ""
    return (
        error.type,
        error.code,
        message,
        error.stage,
        error.attempt,
        error.pipeline,
        _cause(error),
        sorted((each.type, each.code, each.stage or "") for each in error.suppressed),
    )


def _cause(error: Failure | PipelineError) -> Any:
    return None if error.cause is None else (error.cause.type, error.cause.code, error.cause.stage)


def _seen(run: Told, told: Report) -> Counter[Any]:
    """Give all executions and attempts, save what took no time at an instant at which something
    was stopped: it may or may not have begun before. How a stage ended then is left open too.
    """
    ends = told.ends
    executions = (
        (*_times(each, told), each.address, each.outcome * (each.end not in ends), each.attempt)
        for each in run.executions
        if not (each.start == each.end and each.end in ends)
    )
    questions = (
        (each.at, each.address, each.component, each.attempt)
        for each in run.questions
        if each.at not in ends
    )
    return Counter((*executions, *questions))


def _times(execution: Execution, told: Report) -> tuple[int, ...]:
    return () if execution.address in told.idle else (execution.start, execution.end)


def _asked(run: Told, told: Report) -> Counter[Any]:
    """Give what host code was called with."""
    return Counter(
        (each.at, each.component, dumps(each.arguments, sort_keys=True))
        for each in run.questions
        if each.at not in told.ends and "." not in each.component
    )
