"""One drawn program through the oracle and through generated Python."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.oracle.answers import Answer, Answers, Drawing
from tests.oracle.ending import Failure
from tests.oracle.interpreter import Report, interpret
from tests.oracle.program import Program, checked
from tests.oracle.running import Execution, Question
from tests.properties.generated import Ran, built, plain, run
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
    """Run a case both ways; give how it went, or raise AssertionError where the two differ."""
    program = checked(case.text)
    given = inputs(program, case.seed)
    answers = Answers(program, case.seed, case.failing, case.slow)

    def ask(question: Question) -> Answer:
        asked = f"{question.address} {question.attempt}"
        return answers.answer(question.component, asked, question.at)

    told = interpret(program, "main", given, ask)
    if told.unclear:
        return "unclear"
    with built(case.text) as module:
        ran = run(module, "main", given, ask)
    differences = [*_differences(told, ran)]
    assert not differences, "differ: " + "\n".join(differences)
    return "value" if told.error is None else "error"


def inputs(program: Program, seed: int) -> dict[str, Any]:
    """Draw the input of the pipeline from its declared types."""
    drawing = Drawing(program, Random(seed))
    parameters = program.pipeline("main").parameters
    return {each.name.text: drawing.data(program.read_type(each.type)) for each in parameters}


def _differences(told: Report, ran: Ran) -> Iterable[str]:
    """Tell in what the oracle (`told`) and generated Python (`ran`) differ."""
    yield from _unlike("value", plain(told.value), plain(ran.value))
    yield from _unlike("error", _error(told.error), _error(ran.error))
    yield from _unlike("took", told.took, ran.took)
    ends = told.ends
    yield from _unlike(
        "executions", _executed(told.executions, ends), _executed(ran.executions, ends)
    )
    yield from _unlike("questions", _asked(told.questions, ends), _asked(ran.questions, ends))


def _unlike(what: str, told: Any, ran: Any) -> Iterable[str]:
    if isinstance(told, Counter):
        told, ran = sorted((told - ran).elements()), sorted((ran - told).elements())
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


def _executed(executions: Iterable[Execution], ends: set[int]) -> Counter[Any]:
    """Leave out what took no time at an instant at which something was stopped: it may or may not
    have begun before.
    """
    return Counter(
        (each.start, each.end, each.address, each.outcome, each.attempt)
        for each in executions
        if not (each.start == each.end and each.end in ends)
    )


def _asked(questions: Iterable[Question], ends: set[int]) -> Counter[Any]:
    return Counter(
        (each.at, each.address, each.component, each.attempt)
        for each in questions
        if each.at not in ends
    )
