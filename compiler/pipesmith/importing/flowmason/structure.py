"""From a flat list of stages to blocks: which stage stands in which, and in what order.

Reads     a pipeline.
Gives     its blocks, each with stages in an order that holds, and what each stage waits for.
Reports   stages that are not there, circles, stages in two places, stages in a block that would
          start without it.
Promises  every stage stands in some block; a stage stands below all it waits for.
Leaves    what the stages do.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pipesmith.diagnostics.suggest import nearest
from pipesmith.importing import codes
from pipesmith.importing.flowmason.branches import Branch, Label, branches_of
from pipesmith.importing.flowmason.dialect import NEEDS, Pipeline, Stage
from pipesmith.importing.flowmason.references import stages_read
from pipesmith.importing.ledger import Part

Step = tuple[str, Label]
"""A block: the stage that has it, and its label."""

Home = tuple[Step, ...]
"""The blocks around a stage, outermost first."""

CHOICES = ("conditional", "router")


@dataclass(slots=True)
class Structure:
    """The blocks of one pipeline."""

    pipeline: Pipeline
    stages: dict[str, Stage]
    branches: dict[str, tuple[Branch, ...]] = field(default_factory=dict)
    homes: dict[str, Home] = field(default_factory=dict)
    needs: dict[str, list[str]] = field(default_factory=dict)
    reads: dict[str, list[tuple[str, Part]]] = field(default_factory=dict)
    contents: dict[Home, list[str]] = field(default_factory=dict)

    def block(self, home: Home) -> list[str]:
        """Give the stages of a block."""
        return self.contents.get(home, [])

    def inside(self, home: Home, outer: Home) -> bool:
        """Tell whether a block is another, or in it."""
        return home[: len(outer)] == outer

    def standing_for(self, name: str, home: Home) -> str | None:
        """Give the stage of a block that is, or holds, another; None where none does."""
        own = self.homes[name]
        if not self.inside(own, home):
            return None
        return name if own == home else own[len(home)][0]

    def waits(self, name: str) -> Iterator[str]:
        """Give what a stage waits for: what it depends on, and what it reads."""
        yield from self.needs.get(name, ())
        yield from (read for read, _ in self.reads.get(name, ()))

    def within(self, name: str) -> Iterator[str]:
        """Give a stage and all stages inside of it."""
        yield name
        for home, names in self.contents.items():
            if home and home[-1][0] == name:
                for each in names:
                    yield from self.within(each)


def structure_of(pipeline: Pipeline) -> Structure:
    """Nest the stages of a pipeline."""
    structure = Structure(pipeline, {each.id: each for each in _all_stages(pipeline)})
    for stage in structure.stages.values():
        structure.branches[stage.id] = branches_of(stage)
    _connect(structure)
    owners = _owners(structure)
    for name in structure.stages:
        structure.homes[name] = _home(name, owners, structure, ())
    _settle(structure, owners)
    _fill(structure, owners)
    return structure


def _all_stages(pipeline: Pipeline) -> Iterator[Stage]:
    """Give the stages of the list, and those that are written out inside of others."""
    for stage in pipeline.stages:
        yield from _with_inner(stage)


def _with_inner(stage: Stage) -> Iterator[Stage]:
    yield stage
    for branch in branches_of(stage):
        for target in branch.targets:
            if isinstance(target.value, dict) and isinstance(target.part("id").value, str):
                yield from _with_inner(Stage(target.part("id").value, (target,)))


def target_id(target: Part) -> str:
    """Give the id that stands in a branch."""
    value = target.part("id", "stage_id").value if isinstance(target.value, dict) else target.value
    return value if isinstance(value, str) else ""


# ---------------------------------------------------------------- what waits for what


def _connect(structure: Structure) -> None:
    """Find what each stage depends on, and what it reads."""
    ids = structure.stages
    for stage in ids.values():
        structure.needs[stage.id] = [*_needed(stage, structure)]
        parts = [part for source in stage.sources for part in source.members()]
        found = [each for part in parts for each in stages_read(part, ids)]
        structure.reads[stage.id] = [(name, part) for name, part in found if name != stage.id]


def _needed(stage: Stage, structure: Structure) -> Iterator[str]:
    if stage.field(*NEEDS).value == []:
        stage.field(*NEEDS).take()
    for part in stage.needs():
        name = part.text()
        if name == stage.id:
            part.tell(codes.CYCLE, f"`{name}` depends on itself", "leads back to its own stage")
        elif name in structure.stages:
            yield str(name)
        else:
            missing(part, structure.stages)


def missing(part: Part, known: Iterable[str]) -> None:
    """Say that a stage is named that is not there."""
    name = str(part.value)
    near = nearest(name, tuple(known))
    part.tell(
        codes.MISSING_STAGE,
        f"there is no stage `{name}`",
        "names no stage of this pipeline",
        way=f"write `{near}`" if near else None,
    )


# ---------------------------------------------------------------- who holds whom

Owners = dict[str, list[tuple[Step, Part]]]


def _owners(structure: Structure) -> Owners:
    """Find the blocks that name each stage; those of one stage at most."""
    owners: Owners = {}
    for control, branches in structure.branches.items():
        for branch in branches:
            for target in branch.targets:
                name = target_id(target)
                if not isinstance(target.value, dict):
                    target.take()
                if name not in structure.stages:
                    missing(target, structure.stages)
                elif name == control:
                    target.tell(codes.CYCLE, f"`{name}` stands in itself", "holds its own stage")
                elif owners.get(name) and owners[name][0][0][0] != control:
                    other = owners[name][0][0][0]
                    target.tell(codes.REPEATED, f"`{name}` stands in `{other}` already",
                                "a second block names it")  # fmt: skip
                else:
                    owners.setdefault(name, []).append(((control, branch.label), target))
    return owners


def _home(name: str, owners: Owners, structure: Structure, seen: tuple[str, ...]) -> Home:
    """Give the blocks around a stage, by the first block that names each."""
    if name not in owners:
        return ()
    (control, label), target = owners[name][0]
    if control in (name, *seen):
        target.tell(codes.CYCLE, f"`{name}` stands in a stage that stands in it", "leads back")
        owners.pop(name)
        return ()
    return (*_home(control, owners, structure, (name, *seen)), (control, label))


def _settle(structure: Structure, owners: Owners) -> None:
    """Move what only one way of a choice can run into that way."""
    output = structure.pipeline.field("output_stage_id", "output_stage").value
    for name, stage in structure.stages.items():
        if name in owners or name == output:
            continue
        homes = {structure.homes[each] for each in structure.waits(name)}
        deepest = max(homes, key=len, default=())
        on_one_line = all(structure.inside(deepest, home) for home in homes)
        choice = deepest and structure.stages[deepest[-1][0]].kind in CHOICES
        if choice and on_one_line and _reads_into(name, deepest, structure):
            structure.homes[name] = deepest
            stage.place.note(
                codes.ALSO_ROOT,
                f"no block names `{name}`, but it reads what only one makes",
                f"moved into `{deepest[-1][0]}`",
            )


def _reads_into(name: str, home: Home, structure: Structure) -> bool:
    return any(structure.homes[read] == home for read, _ in structure.reads[name])


# ---------------------------------------------------------------- blocks in order


def _fill(structure: Structure, owners: Owners) -> None:
    """Put stages into their blocks, in an order that holds."""
    for name, home in structure.homes.items():
        steps = [step for step, _ in owners.get(name, ())] or [home[-1]] if home else []
        for at in dict.fromkeys((*home[:-1], step) for step in steps) if home else [()]:
            structure.contents.setdefault(at, []).append(name)
        if name in owners:
            _check_start(name, owners[name][0][0][0], structure)
    for home, names in structure.contents.items():
        structure.contents[home] = _sorted(_listed(home, names, structure), home, structure)


def _listed(home: Home, names: list[str], structure: Structure) -> list[str]:
    """Give the stages of a block in the order in which it names them."""
    if not home:
        return names
    control, label = home[-1]
    named = [
        target_id(target)
        for branch in structure.branches[control]
        if branch.label == label
        for target in branch.targets
    ]
    return sorted(names, key=lambda name: named.index(name) if name in named else len(named))


def _check_start(name: str, control: str, structure: Structure) -> None:
    """Say of a stage in a block that it depends on nothing that makes it wait for the block."""
    stage = structure.stages[name]
    inner = isinstance(stage.sources[0].path[-1], int) and stage.sources[0].path[-2] != "stages"
    if inner or structure.needs[name]:
        return
    stage.place.note(
        codes.ALSO_ROOT,
        f"`{name}` stands in `{control}` and depends on nothing",
        "would start at once, and again in the block",
        f"in the program it runs in `{control}` alone",
    )


def _sorted(names: list[str], home: Home, structure: Structure) -> list[str]:
    """Sort the stages of a block so that each stands below all it waits for."""
    before = {name: _before(name, names, home, structure) for name in names}
    done: list[str] = []
    while len(done) < len(names):
        ready = next((n for n in names if n not in done and not before[n] - {*done}), None)
        if ready is None:
            ready = next(name for name in names if name not in done)
            _circle(ready, before, {*done}, structure)
        done.append(ready)
    return done


def _before(name: str, names: list[str], home: Home, structure: Structure) -> set[str]:
    """Give the stages of a block for which one of them, or a stage inside of it, waits."""
    waited = (each for inner in structure.within(name) for each in structure.waits(inner))
    found = {structure.standing_for(each, home) for each in waited}
    return {each for each in found if each in names and each != name}


def _circle(start: str, before: dict[str, set[str]], done: set[str], structure: Structure) -> None:
    path = [start]
    while len(path) == len({*path}):
        path.append(sorted(before[path[-1]] - done)[0])
    circle = path[path.index(path[-1]) :]
    shown = ", which waits for ".join(f"`{each}`" for each in circle)
    structure.stages[start].place.note(
        codes.CYCLE, f"{shown}: none of these can start", "waits for itself"
    )
