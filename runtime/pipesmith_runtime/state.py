"""What all scopes of one run share, and what scopes of one pipeline call share."""

import asyncio
import os
from collections.abc import Iterable
from functools import cached_property
from time import time
from types import ModuleType
from typing import TYPE_CHECKING, Any, Protocol

from pipesmith_runtime.clock import SystemClock, milliseconds
from pipesmith_runtime.errors import VALIDATION, PipelineError, SourcePlace
from pipesmith_runtime.redaction import Redaction
from pipesmith_runtime.settings import MemoryStore, Settings
from pipesmith_runtime.slots import Slots
from pipesmith_runtime.timeouts import Noted, Timeouts

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from concurrent.futures import ThreadPoolExecutor
    from datetime import datetime

    from pipesmith_runtime.config import Config
    from pipesmith_runtime.direct import DirectForm
    from pipesmith_runtime.events import Observer
    from pipesmith_runtime.http import Transport
    from pipesmith_runtime.models import Model
    from pipesmith_runtime.policy import Execution
    from pipesmith_runtime.settings import Random, Store
    from pipesmith_runtime.signals import Signals
    from pipesmith_runtime.site import Site
    from pipesmith_runtime.spending import Spending
    from pipesmith_runtime.telling import Teller

    Watched = Callable[[Execution, Callable[[], Awaitable[Any]]], Awaitable[Any]]

CONTEXT = "@context"
"""The address under which a store keeps what a run read from outside."""


class Opened(Protocol):
    """What a run has opened, such as connections of databases."""

    async def close(self) -> None:
        """Let go of it."""


class Frame:
    """One call of a pipeline: its name, its source, its slots, its timeout, the direct form that it
    takes.
    """

    __slots__ = ("_sites", "direct", "name", "noted", "path", "slots")

    def __init__(
        self, name: str, path: str | None, concurrency: int, direct: "DirectForm | None"
    ) -> None:
        self.name = name
        self.direct = direct
        self._sites: dict[tuple[str, int, int], Slots] | None = None
        self.path = path
        self.slots = Slots(concurrency)
        self.noted: Noted | None = None

    def site_slots(self, site: "Site", count: int) -> Slots:
        """Give the slots of one stage in this call; stages of two loops may have one path."""
        if self._sites is None:
            self._sites = {}
        return self._sites.setdefault((site.path, site.line, site.column), Slots(count))

    def place(self, line: int, column: int) -> SourcePlace | None:
        """Give a place in the pipeline's source, when that is known."""
        return SourcePlace(self.path, line, column) if self.path else None


