"""What a flow does by definition, and what statements made of it do.

The walker goes from point to point along the ways of the flow as it is, and knows nothing of
nesting. Both ask the same answers and give the names of the points in the order in which they ran.
"""

from collections import Counter
from collections.abc import Callable
from typing import assert_never

from pipesmith.importing.structuring.flow import END, Flow, Kind
from pipesmith.importing.structuring.shapes import (
    Again,
    Choose,
    Compound,
    Endless,
    Goto,
    Leave,
    Machine,
    Return,
    Run,
    Sequence,
    Take,
    Weave,
)

Answers = Callable[[str, int], int]
"""Gives what a point answers when it is asked for the nth time."""

STEPS = 200
"""A run is cut off here; flows may go round for ever."""


class Cut(Exception):
    """Say that a run has taken its steps."""


class Trace:
    """The points that ran, and the answers that they get."""

    def __init__(self, answers: Answers) -> None:
        self.names: list[str] = []
        self._answers, self._asked = answers, Counter[str]()

    def note(self, name: str) -> None:
        if len(self.names) >= STEPS:
            raise Cut
        self.names.append(name)

    def answer(self, name: str) -> int:
        self._asked[name] += 1
        return self._answers(name, self._asked[name])


def walk(flow: Flow, answers: Answers) -> list[str]:
    """Go through a closed flow, without forks and attempts."""
    trace, turns = Trace(answers), dict[str, int]()
    name = flow.entry
    try:
        while name != END:
            trace.note(name)
            name = _next(flow, name, trace, turns)
            for loop in [each for each in turns if flow.points[each].way("done") == name]:
                del turns[loop]
    except Cut:
        pass
    return trace.names


def _next(flow: Flow, name: str, trace: Trace, turns: dict[str, int]) -> str:
    point = flow.points[name]
    match point.kind:
        case Kind.stop:
            return END
        case Kind.choice:
            return point.ways[trace.answer(name) % len(point.ways)].to
        case Kind.each:
            if name not in turns:
                turns[name] = trace.answer(name) % 3
            turns[name] -= 1
            if turns[name] >= 0:
                return point.way("body") or END
            del turns[name]
            return point.way("done") or END
        case Kind.step:
            return point.ways[0].to
        case _:
            raise AssertionError(point.kind)


class Jump(Exception):
    """A jump on its way to what it leaves."""

    def __init__(self, shape: object) -> None:
        self.shape = shape


def perform(flow: Flow, shapes: Sequence, answers: Answers) -> list[str]:
    """Run statements."""
    trace = Trace(answers)
    try:
        _run(flow, shapes, trace)
    except Cut:
        pass
    except Jump as jump:
        assert isinstance(jump.shape, Return), jump.shape
    return trace.names


def _run(flow: Flow, shapes: Sequence, trace: Trace) -> None:
    for shape in shapes:
        match shape:
            case Run(point):
                trace.note(point)
                if flow.points[point].kind is Kind.stop:
                    raise Jump(Return())
            case Take():
                pass
            case Choose(point, arms):
                trace.note(point)
                _run(flow, arms[trace.answer(point) % len(arms)].body, trace)
            case Endless(body=body):
                while _turn(flow, body, trace):
                    pass
            case Compound(point, parts):
                (part,) = parts
                trace.note(point)
                for _ in range(trace.answer(point) % 3):
                    if not _turn(flow, part.body, trace):
                        break
                    trace.note(point)
            case Weave(order=order):
                trace.names.extend(order)
            case Machine(states):
                _machine(flow, {state.name: state.body for state in states}, trace)
            case Leave() | Again() | Return() | Goto():
                raise Jump(shape)
            case _:
                assert_never(shape)


def _turn(flow: Flow, body: Sequence, trace: Trace) -> bool:
    """Run one turn of a loop, and tell whether there may be another."""
    try:
        _run(flow, body, trace)
    except Jump as jump:
        if isinstance(jump.shape, Leave):
            return False
        if not isinstance(jump.shape, Again):
            raise
    return True


def _machine(flow: Flow, states: dict[str, Sequence], trace: Trace) -> None:
    name: str | None = next(iter(states))
    while name is not None:
        try:
            _run(flow, states[name], trace)
        except Jump as jump:
            if not isinstance(jump.shape, Goto):
                raise
            name = jump.shape.state
        else:
            raise AssertionError(f"state {name} ends without a transition")
