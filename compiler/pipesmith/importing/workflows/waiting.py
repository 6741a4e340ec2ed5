"""Nodes that wait."""

from pipesmith import types as t
from pipesmith.importing import codes
from pipesmith.importing.ledger import Part
from pipesmith.importing.workflows import acts as a
from pipesmith.importing.workflows.moments import Moment
from pipesmith.importing.workflows.raw import RawNode
from pipesmith.importing.workflows.values import UNITS, duration, read_duration, text, unit_of
from pipesmith.syntax import nodes as n

AMOUNT = (
    "seconds", "milliseconds", "ms", "minutes", "hours", "days", "duration", "duration_ms",
    "duration_seconds", "delay", "delay_ms", "delay_seconds", "amount", "wait_time", "time",
    "value",
)  # fmt: skip


def delay(node: RawNode) -> a.Act:
    """Read a node that waits for a time, or until one."""
    until = node.field("until", "date_time", "dateTime", "resume_at")
    if until:
        return a.Pause(lambda moment: moment.converted(until, t.DATETIME), until=True)
    amount = node.field(*AMOUNT)
    unit = node.field("unit", "units")
    word = (text(unit) if unit else None) or ""
    size = UNITS.get(word.lower()) or UNITS.get(amount.name.lower()) or unit_of(amount, 1_000)
    if word and word.lower() not in UNITS:
        unit.note(codes.BAD_FIELD, f"`{word}` is no unit of time", "not known")
    if not amount:
        node.part.note(codes.MISSING_FIELD, f"`{node.id}` does not say how long", "no `duration`")
    return a.Pause(lambda moment: _read(amount, size, moment))


def _read(amount: Part, size: int, moment: Moment) -> n.Expression:
    found = read_duration(amount, size, moment) if amount else None
    return duration(0) if found is None else found
