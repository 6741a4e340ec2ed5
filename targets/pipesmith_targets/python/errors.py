"""Kinds of errors: the twelve that the runtime knows, and those that programs declare."""

from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.scope import ModuleScope

BUILT_IN = frozenset(
    {
        "connectivity", "timeout", "rate_limit", "validation", "transformation", "expression",
        "routing", "security", "execution", "retry_exhausted", "cancellation", "unknown",
    }
)  # fmt: skip


def error_kind(name: str, module: ModuleScope) -> py.Node:
    """Read the constant of an error by its name in the source."""
    if name in BUILT_IN:
        return py.name(module.imports.runtime(name.upper(), "errors", at_top=True))
    return py.name(module.declaration(_home(name, module), name))


def _home(name: str, module: ModuleScope) -> str:
    """Find the module that declares an error: this one, else the one it comes from."""
    near = (module.module.name, *(each.module for each in module.module.imports))
    homes = (*near, *(home for home, _ in sorted(module.names.errors)))
    return next(home for home in homes if (home, name) in module.names.errors)