class State:
    """One run. What most runs never need is made when it is first asked for."""

    kept: "Mapping[str, Any] | None" = None
    watched: "Watched | None" = None
    teller: "Teller | None" = None
    observed = False
    """Whether somebody wants to know more than how the run begins and ends."""
    reason: str | None = None
    config: "Config | None" = None
    _transport: "Transport | None" = None
    _threads: "ThreadPoolExecutor | None" = None

    def __init__(self, settings: Settings, loop: asyncio.AbstractEventLoop) -> None:
        self.settings = settings
        self.loop = loop
        clock = settings.clock
        self.began = time() if type(clock) is SystemClock else clock.now()
        self.timeouts = Timeouts(loop, settings.limits.grace)
        self.opened: dict[str, Opened] = {}
        if settings.observer is not None:
            self._watch(settings.observer)
        self.plain = not (settings.changed or self.observed)
        self.only_told = self.observed and not (settings.changed or settings.record_values)

    def _watch(self, observer: "Observer") -> None:
        """Let an observer be told of the run, and of its stages if it wants to know of them."""
        from pipesmith_runtime import watching  # is imported by those alone who watch
        from pipesmith_runtime.observers import OF_RUNS
        from pipesmith_runtime.telling import Teller

        self.teller = Teller(self, observer)
        self.observed = not self.teller.wants <= OF_RUNS
        if self.observed:
            self.watching: ModuleType = watching
            self.watched = watching.watched

    @cached_property
    def recorded(self) -> dict[str, Any]:
        """Give what an earlier attempt at this run recorded and is not used yet."""
        return {}

    @cached_property
    def models(self) -> "dict[str, Model]":
        """Give the model clients by name."""
        return dict(self.settings.models or {})

    @cached_property
    def _env(self) -> dict[str, str | None]:
        return {}

    @cached_property
    def _secrets(self) -> dict[str, str | None]:
        return {}

    @cached_property
    def run_id(self) -> str:
        """Give the run's id."""
        return self.settings.run_id or os.urandom(16).hex()

    @cached_property
    def now(self) -> "datetime":
        """Give when the run started."""
        from datetime import UTC, datetime

        began = self.began
        return milliseconds(
            began if isinstance(began, datetime) else datetime.fromtimestamp(began, UTC)
        )

    @cached_property
    def redaction(self) -> Redaction:
        """Give what hides the secrets of the run."""
        return Redaction()

    @cached_property
    def signals(self) -> "Signals":
        """Give what is sent to the run; nobody sends anything where the caller gave nothing."""
        if self.settings.signals is not None:
            return self.settings.signals
        from pipesmith_runtime.signals import Signals

        return Signals()

    @cached_property
    def spending(self) -> "Spending":
        """Give what the run asks of language models."""
        from pipesmith_runtime.spending import Spending

        return Spending()

    @cached_property
    def memory(self) -> "Store":
        """Give what is kept while the run lasts, or longer where a caller gave a store."""
        return self.settings.store or MemoryStore()

    def env(self, name: str) -> str | None:
        """Give a variable of the environment as it was when first read."""
        if name not in self._env:
            source = os.environ if self.settings.env is None else self.settings.env
            self._env[name] = source.get(name)
        return self._env[name]

    def secret(self, name: str) -> str | None:
        """Give a secret as it was when first read, and hide it from then on."""
        if name not in self._secrets:
            source = os.environ if self.settings.secrets is None else self.settings.secrets
            value = self._secrets[name] = source.get(name)
            if value:
                self.redaction.add(value)
        return self._secrets[name]

    def read(self, env: Iterable[str], secrets: Iterable[str]) -> None:
        """Read all that a pipeline needs, or name everything that is missing."""
        missing = [("env", name) for name in env if self.env(name) is None]
        missing += [("secret", name) for name in secrets if self.secret(name) is None]
        if missing:
            raise _missing(missing)

    @cached_property
    def random(self) -> "Random":
        """Give the run's source of randomness."""
        if self.settings.random is not None:
            return self.settings.random
        from random import SystemRandom

        return SystemRandom()

    @property
    def transport(self) -> "Transport":
        """Give what sends requests; connections live as long as the run."""
        if self.settings.http is not None:
            return self.settings.http
        if self._transport is None:
            from pipesmith_runtime.http_transport import AiohttpTransport

            self._transport = AiohttpTransport()
        return self._transport

    @property
    def threads(self) -> "ThreadPoolExecutor":
        """Give the threads in which plain host functions run."""
        if self._threads is None:
            from concurrent.futures import ThreadPoolExecutor

            self._threads = ThreadPoolExecutor(self.settings.limits.threads, "pipesmith")
        return self._threads

    async def resume(self) -> None:
        """Take what an earlier attempt at this run recorded."""
        store = self.settings.store
        if store is None:
            return
        self.recorded = dict(await store.load(self.run_id))
        context = self.recorded.pop(CONTEXT, None)
        if context is None:
            await store.save(self.run_id, CONTEXT, {"now": self.now})
        else:
            self.now = context["now"]

    @property
    def holds(self) -> bool:
        """Say whether the run has opened anything itself."""
        return bool(self.opened or self._transport or self._threads)

    async def close(self) -> None:
        """Let go of connections and threads that the run opened itself."""
        if self._threads is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)
        for each in self.opened.values():
            await each.close()
        if self._transport is not None:
            await self._transport.close()


def _missing(names: list[tuple[str, str]]) -> PipelineError:
    written = ", ".join(f"`{kind}.{name}`" for kind, name in names)
    detail = [
        {"path": f"{kind}.{name}", "message": "missing", "expected": "string", "found": "nothing"}
        for kind, name in names
    ]
    message = f"missing from the environment: {written}"
    return PipelineError(VALIDATION, message, detail, of_input=True)
