"""Draws cases by a seed: the same seed gives the same case, whatever else has been drawn."""

from collections.abc import Iterator
from random import Random

from tests.properties.comparing import Case
from tests.properties.programs import program


def drawn(count: int, first: int) -> Iterator[tuple[int, Case]]:
    """Give so many cases, each with the seed that it comes from; seeds are counted from `first`."""
    for number in range(first, first + count):
        random = Random(number)
        seed, failing, slow = random.randrange(10), random.choice(_FAILING), random.choice(_SLOW)
        yield number, Case(program(random), seed, failing, slow)


_FAILING = (0, 20, 40, 60)
_SLOW = (0, 0, 30)
