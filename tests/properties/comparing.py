"""One drawn program through the oracle and through generated Python."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from json import dumps
from random import Random
from typing import Any

from tests.oracle.answers import Answers, Drawing
from tests.oracle.ending import Failure
from tests.oracle.interpreter import Report, interpret
from tests.oracle.program import Program, checked
from tests.properties.generated import Ran, built, plain, run_alone, run_watched
from tests.properties.programs import RAISED

from pipesmith_runtime import PipelineError


@dataclass(frozen=True, slots=True)
class Case:
    """A program and what it is run with: a seed for inputs and answers, shares of 100."""

    text: str
    seed: int = 0
    failing: int = 0
    slow: int = 0


def compare(case: Case) -> str:
    """Run a case every way; give how it went, or raise AssertionError where the ways differ."""
    program = checked(case.text)
    given = inputs(program, case.seed)
    answers = Answers(program, case.seed, case.failing, case.slow)
    watched, alone = (
        interpret(program, "main", given, answers.by_address),
        interpret(program, "main", given, answers.by_arguments),
    )
    if watched.unclear and alone.unclear:
        return "unclear"
    with built(case.text) as module:
        if not watched.unclear:
            _hold(watched, run_watched(module, given, answers.by_address), _seen)
        if not alone.unclear:
            _hold(alone, run_alone(module, given, answers.by_arguments), _asked)
    told = alone if watched.unclear else watched
    return "value" if told.error is None else "error"


def inputs(program: Program, seed: int) -> dict[str, Any]:
    """Draw the input of the pipeline from its declared types."""
    drawing = Drawing(program, Random(seed))
    parameters = program.pipeline("main").parameters
    return {each.name.text: drawing.data(program.read_type(each.type)) for each in parameters}


Told = Report | Ran


def _hold(told: Report, ran: Ran, more: Callable[[Told, set[int]], Any]) -> None:
    """Hold what generated Python did (`ran`) against what the oracle says (`told`)."""
    differences = [
        *_unlike("value", plain(told.value), plain(ran.value)),
        *_unlike("error", _error(told.error), _error(ran.error)),
        *_unlike("took", told.took, ran.took),
        *_unlike("done", more(told, told.ends), more(ran, told.ends)),
    ]
    assert not differences, "differ: " + "\n".join(differences)


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
    )


def _cause(error: Failure | PipelineError) -> Any:
    return None if error.cause is None else (error.cause.type, error.cause.code, error.cause.stage)


def _seen(run: Told, ends: set[int]) -> Counter[Any]:
    """Give all executions and attempts, save what took no time at an instant at which something
    was stopped: it may or may not have begun before.
    """
    executions = (
        (each.start, each.end, each.address, each.outcome, each.attempt)
        for each in run.executions
        if not (each.start == each.end and each.end in ends)
    )
    questions = (
        (each.at, each.address, each.component, each.attempt)
        for each in run.questions
        if each.at not in ends
    )
    return Counter((*executions, *questions))


def _asked(run: Told, ends: set[int]) -> Counter[Any]:
    """Give what host code was called with."""
    return Counter(
        (each.at, each.component, dumps(each.arguments, sort_keys=True))
        for each in run.questions
        if each.at not in ends and "." not in each.component
    )
