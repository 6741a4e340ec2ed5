"""The run: what generated code speaks to, and what a caller makes to say how it shall run."""

from asyncio import get_running_loop
from collections.abc import Iterable, Mapping
from time import time
from typing import TYPE_CHECKING, Any, Final

from pipesmith_runtime.clock import SystemClock
from pipesmith_runtime.place import Place
from pipesmith_runtime.requests import Requests
from pipesmith_runtime.settings import Limits, Random, Settings, Store
from pipesmith_runtime.state import State

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

    from pipesmith_runtime.cancel import CancellationToken
    from pipesmith_runtime.clock import Clock
    from pipesmith_runtime.direct import DirectForm
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
            observer=observer if _wants_anything(observer) else None,
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
        self.begun = False

    def begin(self, loop: "asyncio.AbstractEventLoop") -> "Run":
        """Give the outermost scope of a new run with these settings."""
        state = State(self.settings, loop)
        scope: Run = object.__new__(self._kind(state))
        scope.settings = self.settings
        scope.become_outermost(state)
        return scope

    def _kind(self, state: State) -> "type[Run]":
        """Give the class of the scopes of a run; runs that are watched have their own."""
        if type(self) is not Run or not state.only_told:
            return type(self)
        from pipesmith_runtime.watched import WatchedRun

        return WatchedRun

    def become_outermost(self, state: State) -> None:
        """Be the outermost scope of a run."""
        self.state = state
        self.begun = True
        self.parent = self.path = self.index = self.usage = self.known = None
        self.attempt = 1


def _wants_anything(observer: "Observer | None") -> bool:
    """Tell whether an observer is to be told of anything; what it may want is looked at later."""
    return getattr(observer, "wants", None) != frozenset()


class Unbegun(Run):
    """The outermost scope of a run that begins when something is asked of it.

    A direct form that neither waits nor fails asks nothing.
    """

    __slots__ = ("_started", "form")

    def __init__(self, settings: Settings, form: "DirectForm") -> None:
        """Keep what the run will begin with."""
        self.settings = settings
        self.begun = True
        self.form = form
        self._started = time()

    def __getattr__(self, name: str) -> Any:
        """Begin the run, as it is asked for what it does not have yet."""
        if name not in Place.__slots__:
            raise AttributeError(name)
        state = State(self.settings, get_running_loop())
        if type(self.settings.clock) is SystemClock:
            state.began = self._started
        self.become_outermost(state)
        self.enter(self.form.pipeline.frame(self.form))
        return getattr(self, name)

    @property
    def _form(self) -> "DirectForm":
        return self.form

    def failed(self, failure: BaseException) -> BaseException:
        """Give what the form failed with as the error that the caller gets."""
        meant = self.form.failed(self, failure)
        return self.form.pipeline.failed(self, meant) if isinstance(meant, Exception) else meant


FRESH: Final = Run()
"""The default of a pipeline's `run`: a new run with the system's clock, environment and network."""
