"""Workflows that call one another: no circle, and not too deep."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipesmith.importing import codes
from pipesmith.importing.ledger import Part

DEEPEST = 10
"""So deep may workflows call one another."""


@dataclass(frozen=True, slots=True)
class Called:
    """One call of a workflow, where it stands, and how deep the call may lead."""

    workflow: str
    part: Part
    most: int | None = None


Calls = Mapping[str, tuple[Called, ...]]


def check_calls(calls: Calls) -> None:
    """Tell each call that leads back to its own workflow, or deeper than it may."""
    levels: dict[str, int] = {}
    for name in calls:
        _level(name, calls, levels, [])
    for made in calls.values():
        for call in made:
            level = levels.get(call.workflow, 0)
            most = min(call.most or DEEPEST, DEEPEST)
            if level >= most:
                message = f"this calls {level + 1} workflows in one another, {most} may"
                call.part.note(codes.CYCLE, message, "too deep")


def _level(name: str, calls: Calls, levels: dict[str, int], around: list[str]) -> int:
    """Give how many levels of calls a workflow has; a circle is told where it closes."""
    if name in levels:
        return levels[name]
    found = 0
    for call in calls.get(name, ()):
        if call.workflow in (*around, name):
            circle = " -> ".join([*around, name, call.workflow])
            message = f"workflows call one another in a circle: {circle}"
            call.part.note(codes.CYCLE, message, "the circle closes here")
        elif call.workflow in calls:
            found = max(found, 1 + _level(call.workflow, calls, levels, [*around, name]))
    levels[name] = found
    return found
