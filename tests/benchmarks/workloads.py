"""The workloads: each a program, its twin by hand, its graph for the wave runner, and a goal."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from tests.benchmarks import by_hand, programs, waves


@dataclass(frozen=True, slots=True)
class Workload:
    """One thing to run; `goal` is the ratio to hand-written code that is aimed for."""

    name: str
    title: str
    stages: int
    goal: float
    program: str
    given: dict[str, object]
    by_hand: Callable[..., Awaitable[int]]
    waves: Callable[[], Awaitable[object]] | None


SEED: dict[str, object] = {"seed": 1}


def chain(length: int) -> Workload:
    """Give W1 of some length."""
    graph = waves.chain(length)
    return Workload(
        "W1",
        f"chain of {length}",
        length,
        1.5,
        programs.chain(length),
        SEED,
        by_hand.chain(length),
        partial(waves.execute, graph, SEED),
    )


def fan_out(width: int) -> Workload:
    """Give W2 of some width."""
    graph = waves.fan_out(width)
    return Workload(
        "W2",
        f"fan-out of {width}",
        width,
        1.1,
        programs.fan_out(width),
        SEED,
        by_hand.fan_out(width),
        partial(waves.execute, graph, SEED),
    )


def lattice(width: int, depth: int) -> Workload:
    """Give W3."""
    graph = waves.lattice(width, depth)
    return Workload(
        "W3",
        f"lattice {width} x {depth}",
        width * depth,
        1.1,
        programs.lattice(width, depth),
        SEED,
        by_hand.lattice(width, depth),
        partial(waves.execute, graph, SEED),
    )


def loop(items: int, peer: bool) -> Workload:
    """Give W4 over some items; two stages for each."""
    values = list(range(items))
    return Workload(
        "W4",
        f"foreach over {items}",
        2 * items,
        1.3,
        programs.loop(10),
        {"items": values},
        by_hand.loop(10),
        partial(waves.loop, values, 10) if peer else None,
    )


def router(length: int) -> Workload:
    """Give W5; every fifth stage chooses."""
    return Workload(
        "W5",
        f"router in a chain of {length}",
        length,
        1.5,
        programs.router(length, 5),
        SEED,
        by_hand.router(length, 5),
        None,
    )


def guarded(length: int) -> Workload:
    """Give W6: a chain whose stages have a timeout and a retry that never fire."""
    graph = waves.chain(length)
    return Workload(
        "W6",
        f"{length} with timeout, retry",
        length,
        0.5,
        programs.chain(length, programs.GUARD),
        SEED,
        by_hand.chain(length, "guarded"),
        partial(waves.execute, graph, SEED),
    )


def every() -> list[Workload]:
    """Give all workloads in full size."""
    chains = [chain(10), chain(100), chain(1_000)]
    wide = [fan_out(100), fan_out(1_000), lattice(10, 10)]
    return [*chains, *wide, loop(10_000, True), router(100), guarded(1_000)]


def short() -> list[Workload]:
    """Give one of each, small enough for every test run."""
    return [
        chain(100),
        fan_out(100),
        lattice(10, 10),
        loop(2_000, False),
        router(100),
        guarded(100),
    ]
