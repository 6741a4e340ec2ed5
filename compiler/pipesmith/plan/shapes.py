"""What runs at once, in one line: `a, b` one after the other, `(a | b)` at once."""

from collections.abc import Sequence
from typing import assert_never

from pipesmith.plan.parts import Fork, Plan, Series, Step, Weave


def shape(part: Plan, names: Sequence[str]) -> str:
    """Write a plan with the names of its statements."""
    match part:
        case Step(at=at):
            return names[at]
        case Series(parts=parts):
            return ", ".join(shape(each, names) for each in parts)
        case Fork(branches=branches):
            return _at_once([shape(each, names) for each in branches])
        case Weave(chains=chains):
            return _at_once([_chain(chain, part, names) for chain in chains])
        case _:
            assert_never(part)


def _chain(chain: tuple[int, ...], part: Weave, names: Sequence[str]) -> str:
    """Write one chain; `[b] c` is c once b of another chain is done too."""
    steps = []
    for at in chain:
        waits = ", ".join(names[need] for need in part.waits.get(at, ()))
        steps.append(f"[{waits}] {names[at]}" if waits else names[at])
    return ", ".join(steps)


def _at_once(parts: Sequence[str]) -> str:
    return f"({' | '.join(parts)})"
