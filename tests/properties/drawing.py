"""Draws cases by a seed: the same seed gives the same cases, on every machine."""

from collections.abc import Iterator

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from tests.properties.comparing import Case
from tests.properties.programs import programs

BATCH = 100
"""Cases of one seed; a few at a time, as Hypothesis remembers all that it has drawn."""

_cases = st.builds(
    Case,
    text=programs(),
    seed=st.integers(0, 9),
    failing=st.sampled_from((0, 20, 50)),
    slow=st.sampled_from((0, 30)),
)


def drawn(count: int, first: int) -> Iterator[Case]:
    """Give so many cases; those of each batch come from a seed of its own, counted from `first`."""
    for number, done in enumerate(range(0, count, BATCH)):
        yield from _batch(min(BATCH, count - done), first + number)


def _batch(count: int, number: int) -> list[Case]:
    found: list[Case] = []

    @seed(number)
    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        derandomize=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(_cases)
    def keep(case: Case) -> None:
        found.append(case)

    keep()
    return found
