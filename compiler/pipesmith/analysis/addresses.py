"""The statements that an address of a test means (rule 6).

Reads     a pipeline, and the names of the program for the pipelines that it calls.
Gives     every statement that can have an address; an index after a loop may be left out.
Reports   nothing.
Promises  only the part of the program that the address leads through is walked.
Leaves    what may be said of the statement to `check`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
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


def find_stages(address: str, pipeline: s.Pipeline, module: str, names: Names) -> Search:
    """Follow an address from a pipeline's own block."""
    return _Walk(names).follow(address.split("/"), [*_of_pipeline(pipeline, module)])


_Places = Sequence[tuple[str, str, Found | None, tuple[tuple[str, s.Block], ...]]]
"""Parts of the address that can follow: text, module, statement, and the blocks behind it."""


@dataclass(frozen=True, slots=True)
class _Walk:
    names: Names

    def follow(self, parts: list[str], blocks: list[tuple[str, s.Block]]) -> Search:
        """Go down one part at a time; statements of one address may stand in several blocks."""
        last: tuple[Found, ...] = ()
        for part in parts:
            inner = self._below(blocks, last)
            plain = _INDEX.sub("", part)
            here = [each for each in inner if each[0] == plain and _may_have(part, each[2])]
            if not here:
                return Search((), part, tuple(dict.fromkeys(name for name, *_ in inner)))
            last = tuple(each for _, _, each, _ in here if each is not None)
            blocks = [block for *_, behind in here for block in behind]
        return Search(last, "" if last else parts[-1])

    def _below(self, blocks: list[tuple[str, s.Block]], outer: tuple[Found, ...]) -> _Places:
        places = [
            (segment, module, Found(module, work), tuple(self._blocks(work, module)))
            for module, block in blocks
            for segment, work in segments_of(block)
        ]
        named = [
            (name, found.module, None, ((found.module, block),))
            for found in outer
            for name, block in _named_blocks(found.work.body)
        ]
        return [*places, *named]

    def _blocks(self, work: Work, module: str) -> Iterator[tuple[str, s.Block]]:
        """Give the blocks whose statements follow this one in an address at once."""
        match work.body:
            case s.Invoke(call=call):
                declared = self.names.find(module, call.function.text)
                if declared is not None and isinstance(declared.node, s.Pipeline):
                    yield from _of_pipeline(declared.node, declared.module)
            case s.If(arms=arms, otherwise=otherwise):
                yield from ((module, block) for _, block in arms)
                yield from ((module, block) for block in [otherwise] if block)
            case s.Switch(cases=cases, otherwise=otherwise):
                yield from ((module, case.body) for case in cases)
                yield from ((module, block) for block in [otherwise] if block)
            case s.Foreach(body=body) | s.While(body=body) | s.Repeat(body=body) | s.Try(body=body):
                yield module, body
            case s.Parallel() | s.Wait() | s.Signal():
                return
            case _:
                assert_never(work.body)


def _of_pipeline(node: s.Pipeline, module: str) -> Iterator[tuple[str, s.Block]]:
    yield module, node.body
    if node.on_error is not None:
        yield module, node.on_error.body


def _named_blocks(body: s.Body) -> Iterator[tuple[str, s.Block]]:
    """Give the blocks that have a part of the address to themselves."""
    match body:
        case s.Try(catches=catches, final=final):
            for number, catch in enumerate(catches, 1):
                yield ("catch" if number == 1 else f"catch#{number}"), catch.body
            if final is not None:
                yield "finally", final
        case s.Parallel(branches=branches):
            yield from ((branch.name.text, branch.body) for branch in branches)
        case _:
            return


def _may_have(part: str, found: Found | None) -> bool:
    """Tell whether a part fits: only loops have an index."""
    if _INDEX.search(part) is None:
        return True
    return found is not None and isinstance(found.work.body, s.Foreach | s.While | s.Repeat)
