"""Where a debugged run stops: `--break ADDRESS` or `--break FILE:LINE`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from posixpath import basename

from pipesmith.cli.files import Misuse
from pipesmith.diagnostics.suggest import nearest
from pipesmith_runtime import Pipeline
from pipesmith_runtime.addresses import Address, without_indexes
from pipesmith_runtime.known_stages import Stages, stages_of

_PLACE = re.compile(r"(?P<file>.+):(?P<line>[0-9]+)")


@dataclass(frozen=True, slots=True)
class Breakpoint:
    """Stop before one stage that calls something, where its address fits a pattern."""

    pattern: Address
    stage: str

    def takes(self, address: str) -> bool:
        """Say whether to stop before a stage."""
        read = Address.read(address)
        return without_indexes(address) == self.stage and (
            read is not None and self.pattern.covers(read)
        )


def breakpoints(pipeline: Pipeline[..., object], texts: Iterable[str]) -> list[Breakpoint]:
    """Read where to stop; of a control statement it is the first stage in it."""
    stages = stages_of(pipeline)
    return [_breakpoint(text, stages) for text in texts]


def _breakpoint(text: str, stages: Stages) -> Breakpoint:
    place = _PLACE.fullmatch(text)
    if place is not None:
        return _at_line(text, place["file"], int(place["line"]), stages)
    address = Address.read(text)
    plain = without_indexes(text)
    if address is None or plain not in stages.known:
        near = nearest(plain, stages.known)
        raise Misuse(
            f"no stage has the address `{text}`" + (f"; there is `{near}`" if near else "")
        )
    return Breakpoint(address, _first_call(text, plain, stages))


def _at_line(text: str, file: str, line: int, stages: Stages) -> Breakpoint:
    """Find the first stage that begins on a line."""
    own = {
        plain: known.line
        for plain, known in stages.known.items()
        if basename(known.path or "") == basename(file)
    }
    plain = next((plain for plain, begins in own.items() if begins == line), None)
    if plain is None:
        near = min(own.values(), key=lambda begins: (abs(begins - line), begins), default=None)
        there = f"; one begins at `{file}:{near}`" if near is not None else ""
        raise Misuse(f"no stage begins at `{text}`{there}")
    address = Address.read(plain)
    assert address is not None, "addresses of stages can be read"
    return Breakpoint(address, _first_call(text, plain, stages))


def _first_call(text: str, plain: str, stages: Stages) -> str:
    """Give the stage itself if it calls something, else the first in it that does."""
    inside = [each for each in stages.known if each == plain or each.startswith(f"{plain}/")]
    calls = [each for each in inside if stages.known[each].calls]
    if not calls:
        raise Misuse(f"nothing is called at `{text}`")
    return calls[0]
