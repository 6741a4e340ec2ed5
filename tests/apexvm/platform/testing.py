"""`Test`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.apexvm import queue
from tests.apexvm.errors import fail
from tests.apexvm.registry import static
from tests.apexvm.values import Id, TypeValue, Value

if TYPE_CHECKING:
    from tests.apexvm.machine import Machine


@static("Test")
def start_test(*, vm: Machine) -> None:
    """Give new limits, and forget the uncommitted work of the set-up."""
    if vm.test_started:
        fail("FinalException", "Testing already started")
    vm.test_started = True
    vm.before_test = vm.transaction
    vm.transaction = vm.transaction.fresh()


@static("Test")
def stop_test(*, vm: Machine) -> None:
    """Run what was queued, and give back the limits of the set-up."""
    if vm.before_test is None:
        fail("FinalException", "Testing has not started")
    queue.drain(vm)
    vm.test_usage = vm.transaction.usage()
    vm.transaction, vm.before_test = vm.before_test, None


@static("Test")
def is_running_test(*, vm: Machine) -> bool:
    """Say whether a test runs."""
    return vm.in_test


@static("Test")
def set_mock(interface: TypeValue, mock: Value, *, vm: Machine) -> None:
    """Let an object answer instead of the network."""
    vm.mocks[interface.type.key] = mock


@static("Test")
def set_created_date(record: Id, moment: Value, *, vm: Machine) -> None:
    """Set when a record was made."""
    for table in vm.storage.tables.values():
        if record in table:
            table[record].put("CreatedDate", moment)


@static("Test")
def get_standard_pricebook_id() -> Id:
    """Give the identifier of the standard price book."""
    return Id("01s000000000001AAA")
