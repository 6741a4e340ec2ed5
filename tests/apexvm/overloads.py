"""Which of several methods of a name a call means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tests.apexvm.conversion import distance, type_of
from tests.apexvm.declarations import Method
from tests.apexvm.types import Type
from tests.apexvm.values import Value

if TYPE_CHECKING:
    from tests.apexvm.machine import Machine


def pick(
    candidates: Sequence[Method],
    known: Sequence[Type | None],
    arguments: Sequence[Value],
    machine: Machine,
) -> Method | None:
    """Choose the nearest method, by the types that are known and else by the values."""
    if len(candidates) < 2 and not (candidates and candidates[0].owner.is_exception):
        return candidates[0] if candidates else None
    values = [None if value is None else type_of(value) for value in arguments]
    types = [written or found for written, found in zip(known, values, strict=True)]
    return _nearest(candidates, types, machine) or _nearest(candidates, values, machine)


def _nearest(
    candidates: Sequence[Method], types: Sequence[Type | None], machine: Machine
) -> Method | None:
    scored = [(score, one) for one in candidates if (score := _score(one, types, machine)) >= 0]
    return min(scored, key=lambda pair: pair[0])[1] if scored else None


def _score(method: Method, types: Sequence[Type | None], machine: Machine) -> int:
    total = 0
    for parameter, have in zip(method.parameters, types, strict=True):
        step = distance(have, parameter.type, machine.catalogue)
        if step is None:
            return -1
        total += step
    return total
