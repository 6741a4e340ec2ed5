"""`Limits`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.apexvm.registry import static

if TYPE_CHECKING:
    from tests.apexvm.machine import Machine

_COUNTERS = {
    "Callouts": "callouts",
    "DmlStatements": "dml",
    "DmlRows": "dml_rows",
    "Queries": "queries",
    "QueryRows": "query_rows",
    "QueueableJobs": "jobs",
    "PublishImmediateDml": "publishes",
    "EmailInvocations": "emails",
    "FutureCalls": "future_calls",
}


def _register(apex_name: str, counter: str) -> None:
    def used(*, vm: Machine) -> int:
        found: int = getattr(vm.transaction, counter)
        return found

    def limit(*, vm: Machine) -> int:
        return vm.transaction.limit(counter)

    static("Limits", f"get{apex_name}")(used)
    static("Limits", f"getLimit{apex_name}")(limit)


for _apex_name, _counter in _COUNTERS.items():
    _register(_apex_name, _counter)


@static("Limits")
def get_cpu_time(*, vm: Machine) -> int:
    """Give the time that was used, as the machine is told to say."""
    return vm.transaction.used.get("cpu", 0)


@static("Limits")
def get_limit_cpu_time(*, vm: Machine) -> int:
    """Give the time that may be used."""
    return vm.transaction.limit("cpu")


@static("Limits")
def get_heap_size(*, vm: Machine) -> int:
    """Give the memory that was used, as the machine is told to say."""
    return vm.transaction.used.get("heap", 0)


@static("Limits")
def get_limit_heap_size(*, vm: Machine) -> int:
    """Give the memory that may be used."""
    return vm.transaction.limit("heap")
