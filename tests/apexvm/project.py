"""The front door: a project of Apex files that can be called and tested."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.apexvm import expressions, platform, statements
from tests.apexvm.coverage import statement_lines
from tests.apexvm.declarations import Class, Method
from tests.apexvm.errors import Thrown, UnknownMethod, UnknownName
from tests.apexvm.machine import Machine
from tests.apexvm.metadata import load_metadata
from tests.apexvm.overloads import pick
from tests.apexvm.parser import parse_all
from tests.apexvm.platform.http import Request, Response
from tests.apexvm.python_values import from_python, to_python
from tests.apexvm.reading import read_class
from tests.apexvm.results import Coverage, TestResult
from tests.apexvm.transaction import Transaction
from tests.apexvm.tree import Node
from tests.apexvm.triggers import read_trigger
from tests.apexvm.types import Type
from tests.apexvm.values import SObject, Value

_COMPILERS = (expressions, statements)
"""These modules register what they compile."""

_DEEPEST = 50_000
_SOURCES = (".cls", ".trigger")

platform.load()


class Project:
    """Apex classes that run on this machine."""

    def __init__(self) -> None:
        self.machine = Machine()
        self.units: dict[str, Node] = {}
        self._user()

    @classmethod
    def of(cls, files: Mapping[str, str]) -> Project:
        """Load files by their names: classes, and the metadata of objects and records."""
        made = cls()
        made.add(files)
        return made

    @classmethod
    def load(cls, *folders: Path) -> Project:
        """Load all files of folders."""
        files = {
            str(path.relative_to(folder)): path.read_text()
            for folder in folders
            for path in sorted(folder.rglob("*"))
            if path.suffix in (".cls", ".trigger", ".xml")
        }
        return cls.of(files)

    def add(self, files: Mapping[str, str]) -> None:
        """Load further files, and link all classes again."""
        texts = {name: text for name, text in files.items() if name.endswith(_SOURCES)}
        for name, unit in parse_all(texts).items():
            self._add_source(name, unit)
        load_metadata(files, self.machine.storage)
        self.machine.catalogue.link()

    @contextmanager
    def holding(self, files: Mapping[str, str]) -> Iterator[None]:
        """Have further classes for a while, of which those that are here know nothing."""
        texts = {name: text for name, text in files.items() if name.endswith(_SOURCES)}
        catalogue = self.machine.catalogue
        before = {*catalogue.classes}
        for name, unit in parse_all(texts).items():
            self._add_source(name, unit)
        added = {name: one for name, one in catalogue.classes.items() if name not in before}
        catalogue.link(added.values())
        try:
            yield
        finally:
            for name, one in added.items():
                del catalogue.classes[name], self.units[one.file]
            self.forget_statics()

    def _add_source(self, name: str, unit: Node) -> None:
        if name.endswith(".trigger"):
            waits_for, one = read_trigger(unit)
            self.machine.triggers[waits_for] = one
        else:
            one = read_class(unit["body"])
            self.machine.catalogue.add(one)
        for each in (one, *one.inner.values()):
            each.owner, each.file = self.machine, name
        self.units[name] = unit

    def call_static(self, cls: str, method: str, *arguments: Any) -> Any:
        """Call a static method with Python values; give its result as one."""
        return to_python(self.call_raw(cls, method, *arguments))

    def call_raw(self, cls: str, method: str, *arguments: Any) -> Value:
        """Call a static method with values of Python or Apex; give its result as Apex has it."""
        machine = self.machine
        given = [from_python(one, machine) for one in arguments]
        found = self._class(cls).candidates(method, len(given))
        chosen = pick(found, [None] * len(given), given, machine)
        if chosen is None:
            raise UnknownMethod(f"{cls}.{method}/{len(given)}")
        exact = [
            from_python(one, machine, parameter.type)
            for one, parameter in zip(arguments, chosen.parameters, strict=True)
        ]
        with deep_calls():
            return chosen.run(None, exact)

    def _class(self, name: str) -> Class:
        found = self.machine.catalogue.find(name)
        if found is None:
            raise UnknownName(f"class {name}")
        return found

    def native(self, cls: str, methods: Mapping[str, Callable[..., Any]]) -> None:
        """Add a class whose static methods are written in Python."""
        table = {name.lower(): function for name, function in methods.items()}
        self.machine.natives.setdefault(cls.lower(), {}).update(table)

    def tests(self) -> list[tuple[str, str]]:
        """Name the test methods, by class."""
        return [
            (one.name, method.name)
            for one in self.machine.catalogue.classes.values()
            for methods in one.methods.values()
            for method in methods
            if _is_test(one, method)
        ]

    def run_test(self, cls: str, method: str) -> TestResult:
        """Run one test method on records and static members of its own."""
        machine = self.machine
        found = self._class(cls)
        self._reset()
        with deep_calls():
            thrown = self._set_up(found) or self._run(found.candidates(method, 0)[0])
        return TestResult(
            cls=found.name,
            method=method,
            outcome="fail" if thrown else "pass",
            message=str(thrown or ""),
            trace=str(thrown.value.fields.get("trace") or "") if thrown else "",
            limits=machine.test_usage or machine.transaction.usage(),
            lines=self._lines(),
            debug_log=tuple(machine.debug_log),
        )

    def _reset(self) -> None:
        machine = self.machine
        machine.storage.tables = {
            name: table for name, table in machine.storage.tables.items() if name.endswith("__mdt")
        }
        machine.mocks, machine.jobs, machine.debug_log, machine.published = {}, [], [], []
        machine.undelivered, machine.sent = [], []
        machine.in_test, machine.test_started = True, False
        machine.before_test, machine.test_usage = None, None
        machine.transaction = Transaction()
        machine.calls.clear()
        for lines in machine.lines_run.values():
            lines.clear()  # compiled methods hold these sets
        self._user()

    def _user(self) -> None:
        record = SObject(Type("User"))
        record.put("Id", from_python(self.machine.run_as))
        self.machine.storage.table(record.type)[self.machine.run_as] = record

    def _set_up(self, cls: Class) -> Thrown | None:
        for methods in cls.methods.values():
            for method in methods:
                if "testsetup" in method.annotations:
                    return self._run(method)
        return None

    def _run(self, method: Method) -> Thrown | None:
        with self.machine.new_transaction(Transaction()):
            try:
                method.run(None, [])
            except Thrown as thrown:
                return thrown
            return None

    def _lines(self) -> dict[str, frozenset[int]]:
        return {name: frozenset(lines) for name, lines in self.machine.lines_run.items()}

    def coverage(self, results: Iterable[TestResult]) -> dict[str, Coverage]:
        """Tell which lines some tests ran, by file."""
        ran: dict[str, set[int]] = {name: set() for name in self.units}
        for result in results:
            for name, lines in result.lines.items():
                ran[name] |= lines
        there = {name: frozenset(statement_lines(unit)) for name, unit in self.units.items()}
        return {name: Coverage(there[name], there[name] & lines) for name, lines in ran.items()}

    def forget_statics(self) -> None:
        """Start a new transaction: limits and static members are fresh."""
        self.machine.transaction = Transaction()
        self.machine.take_statics()

    @property
    def clock(self) -> Callable[[], int]:
        """What gives this instant in milliseconds since 1970."""
        return self.machine.clock

    @clock.setter
    def clock(self, clock: Callable[[], int]) -> None:
        self.machine.clock = clock

    @property
    def http(self) -> Callable[[Request], Response] | None:
        """What answers requests where a test has no mock."""
        return self.machine.http

    @http.setter
    def http(self, answer: Callable[[Request], Response] | None) -> None:
        self.machine.http = answer


@contextmanager
def deep_calls() -> Iterator[None]:
    """Let calls go as deep as Apex allows, which is deeper than Python does."""
    kept = sys.getrecursionlimit()
    sys.setrecursionlimit(max(kept, _DEEPEST))
    try:
        yield
    finally:
        sys.setrecursionlimit(kept)


def _is_test(cls: Class, method: Method) -> bool:
    return "istest" in method.annotations or (
        "istest" in cls.annotations and "testmethod" in method.modifiers
    )
