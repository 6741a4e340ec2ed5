"""`System.enqueueJob`, its options, and finalizers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.apexvm import queue
from tests.apexvm.errors import fail
from tests.apexvm.registry import PlatformObject, static
from tests.apexvm.values import Id, Value

if TYPE_CHECKING:
    from tests.apexvm.machine import Machine

_LONGEST_DELAY = 10


class AsyncOptions(
    PlatformObject,
    apex="AsyncOptions",
    new=True,
    properties="minimum_queueable_delay_in_minutes maximum_queueable_stack_depth "
    "duplicate_signature",
):
    """How a job is queued."""

    def __init__(self) -> None:
        self.minimum_queueable_delay_in_minutes: int | None = None
        self.maximum_queueable_stack_depth: int | None = None
        self.duplicate_signature: Value = None


@static("System")
def enqueue_job(job: Value, options: Value = None, *, vm: Machine) -> Id:
    """Queue a job; the second argument is options, or the minutes to wait."""
    given = options if isinstance(options, AsyncOptions) else None
    minutes = given.minimum_queueable_delay_in_minutes if given else options
    delay = int(minutes or 0)
    if not 0 <= delay <= _LONGEST_DELAY:
        fail("AsyncException", f"Invalid delay: {delay}; must be between 0 and {_LONGEST_DELAY}")
    return queue.enqueue(vm, job, given, delay)


@static("System")
def attach_finalizer(finalizer: Value, *, vm: Machine) -> None:
    """Set what runs after the job, in whatever way that ends."""
    if vm.running_job is None:
        fail("HandledException", "System.attachFinalizer is only allowed in a Queueable job")
    if vm.transaction.finalizer is not None:
        fail("HandledException", "Can not attach more than one Finalizer to a Queueable job")
    vm.transaction.finalizer = finalizer


@static("AsyncInfo")
def has_max_stack_depth(*, vm: Machine) -> bool:
    """Say whether the chain of jobs has a greatest depth."""
    return vm.running_job is not None and vm.running_job.deepest is not None


@static("AsyncInfo")
def get_current_queueable_stack_depth(*, vm: Machine) -> int:
    """Give the depth of this job in its chain."""
    return vm.running_job.depth if vm.running_job else 0


@static("AsyncInfo")
def get_maximum_queueable_stack_depth(*, vm: Machine) -> Value:
    """Give the greatest depth of the chain, or null."""
    return vm.running_job.deepest if vm.running_job else None
