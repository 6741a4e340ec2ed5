"""The run: what generated code speaks to, and what a caller makes to say how it shall run."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from pipesmith_runtime.clock import SystemClock
from pipesmith_runtime.requests import Requests
from pipesmith_runtime.settings import Limits, Random, Settings, Store
from pipesmith_runtime.state import State

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

    from pipesmith_runtime.cancel import CancellationToken
    from pipesmith_runtime.clock import Clock
    from pipesmith_runtime.events import Observer
    from pipesmith_runtime.http import Transport
    from pipesmith_runtime.interceptors import Interceptor
    from pipesmith_runtime.models import Model
    from pipesmith_runtime.overrides import Overrides
    from pipesmith_runtime.signals import Signals


class Run(Requests):
    """One run of a pipeline, or a scope within it.

    The one that a caller makes holds settings alone; each start of a pipeline begins a run of
    its own with them.
    """

    __slots__ = ()

    def __init__(
        self,
        *,
        run_id: str | None = None,
        clock: "Clock | None" = None,
        random: Random | None = None,
        observer: "Observer | None" = None,
        cancel: "CancellationToken | None" = None,
        secrets: Mapping[str, str] | None = None,
        env: Mapping[str, str] | None = None,
        http: "Transport | None" = None,
        models: "Mapping[str, Model] | None" = None,
        store: Store | None = None,
        overrides: "Overrides | None" = None,
        limits: Limits | None = None,
        record_values: bool = False,
        config: "Path | None" = None,
        interceptors: "Iterable[Interceptor]" = (),
        signals: "Signals | None" = None,
    ) -> None:
        """Say what a run gets from outside; what is left out is the system's."""
        self.settings = Settings(
            run_id=run_id,
            clock=clock or SystemClock(),
            random=random,
            observer=observer,
            cancel=cancel,
            secrets=secrets,
            env=env,
            http=http,
            models=models,
            store=store,
            overrides=overrides,
            limits=limits or Limits(),
            record_values=record_values,
            config=config,
            interceptors=tuple(interceptors),
            signals=signals,
        )
        self.parent = None

    @property
    def begun(self) -> bool:
        """Say whether this is a scope of a run under way."""
        return hasattr(self, "state")

    def begin(self, loop: "asyncio.AbstractEventLoop") -> "Run":
        """Give the outermost scope of a new run with these settings."""
        scope: Run = object.__new__(type(self))
        scope.settings = self.settings
        scope.state = State(self.settings, loop)
        scope.parent = scope.path = scope.index = scope.usage = scope.known = None
        scope.attempt = 1
        return scope


FRESH: Final = Run()
"""The default of a pipeline's `run`: a new run with the system's clock, environment and network."""
