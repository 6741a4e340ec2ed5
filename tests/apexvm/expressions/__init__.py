"""The compilers of expressions, one module for each family."""

from tests.apexvm.expressions import (
    assignment,
    calls,
    creation,
    literals,
    names,
    operators,
    prefixes,
    queries,
)

__all__ = [
    "assignment",
    "calls",
    "creation",
    "literals",
    "names",
    "operators",
    "prefixes",
    "queries",
]
