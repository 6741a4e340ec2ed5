"""`Database`: changes of records, savepoints and queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tests.apexvm import exceptions
from tests.apexvm.errors import Thrown, fail
from tests.apexvm.platform.schema import SObjectField
from tests.apexvm.records import Problem, apply
from tests.apexvm.registry import PlatformObject, enum_value, static
from tests.apexvm.soql import dynamic_query
from tests.apexvm.storage import Table
from tests.apexvm.types import STRING, Type
from tests.apexvm.values import ApexList, ApexMap, EnumValue, Id, Instance, SObject, Value

if TYPE_CHECKING:
    from tests.apexvm.machine import Machine

SAVE_RESULT = Type("Database.SaveResult")
_ERROR = Type("Database.Error")


class DatabaseError(PlatformObject, apex="Database.Error"):
    """Why a record was not changed."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem

    @property
    def message(self) -> str:
        """The text of the problem."""
        return self._problem.message

    @property
    def status(self) -> EnumValue:
        """The kind of the problem."""
        return enum_value("StatusCode", self._problem.status)

    def get_message(self) -> str:
        """Give the text."""
        return self._problem.message

    def get_status_code(self) -> EnumValue:
        """Give the kind."""
        return self.status

    def get_fields(self) -> ApexList:
        """Name the fields that are wrong."""
        return ApexList(STRING, self._problem.fields)


class SaveResult(PlatformObject, apex="Database.SaveResult"):
    """What became of a record."""

    def __init__(self, record: Id | None, problems: Sequence[Problem], made: bool = False) -> None:
        self._record = record
        self._errors = [DatabaseError(one) for one in problems]
        self._made = made

    def is_success(self) -> bool:
        """Say whether it was changed."""
        return not self._errors

    def is_created(self) -> bool:
        """Say whether it is new."""
        return self._made

    def get_id(self) -> Value:
        """Give its identifier."""
        return self._record

    def get_errors(self) -> ApexList:
        """Give what is wrong."""
        return ApexList(_ERROR, self._errors)


@dataclass(slots=True, frozen=True)
class _State:
    tables: dict[str, Table]
    uncommitted: bool
    jobs: int


class Savepoint(PlatformObject, apex="Savepoint"):
    """A state that can be brought back."""

    def __init__(self, state: _State) -> None:
        self.state = state
        self.rolled_back = False


def change(
    machine: Machine, name: str, given: Value, all_or_none: bool, external: str | None = None
) -> Value:
    """Change records; give a result for each, or throw at the first that cannot be changed."""
    if given is None:
        fail("NullPointerException", "Attempt to de-reference a null object")
    records = given.items if isinstance(given, ApexList) else [given]
    if not records:
        return ApexList(SAVE_RESULT)
    machine.transaction.spend("dml", 1, "Too many DML statements")
    machine.transaction.spend("dml_rows", len(records), "Too many DML rows")
    machine.transaction.uncommitted = True
    results = _apply_all(machine, name, records, all_or_none, external)
    return ApexList(SAVE_RESULT, results) if isinstance(given, ApexList) else results[0]


def _apply_all(
    machine: Machine,
    name: str,
    records: Sequence[SObject],
    all_or_none: bool,
    external: str | None,
) -> list[SaveResult]:
    before = machine.storage.snapshot() if all_or_none else None
    results = []
    for row, record in enumerate(records):
        problem, made = apply(machine, name, record, external)
        if problem and before is not None:
            machine.storage.tables = before
            _throw(name, row, problem)
        results.append(SaveResult(record.get("Id"), (problem,) if problem else (), made))
    return results


def _throw(name: str, row: int, problem: Problem) -> None:
    fields = ", ".join(problem.fields)
    made = Instance(exceptions.PLATFORM["dmlexception"])
    made.fields.update(
        message=f"{name.capitalize()} failed. First exception on row {row}; first error: "
        f"{problem.status}, {problem.message}: [{fields}]",
        cause=None,
        errors=[DatabaseError(problem)],
    )
    raise Thrown(made)


def _register(apex_name: str) -> None:
    @static("Database", apex_name)
    def run(records: Value, first: Value = True, *rest: Value, vm: Machine) -> Value:
        options = [first, *rest]
        strict = next((one for one in options if isinstance(one, bool)), True)
        external = next((one.name for one in options if isinstance(one, SObjectField)), None)
        return change(vm, apex_name.lower(), records, strict, external)


for _name in ("insert", "update", "upsert", "delete", "undelete"):
    _register(_name)


@static("Database")
def set_savepoint(*, vm: Machine) -> Savepoint:
    """Remember the state; no callout is allowed until the savepoint is released."""
    vm.transaction.spend("dml", 1, "Too many DML statements")
    state = _State(vm.storage.snapshot(), vm.transaction.uncommitted, len(vm.jobs))
    vm.transaction.uncommitted = True
    return Savepoint(state)


@static("Database")
def rollback(savepoint: Savepoint, *, vm: Machine) -> None:
    """Bring a state back."""
    vm.transaction.spend("dml", 1, "Too many DML statements")
    vm.storage.tables = savepoint.state.tables
    savepoint.state = replace(savepoint.state, tables=vm.storage.snapshot())
    del vm.jobs[savepoint.state.jobs :]
    savepoint.rolled_back = True


@static("Database")
def release_savepoint(savepoint: Savepoint, *, vm: Machine) -> None:
    """Forget a state; after a rollback, callouts are allowed again."""
    if savepoint.rolled_back:
        vm.transaction.uncommitted = savepoint.state.uncommitted


@static("Database")
def query(text: str, *options: Value, vm: Machine) -> Value:
    """Run a query that is a text."""
    return dynamic_query(text, vm, None)


@static("Database")
def query_with_binds(text: str, binds: ApexMap, *options: Value, vm: Machine) -> Value:
    """Run a query that is a text, with values for its variables."""
    given = {str(name).lower(): value for name, value in binds.pairs()}
    return dynamic_query(text, vm, given)


@static("Database")
def count_query(text: str, *options: Value, vm: Machine) -> Value:
    """Count what a query finds."""
    return query(text, vm=vm)
