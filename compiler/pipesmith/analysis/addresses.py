"""The statements that an address of a test means (rule 6).

Reads     a pipeline, and the names of the program for the pipelines that it calls.
Gives     every statement that can have an address; an index after a loop may be left out.
Reports   nothing.
Promises  only the part of the program that the address leads through is walked.
Leaves    what may be said of the statement to `check`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import assert_never

from pipesmith.analysis.bindings import Names
from pipesmith.analysis.segments import Work, segments_of
from pipesmith.syntax import nodes as s

_INDEX = re.compile(r"\[(?:\d+|\*)\]$")


@dataclass(frozen=True, slots=True)
class Found:
    """A statement, and the module it stands in."""

    module: str
    work: Work


@dataclass(slots=True)
class Search:
    """What an address leads to; where it leads nowhere, `missing` is the part that is not there."""

    found: tuple[Found, ...] = ()
    missing: str = ""
    candidates: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _Room:
    """A block, and the part of the address that it has to itself, if any."""

    module: str
    block: s.Block
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Step:
    """A part of the address that can follow: what it means, and where it leads."""

    name: str
    found: Found | None
    rooms: tuple[_Room, ...]


def find_stages(address: str, pipeline: s.Pipeline, module: str, names: Names) -> Search:
    """Follow an address from a pipeline's own block."""
    return _Walk(names).follow(address.split("/"), tuple(_of_pipeline(pipeline, module)))


@dataclass(frozen=True, slots=True)
class _Walk:
    names: Names

    def follow(self, parts: list[str], rooms: tuple[_Room, ...]) -> Search:
        """Go down one part at a time; statements of one address may stand in several blocks."""
        last: tuple[Found, ...] = ()
        for part in parts:
            steps = [step for room in rooms for step in self._steps(room)]
            plain = _INDEX.sub("", part)
            here = [each for each in steps if each.name == plain and _may_have(part, each.found)]
            if not here:
                return Search((), part, tuple(dict.fromkeys(each.name for each in steps)))
            last = tuple(each.found for each in here if each.found is not None)
            rooms = tuple(room for each in here for room in each.rooms)
        return Search(last, "" if last else parts[-1])

    def _steps(self, room: _Room) -> Iterator[_Step]:
        if room.name:
            yield _Step(room.name, None, (replace(room, name=""),))
            return
        for segment, work in segments_of(room.block):
            rooms = tuple(self._rooms(work.body, room.module))
            yield _Step(segment, Found(room.module, work), rooms)

    def _rooms(self, body: s.Body, module: str) -> Iterator[_Room]:
        """Give the blocks inside a statement."""
        match body:
            case s.Invoke(call=call):
                declared = self.names.find(module, call.function.text)
                if declared is not None and isinstance(declared.node, s.Pipeline):
                    yield from _of_pipeline(declared.node, declared.module)
            case s.If(arms=arms, otherwise=otherwise):
                yield from (_Room(module, block) for _, block in arms)
                yield from (_Room(module, block) for block in [otherwise] if block)
            case s.Switch(cases=cases, otherwise=otherwise):
                yield from (_Room(module, case.body) for case in cases)
                yield from (_Room(module, block) for block in [otherwise] if block)
            case s.Foreach(body=block) | s.While(body=block) | s.Repeat(body=block):
                yield _Room(module, block)
            case s.Try():
                yield from _of_try(body, module)
            case s.Parallel(branches=branches):
                yield from (_Room(module, each.body, each.name.text) for each in branches)
            case s.Wait() | s.Signal():
                return
            case _:
                assert_never(body)


def _of_pipeline(node: s.Pipeline, module: str) -> Iterator[_Room]:
    yield _Room(module, node.body)
    if node.on_error is not None:
        yield _Room(module, node.on_error.body, "on_error")


def _of_try(body: s.Try, module: str) -> Iterator[_Room]:
    yield _Room(module, body.body)
    for number, catch in enumerate(body.catches, 1):
        yield _Room(module, catch.body, "catch" if number == 1 else f"catch#{number}")
    if body.final is not None:
        yield _Room(module, body.final, "finally")


def _may_have(part: str, found: Found | None) -> bool:
    """Tell whether a part fits: only loops have an index."""
    if _INDEX.search(part) is None:
        return True
    return found is not None and isinstance(found.work.body, s.Foreach | s.While | s.Repeat)
