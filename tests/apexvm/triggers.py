"""Triggers on platform events, and the delivery of events to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.apexvm.compiling import Code, Scope, expression
from tests.apexvm.declarations import Class, Method
from tests.apexvm.errors import UnknownName, UnknownSyntax
from tests.apexvm.registry import PlatformObject, static
from tests.apexvm.transaction import Transaction
from tests.apexvm.tree import Node, kind, names
from tests.apexvm.types import Type, list_of
from tests.apexvm.values import ApexList, SObject, Value

if TYPE_CHECKING:
    from tests.apexvm.machine import Machine

MOST_EVENTS = 2000
"""So many events of a type are delivered at once."""

_USAGE = "AFTER_INSERT"


def read_trigger(unit: Node) -> tuple[str, Class]:
    """Read a trigger as a class with one method; give the type that it waits for as well."""
    (target,) = names(unit["target"])
    usages = [one["$"] for one in unit["usages"]]
    if not target.lower().endswith("__e") or usages != [_USAGE]:
        raise UnknownSyntax(f"a trigger on {target}, {', '.join(usages)}")
    made = Class(unit["name"]["value"], "trigger")
    body = {
        "@class": "apex.jorje.data.ast.Stmnt$BlockStmnt",
        "stmnts": [_statement(one) for one in unit["members"]],
    }
    method = Method(made, "run", (), None, body, modifiers=frozenset({"static"}))
    made.methods["run"] = [method]
    return target.lower(), made


def _statement(member: Node) -> Node:
    if kind(member) == "FieldMember":
        declared = member["variableDecls"]
        return {
            "@class": "apex.jorje.data.ast.Stmnt$VariableDeclStmnt",
            "variableDecls": declared,
        }
    found: Node = member["stmnt"]
    return found


@expression("TriggerVariableExpr")
def trigger_variable(node: Node, scope: Scope) -> Code:
    """Compile `Trigger.new` and the flags of a trigger on events."""
    name = node["variable"]["value"].lower()
    machine = scope.machine
    match name:
        case "new":
            return Code(lambda frame: machine.events_given)
        case "size":
            return Code(lambda frame: len(list(machine.events_given or ())))
        case "isafter" | "isinsert" | "isexecuting":
            return Code(lambda frame: True)
        case "isbefore" | "isupdate" | "isdelete" | "isundelete":
            return Code(lambda frame: False)
        case _:
            raise UnknownName(f"Trigger.{name}")


class TriggerContext(PlatformObject, apex="EventBus.TriggerContext"):
    """Tells a trigger of its delivery, and takes the place from which to go on."""

    def __init__(self) -> None:
        self.checkpoint: Value = None

    def set_resume_checkpoint(self, replay: str) -> None:
        """Deliver again what follows an event."""
        self.checkpoint = replay

    def get_resume_checkpoint(self) -> Value:
        """Give the place from which to go on, or null."""
        return self.checkpoint


@static("EventBus.TriggerContext")
def current_context(*, vm: Machine) -> Value:
    """Give the context of the trigger that runs, or null."""
    return vm.trigger_context


def deliver(machine: Machine) -> None:
    """Deliver the events that wait, to the trigger of each type; others go nowhere."""
    while machine.undelivered:
        type_ = machine.undelivered[0].type
        same = [one for one in machine.undelivered if one.type == type_]
        given = same[:MOST_EVENTS]
        machine.undelivered = [one for one in machine.undelivered if one not in given]
        trigger = machine.triggers.get(type_.key)
        if trigger is not None:
            rest = _fire(machine, trigger, type_, given)
            machine.undelivered = rest + machine.undelivered


def _fire(machine: Machine, trigger: Class, type_: Type, given: list[SObject]) -> list[SObject]:
    """Run a trigger in a transaction; give the events that it left for later."""
    context = machine.trigger_context = TriggerContext()
    machine.events_given = ApexList(list_of(type_).arguments[0], given)
    try:
        with machine.new_transaction(Transaction()):
            trigger.call(None, "run")
    finally:
        machine.trigger_context, machine.events_given = None, None
    if context.checkpoint is None:
        return []
    places = [one.get("ReplayId") for one in given]
    return given[places.index(context.checkpoint) + 1 :]
