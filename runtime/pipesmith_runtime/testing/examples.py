"""How properties are tried: on the same examples each time, and nothing is kept between runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hypothesis import settings

EXAMPLES = 50
"""How many examples a property is tried on."""

_count: ContextVar[int] = ContextVar("count", default=EXAMPLES)


def examples() -> "settings":
    """Give the settings that decorate a property.

    An example that fails is not explained: that would try it hundreds of times more.
    """
    from hypothesis import Phase, settings

    return settings(
        max_examples=_count.get(),
        derandomize=True,
        database=None,
        deadline=None,
        print_blob=False,
        report_multiple_bugs=False,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
    )


@contextmanager
def trying(count: int) -> Iterator[None]:
    """Let the properties that are imported inside be tried on so many examples."""
    token = _count.set(count)
    try:
        yield
    finally:
        _count.reset(token)
