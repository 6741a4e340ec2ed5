"""How properties are tried: on the same examples each time, and nothing is kept between runs."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from pipesmith.ir import nodes as n

EXAMPLES = 50
"""How many examples a property is tried on."""


@contextmanager
def examples(program: n.Program, count: int = EXAMPLES) -> Iterator[None]:
    """Let the properties of a program be tried so."""
    if not any(isinstance(each, n.Property) for each in program.entry.tests):
        yield
        return
    try:
        from hypothesis import Phase, settings
    except ImportError:  # the tests themselves say so where they are imported
        yield
        return
    before = settings()
    chosen = settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        print_blob=False,
        report_multiple_bugs=False,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
    )
    settings.register_profile("pipesmith", chosen)
    settings.register_profile("before pipesmith", before)
    settings.load_profile("pipesmith")
    try:
        yield
    finally:
        settings.load_profile("before pipesmith")


def keep_apart() -> None:
    """Let Hypothesis keep what it computes of modules in the user's cache, not where it stands."""
    try:
        from hypothesis.configuration import set_hypothesis_home_dir
    except ImportError:
        return
    root = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    set_hypothesis_home_dir(os.path.join(root, "pipesmith", "hypothesis"))
