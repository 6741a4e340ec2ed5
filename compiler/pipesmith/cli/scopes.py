"""Which values a stage can name: those of its own block before it, and of the blocks around."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from posixpath import basename
from typing import Any

from pipesmith.ir import nodes as n
from pipesmith.ir.addresses import addressed_blocks
from pipesmith.ir.walk import inside

Key = tuple[str, int, int]
"""File, line and column at which a stage begins."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The names that a stage can read, in the order of the source, and all of its pipeline."""

    visible: tuple[str, ...]
    known: frozenset[str]

    def values(self, variables: Iterable[tuple[str, Any]]) -> dict[str, Any]:
        """Give the values in scope, out of the variables of generated code, innermost last."""
        found = {self._name(variable): value for variable, value in variables}
        return {name: found[name] for name in self.visible if name in found}

    def _name(self, variable: str) -> str:
        """Give the name of a value; generated code calls some `name_` or `name_2`."""
        name = variable.rstrip("0123456789").rstrip("_")
        return name if variable not in self.known and name in self.known else variable


def scopes(program: n.Program) -> Mapping[Key, Scope]:
    """Give the scope of each stage of a program."""
    found: dict[Key, Scope] = {}
    for module in program.modules:
        for pipeline in module.pipelines:
            known = frozenset(_names(pipeline))
            for stage, visible in _stages(pipeline):
                key = (basename(module.path), stage.place.line, stage.place.column)
                found[key] = Scope(visible, known)
    return found


def _names(pipeline: n.Pipeline) -> Iterator[str]:
    """Give the names of all values in a pipeline, wherever they can be read."""
    yield from (each.name for each in pipeline.parameters)
    for each in inside(pipeline):
        match each:
            case n.Stage(name=str() as name) | n.Let(name=name) | n.Var(name=name):
                yield name
            case n.Foreach():
                yield from _bound(each)
            case _:
                pass


def _stages(pipeline: n.Pipeline) -> Iterator[tuple[n.Stage, tuple[str, ...]]]:
    inputs = tuple(each.name for each in pipeline.parameters)
    yield from _in_block(pipeline.body, inputs, again=False)
    if pipeline.on_error is not None:
        yield from _in_block(pipeline.on_error.body, inputs, again=False)


def _in_block(
    block: n.Block, around: tuple[str, ...], again: bool
) -> Iterator[tuple[n.Stage, tuple[str, ...]]]:
    """Give the stages of a block and of those in it; `again` says that a loop repeats it."""
    for at, stage in enumerate(block.statements):
        if isinstance(stage, n.Stage):
            visible = (*around, *_before(block, at, again))
            yield stage, visible
            below = (*visible, *_bound(stage.body))
            repeated = again or isinstance(stage.body, n.Foreach | n.While | n.Repeat)
            for inner, _ in addressed_blocks(stage.body, stage.segment):
                yield from _in_block(inner, below, repeated)


def _before(block: n.Block, at: int, again: bool) -> Iterator[str]:
    """Give what is named before a statement.

    In a loop that is what it waits for: of all else the value may be that of the turn before.
    """
    earlier = set() if again else set(range(at))
    for position in sorted(earlier | _awaited(block, at)):
        statement = block.statements[position]
        if isinstance(statement, n.Stage | n.Let | n.Var) and statement.name is not None:
            yield statement.name


def _awaited(block: n.Block, at: int) -> set[int]:
    """Give the statements of a block that must be done before one of them starts."""
    found: set[int] = set()
    pending = [at]
    while pending:
        new = set(block.statements[pending.pop()].waits_for) - found
        found |= new
        pending += new
    return found


def _bound(body: n.Body) -> tuple[str, ...]:
    """Give the names that a loop gives to its turns."""
    if not isinstance(body, n.Foreach):
        return ()
    return (body.item,) if body.index is None else (body.item, body.index)
