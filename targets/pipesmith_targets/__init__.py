"""The targets that programs can be built for."""

from collections.abc import Callable

from pipesmith.target import Target


def _python() -> Target:
    from pipesmith_targets.python import TARGET

    return TARGET


_TARGETS: dict[str, Callable[[], Target]] = {"python": _python}

NAMES: tuple[str, ...] = tuple(_TARGETS)
"""The names of all targets."""


def find(name: str) -> Target | None:
    """Give the target of a name, None where there is none; only that target is loaded."""
    load = _TARGETS.get(name)
    return load() if load is not None else None
