"""What one transaction has used, and what it may not do any more."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tests.apexvm.errors import fail
from tests.apexvm.values import Value


@dataclass(slots=True)
class Transaction:
    """The counters of a transaction."""

    asynchronous: bool = False
    callouts: int = 0
    callout_time: int = 0
    dml: int = 0
    dml_rows: int = 0
    queries: int = 0
    query_rows: int = 0
    jobs: int = 0
    publishes: int = 0
    emails: int = 0
    future_calls: int = 0
    uncommitted: bool = False
    depth: int = 0
    finalizer: Value = None
    used: dict[str, int] = field(default_factory=dict)

    def limit(self, name: str) -> int:
        """Say how much of a thing it may use."""
        table = _ASYNCHRONOUS if self.asynchronous else _SYNCHRONOUS
        return table[name]

    def spend(self, name: str, amount: int, complaint: str) -> None:
        """Use something, or stop in a way that nothing catches."""
        total = getattr(self, name) + amount
        setattr(self, name, total)
        if total > self.limit(name):
            fail("LimitException", f"{complaint}: {total}")

    def usage(self) -> dict[str, int]:
        """Tell all that was used, by name."""
        return {name: getattr(self, name) for name in _SYNCHRONOUS if hasattr(self, name)}

    def fresh(self) -> Transaction:
        """Give new limits inside of the same uncommitted work, as `Test.startTest` does."""
        return Transaction(asynchronous=self.asynchronous, depth=self.depth)

    def copy(self) -> Transaction:
        """Give the counters as they are now."""
        return replace(self)


_SYNCHRONOUS = {
    "callouts": 100,
    "callout_time": 120_000,
    "dml": 150,
    "dml_rows": 10_000,
    "queries": 100,
    "query_rows": 50_000,
    "jobs": 50,
    "publishes": 150,
    "emails": 10,
    "future_calls": 50,
    "cpu": 10_000,
    "heap": 6_000_000,
}
_ASYNCHRONOUS = _SYNCHRONOUS | {"queries": 200, "jobs": 1, "cpu": 60_000, "heap": 12_000_000}
