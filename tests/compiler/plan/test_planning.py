"""Plans respect every edge, and cost no more time than the critical path."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pipesmith.plan.parts import Fork, Plan, Series, Step, Weave, positions
from pipesmith.plan.planning import plan

Edges = list[tuple[int, ...]]


def simulate(
    part: Plan, start: float, costs: list[float], spans: dict[int, tuple[float, float]]
) -> float:
    """Run a plan on a virtual clock, and give when it is over."""
    match part:
        case Step(at=at):
            spans[at] = (start, start + costs[at])
            return spans[at][1]
        case Series(parts=parts):
            for each in parts:
                start = simulate(each, start, costs, spans)
            return start
        case Fork(branches=branches):
            return max(simulate(each, start, costs, spans) for each in branches)
        case Weave():
            return weave(part, start, costs, spans)


def weave(
    part: Weave, start: float, costs: list[float], spans: dict[int, tuple[float, float]]
) -> float:
    before = {b: a for chain in part.chains for a, b in pairwise(chain)}
    waiting = set(positions(part))
    while waiting:
        ready = {
            at for at in waiting if not waiting & {before.get(at, -1), *part.waits.get(at, ())}
        }
        assert ready, "chains wait for each other"
        for at in ready:
            needs = [before.get(at, -1), *part.waits.get(at, ())]
            begin = max([start, *(spans[need][1] for need in needs if need >= 0)])
            spans[at] = (begin, begin + costs[at])
        waiting -= ready
    return max(spans[at][1] for at in positions(part))


def critical(edges: Edges, costs: list[float]) -> float:
    ends: dict[int, float] = {}

    def end(at: int) -> float:
        if at not in ends:
            ends[at] = max((end(need) for need in edges[at]), default=0.0) + costs[at]
        return ends[at]

    return max((end(at) for at in range(len(edges))), default=0.0)


@st.composite
def blocks(draw: st.DrawFn) -> tuple[Edges, list[float]]:
    """Draw a graph in any source order, with statements that take time and others that do not."""
    count = draw(st.integers(0, 12))
    order = draw(st.permutations(range(count)))
    edges: Edges = [()] * count
    for rank, at in enumerate(order):
        pool = order[:rank]
        needs = draw(st.sets(st.sampled_from(pool), max_size=3)) if pool else set()
        edges[at] = tuple(sorted(needs))
    costs = draw(st.lists(st.sampled_from([0.0, 1.0, 2.0, 5.0]), min_size=count, max_size=count))
    return edges, costs


def timed(costs: list[float]) -> set[int]:
    return {at for at, cost in enumerate(costs) if cost}


@given(blocks())
def test_no_statement_is_early_and_the_whole_is_never_late(
    block: tuple[Edges, list[float]],
) -> None:
    edges, costs = block
    spans: dict[int, tuple[float, float]] = {}
    total = simulate(plan(edges, timed(costs)), 0.0, costs, spans)
    assert sorted(spans) == list(range(len(edges)))
    for at, needs in enumerate(edges):
        assert all(spans[need][1] <= spans[at][0] for need in needs)
    assert total == critical(edges, costs)


@given(blocks())
def test_every_slow_statement_starts_as_soon_as_it_can(block: tuple[Edges, list[float]]) -> None:
    edges, costs = block
    spans: dict[int, tuple[float, float]] = {}
    simulate(plan(edges, timed(costs)), 0.0, costs, spans)
    for at in timed(costs):
        soonest = critical([edges[i] if i != at else edges[at] for i in range(len(edges))], costs)
        assert spans[at][0] == _start(at, edges, costs) <= soonest


def _start(at: int, edges: Edges, costs: list[float]) -> float:
    return max((_start(need, edges, costs) + costs[need] for need in edges[at]), default=0.0)


def took(edges: Edges, costs: list[float]) -> float:
    return simulate(plan(edges, timed(costs)), 0.0, costs, {})


def test_a_join_waits_for_the_longer_branch() -> None:
    assert plan([(), (), (0, 1)], {0, 1, 2}) == Series((Fork((Step(0), Step(1))), Step(2)))
    assert took([(), (), (0, 1)], [5.0, 5.0, 2.0]) == 7.0


def test_two_chains_do_not_wait_for_each_other() -> None:
    two = Fork((Series((Step(0), Step(2))), Series((Step(1), Step(3)))))
    assert plan([(), (), (0,), (1,)], {0, 1, 2, 3}) == Series((two,))
    assert took([(), (), (0,), (1,)], [5.0, 1.0, 2.0, 5.0]) == 7.0


def test_an_independent_statement_below_a_chain_starts_at_once() -> None:
    spans: dict[int, tuple[float, float]] = {}
    costs = [5.0, 5.0, 2.0, 1.0]
    simulate(plan([(), (0,), (1,), ()], {0, 1, 2, 3}), 0.0, costs, spans)
    assert spans[3] == (0.0, 1.0)


def test_a_chain_is_a_series_in_source_order() -> None:
    assert plan([(), (0,), (1,)], {0, 2}) == Series((Step(0), Step(1), Step(2)))


def test_what_is_neither_series_nor_fork_is_woven() -> None:
    woven = Weave(((0, 2), (1, 3)), {2: (1,)})
    assert plan([(), (), (0, 1), (1,)], {0, 1, 2, 3}) == Series((woven,))


def test_a_statement_without_duration_leaves_a_branch_that_nothing_else_keeps_it_in() -> None:
    fork = Fork((Step(0), Step(2)))
    assert plan([(), (0,), ()], {0, 2}) == Series((fork, Step(1)))


def test_a_statement_that_a_branch_needs_stays_in_the_branch() -> None:
    branch = Series((Step(0), Step(1), Step(2)))
    assert plan([(), (0,), (1,), ()], {0, 2, 3}) == Series((Fork((branch, Step(3))),))


def test_a_barrier_parts_what_is_above_from_what_is_below() -> None:
    edges: Edges = [(), (), (0, 1), (2,), (2,)]
    above, below = Fork((Step(0), Step(1))), Fork((Step(3), Step(4)))
    assert plan(edges, {0, 1, 3, 4}) == Series((above, Step(2), below))


def test_a_block_of_thousands_is_planned_quickly() -> None:
    chain: Edges = [(at - 1,) if at else () for at in range(3000)]
    assert len(plan(chain, set(range(3000))).parts) == 3000
    wide: Edges = [() for _ in range(3000)]
    assert len(list(positions(plan(wide, set(range(3000)))))) == 3000


def test_what_can_fail_stands_before_what_is_awaited() -> None:
    assert plan([(), ()], {0}) == Series((Step(0), Step(1)))
    assert plan([(), ()], {0}, eager={1}) == Series((Step(1), Step(0)))


def test_so_does_what_it_needs() -> None:
    assert plan([(), (), (1,)], {0}, eager={2}) == Series((Step(1), Step(2), Step(0)))
