"""Pipesmith: a compiler from typed pipelines to standalone asyncio Python.

The names below are the public door; each is loaded when it is first used, so that importing one
part of the compiler does not import all of it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from pipesmith._version import __version__

if TYPE_CHECKING:
    from pipesmith.diagnostics.explain import explain
    from pipesmith.driver import (
        Checked,
        Compiled,
        check_file,
        check_source,
        compile_file,
        compile_source,
    )
    from pipesmith.source import Source

__all__ = [
    "Checked",
    "Compiled",
    "Source",
    "__version__",
    "check_file",
    "check_source",
    "compile_file",
    "compile_source",
    "explain",
]

_HOMES = {"Source": "pipesmith.source", "explain": "pipesmith.diagnostics.explain"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'pipesmith' has no attribute '{name}'")
    return getattr(import_module(_HOMES.get(name, "pipesmith.driver")), name)
