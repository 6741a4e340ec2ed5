"""The runtime of generated pipelines: what they all share, in the standard library alone."""

from typing import TYPE_CHECKING, Any, Final

from pipesmith_runtime.errors import ErrorKind, ExpressionFault, PipelineError
from pipesmith_runtime.graphs import Graphs
from pipesmith_runtime.hosts import host
from pipesmith_runtime.outcome import BREAK, SKIP, Break, Outcome, Return, Skip
from pipesmith_runtime.pipelines import Pipeline, pipeline
from pipesmith_runtime.place import demand
from pipesmith_runtime.retry import Exponential, Fixed, Linear, Retry
from pipesmith_runtime.roles import DEFAULT, node, operator
from pipesmith_runtime.run import FRESH, Run
from pipesmith_runtime.settings import Limits
from pipesmith_runtime.site import Site
from pipesmith_runtime.sourcemap import SourceMap

if TYPE_CHECKING:
    from pipesmith_runtime.bounds import finite, int64
    from pipesmith_runtime.budget import Budget
    from pipesmith_runtime.cancel import CancellationToken
    from pipesmith_runtime.clock import SystemClock
    from pipesmith_runtime.command_line import main
    from pipesmith_runtime.http import Basic, Bearer, NamedCredential, url_part
    from pipesmith_runtime.interceptors import Interceptor
    from pipesmith_runtime.isolation import isolated
    from pipesmith_runtime.overrides import Calls, Fails, Returns
    from pipesmith_runtime.pins import Choice, Pins
    from pipesmith_runtime.recorded_run import RecordedRun, RecordedStage
    from pipesmith_runtime.recorder import Recorder
    from pipesmith_runtime.settings import MemoryStore
    from pipesmith_runtime.signals import Signal, Signals
    from pipesmith_runtime.text import show
    from pipesmith_runtime.virtual_clock import VirtualClock

ABI: Final = 1

_LATER: Final = {
    "Basic": "http",
    "Bearer": "http",
    "Budget": "budget",
    "Calls": "overrides",
    "CancellationToken": "cancel",
    "Choice": "pins",
    "Fails": "overrides",
    "Interceptor": "interceptors",
    "MemoryStore": "settings",
    "NamedCredential": "http",
    "Pins": "pins",
    "RecordedRun": "recorded_run",
    "RecordedStage": "recorded_run",
    "Recorder": "recorder",
    "Returns": "overrides",
    "Signal": "signals",
    "Signals": "signals",
    "SystemClock": "clock",
    "VirtualClock": "virtual_clock",
    "finite": "bounds",
    "int64": "bounds",
    "isolated": "isolation",
    "main": "command_line",
    "show": "text",
    "url_part": "http",
}
"""Names that are imported when first asked for, and the modules that have them."""

__all__ = [
    "ABI",
    "BREAK",
    "DEFAULT",
    "FRESH",
    "SKIP",
    "Basic",
    "Bearer",
    "Break",
    "Budget",
    "Calls",
    "CancellationToken",
    "Choice",
    "ErrorKind",
    "Exponential",
    "ExpressionFault",
    "Fails",
    "Fixed",
    "Graphs",
    "Interceptor",
    "Limits",
    "Linear",
    "MemoryStore",
    "NamedCredential",
    "Outcome",
    "Pins",
    "Pipeline",
    "PipelineError",
    "RecordedRun",
    "RecordedStage",
    "Recorder",
    "Retry",
    "Return",
    "Returns",
    "Run",
    "Signal",
    "Signals",
    "Site",
    "Skip",
    "SourceMap",
    "SystemClock",
    "VirtualClock",
    "demand",
    "finite",
    "host",
    "int64",
    "isolated",
    "main",
    "node",
    "operator",
    "pipeline",
    "require",
    "show",
    "url_part",
]


def require(abi: int) -> None:
    """Refuse generated code that was written for another runtime, and name what fixes it."""
    if abi == ABI:
        return
    fix = "pip install --upgrade pipesmith" if abi > ABI else "pipesmith build"
    raise ImportError(
        f"this module needs version {abi} of the runtime's interface; pipesmith_runtime has {ABI}: "
        f"run `{fix}`"
    )


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    globals()[name] = value
    return value
