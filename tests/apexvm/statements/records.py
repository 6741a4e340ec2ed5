"""Changes of records, and who makes them."""

from __future__ import annotations

from tests.apexvm.compiling import (
    Execute,
    Frame,
    Scope,
    Signal,
    compile_expression,
    compile_statement,
    statement,
)
from tests.apexvm.platform.database import change
from tests.apexvm.tree import Node, kind, optional


@statement("RunAsBlock")
def run_as(node: Node, scope: Scope) -> Execute:
    """Compile `System.runAs(user) { ... }`."""
    user = compile_expression(node["inputParameters"][0], scope).run
    inside = compile_statement(node["stmnt"], scope)
    machine = scope.machine

    def run(frame: Frame) -> Signal | None:
        kept, machine.run_as = machine.run_as, user(frame).get("Id") or machine.run_as
        try:
            return inside(frame)
        finally:
            machine.run_as = kept

    return run


_DML = {
    "DmlInsertStmnt": "insert",
    "DmlUpdateStmnt": "update",
    "DmlUpsertStmnt": "upsert",
    "DmlDeleteStmnt": "delete",
    "DmlUndeleteStmnt": "undelete",
}


@statement(*_DML)
def change_records(node: Node, scope: Scope) -> Execute:
    """Compile `insert`, `update`, `upsert`, `delete` and `undelete`."""
    name = _DML[kind(node)]
    evaluate = compile_expression(node["expr"], scope).run
    external = optional(node, "id")
    key = external["field"]["value"] if external else None
    machine = scope.machine

    def run(frame: Frame) -> None:
        change(machine, name, evaluate(frame), all_or_none=True, external=key)

    return run
