"""`EventBus`: platform events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.apexvm import triggers
from tests.apexvm.platform.database import SAVE_RESULT, SaveResult
from tests.apexvm.registry import PlatformObject, static
from tests.apexvm.values import ApexList, SObject, Value

if TYPE_CHECKING:
    from tests.apexvm.machine import Machine


@static("EventBus")
def publish(events: Value, *rest: Value, vm: Machine) -> Value:
    """Publish events; those that are published at once do not count as uncommitted work."""
    given = events.items if isinstance(events, ApexList) else [events]
    for event in given:
        _publish(event, vm)
    results = [SaveResult(None, ()) for _ in given]
    return ApexList(SAVE_RESULT, results) if isinstance(events, ApexList) else results[0]


def _publish(event: SObject, vm: Machine) -> None:
    if vm.storage.publishes_immediately(event.type):
        vm.transaction.spend("publishes", 1, "Too many publish calls")
    else:
        vm.transaction.spend("dml", 1, "Too many DML statements")
    published = event.copy()
    vm.storage.made += 1
    published.put("ReplayId", str(vm.storage.made))
    vm.published.append(published)
    vm.undelivered.append(published)


class TestEventBus(PlatformObject, apex="Test.EventBus"):
    """Delivers events in a test."""

    __test__ = False

    def deliver(self, *, vm: Machine) -> None:
        """Deliver the events that wait."""
        triggers.deliver(vm)


@static("Test")
def get_event_bus() -> TestEventBus:
    """Give what delivers events."""
    return TestEventBus()
