"""The blocks of a pipeline as statements: each stage below what it waits for, and no `after` that
says what is said already.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from pipesmith.importing import codes
from pipesmith.importing.flowmason import (
    attempts,
    calls,
    choices,
    ends,
    filters,
    logs,
    loops,
    models,
    requests,
    transformations,
    validations,
    variables,
)
from pipesmith.importing.flowmason.branches import Label
from pipesmith.importing.flowmason.building import Building
from pipesmith.importing.flowmason.judgements import judged
from pipesmith.importing.flowmason.place import Place
from pipesmith.importing.flowmason.structure import Home
from pipesmith.importing.rewriting import inside, references
from pipesmith.syntax import nodes as n

SIMPLE: Mapping[str, Callable[[Place], Iterator[n.Statement]]] = {
    "logger": logs.logger,
    "json_transform": transformations.json_transform,
    "filter": filters.filtered,
    "schema_validate": validations.schema_validate,
    "variable_set": variables.variable_set,
    "http_request": requests.http_request,
    "email": requests.email,
    "wait": requests.waiting,
    "generator": models.generator,
    **dict.fromkeys(("critic", "improver", "selector", "synthesizer"), judged),
    "subpipeline": calls.subpipeline,
    "return": ends.early_return,
    "raise": ends.raising,
    "unknown": calls.unknown,
}
HOLDING: Mapping[
    str, Callable[[Place, Callable[[Place, Label], n.Block]], Iterator[n.Statement]]
] = {
    "conditional": choices.conditional,
    "router": choices.router,
    "foreach": loops.foreach,
    "trycatch": attempts.trycatch,
    "parallel": choices.parallel,
}
IN_A_ROW = (("loop",), ("try",), ("catch",), ("finally",))
"""The blocks whose stages run in the order in which they are named."""


@dataclass(slots=True)
class Row:
    """What of a block is written: which stages wait for which, and which end the block."""

    waits: dict[str, set[str]] = field(default_factory=dict)
    above: dict[str, set[str]] = field(default_factory=dict)  # all that is waited for, in the end
    pure: set[str] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)  # what is done before a jump
    last: str | None = None


def block_of(building: Building, home: Home) -> list[n.Statement]:
    """Write the stages of a block."""
    statements: list[n.Statement] = []
    row = Row()
    for name in building.structure.block(home):
        made = _written(building, name, home)
        waited = _waited(building, name, home, row, made)
        statements += _ordered(building, name, made, waited)
        _note(name, made, row)
    return statements


def _written(building: Building, name: str, home: Home) -> list[n.Statement]:
    stage = building.structure.stages[name]
    place = Place(building, stage, home)
    kind = stage.kind
    stage.type.take()
    if kind == "abstract":
        stage.place.note(
            codes.MISSING_FIELD,
            f"nothing overrides the abstract stage `{name}`",
            "does nothing yet",
        )
        return []
    if kind in HOLDING:
        made = [*HOLDING[kind](place, lambda of, label: _inner(of, (*home, (name, label))))]
    else:
        made = [*SIMPLE[kind](place)]
    return [*place.before, *made]


def _inner(place: Place, home: Home) -> n.Block:
    statements = block_of(place.building, home)
    if place.stage.kind == "foreach":
        return n.Block(tuple(statements), loops.yielded(place, home))
    return n.Block(tuple(statements), choices.yielded(place, home[-1][1], home))


# ---------------------------------------------------------------- order


def _waited(
    building: Building, name: str, home: Home, row: Row, made: list[n.Statement]
) -> set[str]:
    """Give the stages that have to be named in `after`."""
    structure = building.structure
    needed = {
        standing
        for each in structure.within(name)
        for waited in structure.waits(each)
        if (standing := structure.standing_for(waited, home)) not in (None, name)
    }
    if home and home[-1][1] in IN_A_ROW and row.last is not None and not _pure(made):
        needed.add(row.last)
    direct = {real for each in needed if each for real in _real(each, row)}
    read = {each for each in direct if building.names.of(each) in _read(made)}
    row.waits[name] = direct
    row.above[name] = direct.union(*(row.above.get(each, set()) for each in direct))
    implied: set[str] = set().union(*(row.above.get(each, set()) for each in direct))
    return direct - read - implied - row.ended


def _real(name: str, row: Row) -> set[str]:
    """Give a stage, or what a value waits for, which is no stage itself."""
    if name not in row.pure:
        return {name}
    return {real for each in row.waits.get(name, ()) for real in _real(each, row)}


def _read(made: list[n.Statement]) -> set[str]:
    return {name for each in made for name in references(each)}


def _pure(made: list[n.Statement]) -> bool:
    """Tell whether a stage became values only."""
    return all(isinstance(each, n.Let) for each in made)


def _jumps(made: list[n.Statement]) -> bool:
    """Tell whether a statement waits for all above it, and all below for it."""
    return any(isinstance(each, n.Return | n.Raise) for one in made for each in inside(one))


def _note(name: str, made: list[n.Statement], row: Row) -> None:
    if _pure(made) or all(isinstance(each, n.Let | n.Set) for each in made):
        row.pure.add(name)
    else:
        row.last = name
    if _jumps(made):
        row.ended.update(row.waits)


def _ordered(
    building: Building, name: str, made: list[n.Statement], waited: set[str]
) -> list[n.Statement]:
    """Add `after` to the statement of a stage."""
    structure = building.structure
    order = [each for each in structure.stages if each in waited]
    if not order or not made:
        return made
    names = tuple(n.Name(building.names.of(each)) for each in order)
    for at in range(len(made) - 1, -1, -1):
        statement = made[at]
        if isinstance(statement, n.Stage | n.Control) and not _jumps([statement]):
            clauses = (*statement.clauses, n.After(names))
            return [*made[:at], replace(statement, clauses=clauses), *made[at + 1 :]]
    return made
