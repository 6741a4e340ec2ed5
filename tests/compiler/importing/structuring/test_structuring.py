"""Statements that are made of a flow do what the flow does."""

from collections.abc import Iterator
from zlib import crc32

import pytest
from hypothesis import assume, example, given, settings
from tests.compiler.importing.structuring.drawn_flows import flows, looping_flows
from tests.compiler.importing.structuring.walking import perform, walk

from pipesmith.importing.structuring import Tangle, close, structure
from pipesmith.importing.structuring.flow import END, Flow, Kind, Point, Way
from pipesmith.importing.structuring.shapes import Choose, Compound, Endless, Machine, Sequence


def flow_of(text: str) -> Flow:
    """Read steps `a -> b`, choices `a ? b c`, loops `a * b c`, stops `a !`; `.` is the end."""
    points = [_point(*line.split()) for line in text.split(";")]
    return Flow(points[0].name, {point.name: point for point in points})


def _point(name: str, sign: str, *targets: str) -> Point:
    ways = [END if target == "." else target for target in targets]
    kinds = {
        "->": (Kind.step, ("",)),
        "?": (Kind.choice, ("yes", "no", "else")),
        "*": (Kind.each, ("body", "done")),
        "!": (Kind.stop, ()),
        "<": (Kind.leave, ()),
        "^": (Kind.again, ()),
    }
    kind, labels = kinds[sign]
    return Point(name, kind, tuple(map(Way, labels, ways)))


def made_of(text: str) -> Sequence:
    """Give the statements of a flow that is written down."""
    closed, homeless = close(flow_of(text))
    assert not homeless
    return structure(closed)


def kinds(shapes: Sequence) -> Iterator[type]:
    """Give the kinds of all shapes."""
    for shape in shapes:
        yield type(shape)
        match shape:
            case Choose(arms=arms) | Compound(parts=arms):
                for arm in arms:
                    yield from kinds(arm.body)
            case Endless(body=body):
                yield from kinds(body)
            case Machine(states):
                for state in states:
                    yield from kinds(state.body)
            case _:
                pass


NESTS = [
    "a -> b; b -> .",
    "a ? b c; b -> d; c -> d; d -> .",
    "a ? b .; b -> .",
    "a -> b; b ? c d; c -> a; d -> .",
    "a -> b; b ? c d; c -> b; d -> .",
    "a ? b c; b ? d e; d -> f; e -> f; c -> g; f -> g; g -> .",
    "a * b c; b -> a; c -> .",
    "a * b c; b ? d e; d <; e -> .; c -> .",
    "a * b c; b ? d e; d ^; e -> .; c -> .",
    "a * b .; b * c .; c -> .",
    "a ? b c; b !; c -> .",
    "a ? m n z; m -> x; n -> x; z -> .; x -> .",
]


@pytest.mark.parametrize("text", NESTS)
def test_what_nests_needs_no_machine(text: str) -> None:
    assert Machine not in set(kinds(made_of(text)))


MACHINES = [
    "a ? b c; b ? c d; c ? b d; d -> .",  # irreducible: a loop with two entries
    "a ? b y; b ? x y; x -> j; y -> j; j -> k; k -> .",  # two ways share an arm
]


@pytest.mark.parametrize("text", MACHINES)
def test_what_does_not_nest_is_a_machine(text: str) -> None:
    assert Machine in set(kinds(made_of(text)))


def test_a_way_into_a_loop_is_told() -> None:
    with pytest.raises(Tangle):
        made_of("a ? l b; l * b d; b -> l; d -> .")


@settings(max_examples=300, deadline=None)
@given(flows())
def test_any_flow_of_steps_and_choices_runs_as_it_walks(flow: Flow) -> None:
    closed, _ = close(flow)
    check_runs(closed)


def check_runs(flow: Flow) -> None:
    """Compare the statements of a flow with the flow, for several series of answers."""
    shapes = structure(flow)
    for seed in range(12):

        def answers(name: str, turn: int, seed: int = seed) -> int:
            return crc32(f"{name} {turn} {seed}".encode()) // 7

        assert perform(flow, shapes, answers) == walk(flow, answers)


@settings(max_examples=300, deadline=None)
@given(looping_flows())
@example(flow_of("a * b c; b -> a; c -> ."))
def test_a_flow_with_loops_runs_as_it_walks_or_is_told(flow: Flow) -> None:
    closed, _ = close(flow)
    try:
        structure(closed)
    except Tangle:
        assume(False)
    check_runs(closed)
