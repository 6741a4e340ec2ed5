"""The targets that programs can be built for."""

from collections.abc import Callable
from importlib.resources import files

from pipesmith.diagnostics.explain import Pages, pages_in
from pipesmith.target import Target


def _python() -> Target:
    from pipesmith_targets.python import TARGET

    return TARGET


def _apex() -> Target:
    from pipesmith_targets.apex import TARGET

    return TARGET


_TARGETS: dict[str, Callable[[], Target]] = {"python": _python, "apex": _apex}

NAMES: tuple[str, ...] = tuple(_TARGETS)
"""The names of all targets."""


def find(name: str) -> Target | None:
    """Give the target of a name, None where there is none; only that target is loaded."""
    load = _TARGETS.get(name)
    return load() if load is not None else None


def pages() -> Pages:
    """Give the pages of all targets' slugs; no target is loaded."""
    found: dict[str, Pages] = {
        name: pages_in(files("pipesmith_targets") / name / "pages", f"{name}/") for name in NAMES
    }
    return {slug: page for each in found.values() for slug, page in each.items()}
