"""What a caller may give to a run: everything that comes from outside the program."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from pipesmith_runtime.cancel import CancellationToken
from pipesmith_runtime.clock import Clock, SystemClock

if TYPE_CHECKING:
    from pathlib import Path

    from pipesmith_runtime.budget import Budget
    from pipesmith_runtime.events import Observer
    from pipesmith_runtime.http import Transport
    from pipesmith_runtime.interceptors import Interceptor
    from pipesmith_runtime.models import Model
    from pipesmith_runtime.overrides import Overrides
    from pipesmith_runtime.signals import Signals


class Random(Protocol):
    """A source of randomness; `random.Random` is one."""

    def random(self) -> float:
        """Give a number in [0, 1)."""


class Store(Protocol):
    """Where outcomes are kept, so that a run can go on where it stopped."""

    def load(self, run_id: str) -> Awaitable[Mapping[str, Any]]:
        """Give what was saved for a run, by address."""

    def save(self, run_id: str, address: str, value: Any) -> Awaitable[None]:
        """Keep one outcome."""


class MemoryStore:
    """A store that lives as long as the process; for tests."""

    def __init__(self) -> None:
        self.saved: dict[str, dict[str, Any]] = {}

    async def load(self, run_id: str) -> Mapping[str, Any]:
        """Give what was saved for a run, by address."""
        return MappingProxyType(self.saved.get(run_id, {}))

    async def save(self, run_id: str, address: str, value: Any) -> None:
        """Keep one outcome."""
        self.saved.setdefault(run_id, {})[address] = value


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a run: how long `finally` blocks may take once a run is stopped, threads, and what
    language models may cost.
    """

    grace: float = 10.0
    threads: int = 64
    budget: "Budget | None" = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Settings:
    """What `Run(…)` was given: compared with nothing, and never printed, for it holds secrets."""

    run_id: str | None = None
    clock: Clock = field(default_factory=SystemClock)
    random: Random | None = None
    observer: "Observer | None" = None
    cancel: CancellationToken | None = None
    secrets: Mapping[str, str] | None = None
    env: Mapping[str, str] | None = None
    http: "Transport | None" = None
    models: "Mapping[str, Model] | None" = None
    store: Store | None = None
    overrides: "Overrides | None" = None
    limits: Limits = field(default_factory=Limits)
    record_values: bool = False
    config: "Path | None" = None
    interceptors: "tuple[Interceptor, ...]" = ()
    signals: "Signals | None" = None
    changed: bool = field(init=False)
    """Whether what stages do may be given or kept from outside."""
    quiet: bool = field(init=False)
    """Whether, besides, nobody watches the run or can stop it but by cancelling the task."""

    def __post_init__(self) -> None:
        """Note how much a run has to look at these settings."""
        changed = (self.overrides, self.store, self.interceptors) != (None, None, ())
        watched = (self.observer, self.cancel) != (None, None)
        object.__setattr__(self, "changed", changed)
        object.__setattr__(self, "quiet", not (changed or watched))
