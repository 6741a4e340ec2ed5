"""Jobs that wait for a transaction of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.apexvm.errors import Thrown, fail
from tests.apexvm.members import send
from tests.apexvm.platform.contexts import FinalizerContext, QueueableContext
from tests.apexvm.serialized import serialized
from tests.apexvm.transaction import Transaction
from tests.apexvm.triggers import deliver
from tests.apexvm.values import Id, Value

if TYPE_CHECKING:
    from tests.apexvm.machine import Machine


@dataclass(slots=True)
class Job:
    """A queued job: what it runs, and how deep it is in its chain."""

    id: Id
    work: Value
    options: Value
    depth: int
    deepest: int | None
    delay: int


def enqueue(machine: Machine, work: Value, options: Value = None, delay: int = 0) -> Id:
    """Queue a job; it starts from a copy of what it holds now."""
    machine.transaction.spend("jobs", 1, "Too many queueable jobs added to the queue")
    running = machine.running_job
    depth = running.depth + 1 if running else 1
    deepest = _deepest(options, running)
    if deepest is not None and depth > deepest:
        fail("AsyncException", "Reached maximum stack depth for queueable jobs")
    machine.transaction.uncommitted = True
    machine.storage.made += 1
    job_id = Id(f"707{machine.storage.made:012d}AAA")
    machine.jobs.append(Job(job_id, serialized(work), options, depth, deepest, delay))
    return job_id


def _deepest(options: Value, running: Job | None) -> int | None:
    told: int | None = options.maximum_queueable_stack_depth if options else None
    return told or (running.deepest if running else None)


def drain(machine: Machine) -> None:
    """Run the queued jobs and deliver the events, with what these bring, until nothing waits."""
    while machine.jobs or machine.undelivered:
        deliver(machine)
        if machine.jobs:
            run_job(machine, machine.jobs.pop(0))


def run_job(machine: Machine, job: Job) -> None:
    """Run a job in its transaction, then its finalizer in another."""
    ended, finalizer = _work(machine, job)
    if finalizer is not None:
        _finalize(machine, job, finalizer, ended)
    elif ended is not None:
        raise ended


def _work(machine: Machine, job: Job) -> tuple[Thrown | None, Value]:
    kept, machine.running_job = machine.running_job, job
    with machine.new_transaction(Transaction(asynchronous=True)):
        before = machine.storage.snapshot()
        queued, waiting = len(machine.jobs), len(machine.undelivered)
        try:
            send(job.work, "execute", [QueueableContext(job.id)], [None], machine)
            return None, machine.transaction.finalizer
        except Thrown as thrown:
            machine.storage.tables = before
            del machine.jobs[queued:]
            _forget_events(machine, waiting)
            return thrown, machine.transaction.finalizer
        finally:
            machine.running_job = kept


def _forget_events(machine: Machine, waiting: int) -> None:
    """Drop the events that would have been published when the transaction was committed."""
    immediate = machine.storage.publishes_immediately
    kept = [one for one in machine.undelivered[waiting:] if immediate(one.type)]
    machine.undelivered[waiting:] = kept


def _finalize(machine: Machine, job: Job, finalizer: Value, ended: Thrown | None) -> None:
    context = FinalizerContext(job.id, ended.value if ended else None)
    with machine.new_transaction(Transaction(asynchronous=True)):
        send(finalizer, "execute", [context], [None], machine)
