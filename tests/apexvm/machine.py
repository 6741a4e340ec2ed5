"""The machine: classes, the transaction that runs, and everything outside that code can reach."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.apexvm.construction import static_parts
from tests.apexvm.declarations import Class, Method
from tests.apexvm.errors import fail
from tests.apexvm.linking import Catalogue
from tests.apexvm.methods import compile_method
from tests.apexvm.storage import Storage
from tests.apexvm.transaction import Transaction
from tests.apexvm.values import ApexList, Instance, SObject, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.apexvm.declarations import Run
    from tests.apexvm.platform.http import Request, Response
    from tests.apexvm.queue import Job

DEEPEST = 1000

Statics = dict[Class, tuple[bool, dict[str, Value]]]


@dataclass(eq=False)
class Machine:
    """Runs the classes of one project."""

    catalogue: Catalogue = field(default_factory=Catalogue)
    transaction: Transaction = field(default_factory=Transaction)
    storage: Storage = field(default_factory=Storage)
    line: int = 0
    calls: list[tuple[Method, int]] = field(default_factory=list)
    lines_run: dict[str, set[int]] = field(default_factory=dict)
    natives: dict[str, dict[str, Callable[..., Any]]] = field(default_factory=dict)
    mocks: dict[str, Value] = field(default_factory=dict)
    jobs: list[Job] = field(default_factory=list)
    debug_log: list[str] = field(default_factory=list)
    published: list[SObject] = field(default_factory=list)
    sent: list[Value] = field(default_factory=list)
    undelivered: list[SObject] = field(default_factory=list)
    triggers: dict[str, Class] = field(default_factory=dict)
    trigger_context: Value = None
    events_given: ApexList | None = None
    in_test: bool = False
    test_started: bool = False
    before_test: Transaction | None = None
    test_usage: dict[str, int] | None = None
    running_job: Job | None = None
    run_as: str = "005000000000001AAA"
    clock: Callable[[], int] = lambda: int(time.time() * 1000)
    http: Callable[[Request], Response] | None = None

    def compile_method(self, method: Method) -> Run:
        """Turn a method into a function of `this` and its arguments."""
        return compile_method(method, self)

    def ready(self, cls: Class) -> None:
        """Initialize the static members of a class once in a transaction."""
        if cls.ready:
            return
        cls.ready = True
        if cls.parent:
            self.ready(cls.parent)
        cls.statics.update(dict.fromkeys(cls.static_fields))
        try:
            for initialize in static_parts(cls, self):
                initialize()
        except BaseException:
            cls.ready = False
            raise

    @contextmanager
    def new_transaction(self, transaction: Transaction) -> Iterator[None]:
        """Run a block in a transaction of its own, with static members of its own."""
        kept = self.transaction, self.take_statics()
        self.transaction = transaction
        try:
            yield
        finally:
            self.transaction = kept[0]
            self._restore_statics(kept[1])

    def take_statics(self) -> Statics:
        """Give the static members, and start with none."""
        kept = {one: (one.ready, one.statics) for one in self.catalogue.everything()}
        for one in kept:
            one.ready, one.statics = one.kind == "enum", {}
        return kept

    def _restore_statics(self, kept: Statics) -> None:
        for one, (ready, statics) in kept.items():
            one.ready, one.statics = ready, statics

    def enter(self, method: Method) -> None:
        """Note that a method is called."""
        self.calls.append((method, self.line))
        if len(self.calls) > DEEPEST:
            fail("LimitException", f"Maximum stack depth reached: {DEEPEST + 1}")

    def leave(self) -> None:
        """Note that a method is done."""
        self.line = self.calls.pop()[1]

    def trace(self) -> str:
        """Write where the execution is, the innermost call first."""
        at, lines = self.line, []
        for method, called_from in reversed(self.calls):
            lines.append(f"{method.place}: line {at}, column 1")
            at = called_from
        return "\n".join(lines)

    def lines_of(self, cls: Class) -> set[int]:
        """Give the lines of a class's file that have run."""
        return self.lines_run.setdefault(cls.file, set())

    def note(self, thrown: Instance) -> None:
        """Remember where an exception was made."""
        if "line" not in thrown.fields:
            thrown.fields["line"] = self.line
            thrown.fields["trace"] = self.trace()
