"""FlowMason's pipelines in all dialects of their JSON, as one form.

Reads     the documents of an import.
Gives     pipelines with their stages, inheritance resolved; sample inputs beside them.
Reports   what holds no pipeline, lacks a parent, repeats an id, or depends on what is not there.
Promises  stages have ids that differ, and depend on stages of their pipeline.
Leaves    what the components mean.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from pipesmith.importing import codes
from pipesmith.importing.flowmason.components import kind_of
from pipesmith.importing.ledger import Ledger, Part

TYPES = ("component_type", "type", "component", "componentType", "kind")
CONFIGS = ("config", "input_mapping", "inputs", "inputMapping", "configuration", "params")
NEEDS = ("depends_on", "dependsOn", "dependencies")
STRUCTURE = frozenset(
    (
        *TYPES,
        *CONFIGS,
        "id",
        "name",
        "description",
        "depends_on",
        "dependsOn",
        "position",
        "llm_settings",
    )
)


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: the parts that describe it, what overrides before what is overridden."""

    id: str
    sources: tuple[Part, ...]

    def field(self, *names: str) -> Part:
        """Give a member of the stage itself."""
        return next(
            filter(None, (each.part(*names) for each in self.sources)), self.sources[0].part(*names)
        )

    def configs(self) -> Iterator[Part]:
        """Give the objects that configure the component."""
        for source in self.sources:
            for name in CONFIGS:
                if (part := source.part(name)) and isinstance(part.value, dict):
                    yield part

    def setting(self, *names: str) -> Part:
        """Give a setting of the component, wherever it stands."""
        for each in (*self.configs(), *self.sources):
            own = [name for name in names if each not in self.sources or name not in STRUCTURE]
            if own and (found := each.part(*own)):
                return found
        return next(self.configs(), self.sources[0]).part(*names)

    @property
    def type(self) -> Part:
        """Give where the component is named."""
        return self.field(*TYPES)

    @property
    def kind(self) -> str:
        """Give the component, `unknown` for one of another package."""
        name = self.type.value
        if not self.type and self.setting("pipeline", "pipeline_id", "pipeline_ref"):
            return "subpipeline"  # an entry of `compositions`
        return (kind_of(name) or "unknown") if isinstance(name, str) else "unknown"

    @property
    def place(self) -> Part:
        """Give what stands for the stage in findings."""
        return self.sources[0].part("id") or self.sources[0]

    def needs(self) -> Iterator[Part]:
        """Give the ids that the stage depends on."""
        return self.field(*NEEDS).items()


@dataclass(frozen=True, slots=True)
class Pipeline:
    """One pipeline, and those it extends, nearest first."""

    id: str
    sources: tuple[Part, ...]
    stages: tuple[Stage, ...]
    samples: tuple[Part, ...] = ()

    @property
    def part(self) -> Part:
        """Give the pipeline's own element."""
        return self.sources[0]

    def field(self, *names: str) -> Part:
        """Give a member of the pipeline, or of what it extends."""
        return next(
            filter(None, (each.part(*names) for each in self.sources)), self.part.part(*names)
        )

    @property
    def abstract(self) -> bool:
        """Tell whether the pipeline is there to be extended only."""
        return self.part.part("abstract").value is True


# ---------------------------------------------------------------- documents


@dataclass(slots=True)
class Found:
    """The pipelines of one document, before inheritance, and inputs for those of another."""

    ledger: Ledger
    pipelines: list[Part] = field(default_factory=list)
    samples: list[Part] = field(default_factory=list)


def found_in(ledger: Ledger) -> Found:
    """Find the pipelines in a document."""
    found = Found(ledger)
    _search(ledger.root(), found)
    if not found.pipelines and not found.samples:
        ledger.root().tell(codes.NOT_A_PIPELINE, "this holds no pipeline", "no `stages` here")
    return found


def _search(part: Part, found: Found) -> None:
    value = part.value
    if isinstance(value, list):
        for item in part.items():
            _search(item, found)
    elif not isinstance(value, dict):
        return
    elif {"stages", "extends", "abstract", "overrides"} & value.keys():
        found.pipelines.append(part)
    elif {"input", "inputs"} & value.keys():
        found.samples.append(part)
    else:
        for name in ("pipelines", "pipeline", "definition", "spec", "cases"):
            if inner := part.part(name):
                _inner(inner, found)


def _inner(part: Part, found: Found) -> None:
    """Search pipelines that stand in a list, or under their ids."""
    if isinstance(part.value, dict) and not {"stages", "extends"} & part.value.keys():
        for member in part.members():
            _search(member, found)
    else:
        _search(part, found)


def pipeline_id(part: Part) -> str:
    """Give the name that a pipeline is referred to by."""
    for name in ("id", "pipeline_id", "name"):
        value = part.part(name).value
        if isinstance(value, str) and value.strip():
            return value
    if part.path and isinstance(part.path[-1], str):
        return part.path[-1]
    return stem(part.ledger) + "".join(f"_{each}" for each in part.path)


def stem(ledger: Ledger) -> str:
    """Give the name of a file without its endings."""
    return PurePosixPath(ledger.document.source.path.replace("\\", "/")).name.partition(".")[0]


# ---------------------------------------------------------------- inheritance


@dataclass(slots=True)
class Library:
    """All pipelines of an import, to look up by id, name or file."""

    parts: dict[str, Part] = field(default_factory=dict)

    @classmethod
    def of(cls, parts: list[Part]) -> "Library":
        """Take in pipelines; the first of an id counts, and others are told."""
        library = cls()
        for part in parts:
            own = pipeline_id(part)
            if own in library.parts:
                place = part.part("id", "name") or part
                place.note(
                    codes.REPEATED, f"two pipelines are called `{own}`", "this is the second"
                )
            library.parts.setdefault(own, part)
        for part in parts:
            for name in (part.part("name").value, stem(part.ledger)):
                if isinstance(name, str):
                    library.parts.setdefault(name, part)
        return library

    def pipeline(self, part: Part, samples: tuple[Part, ...]) -> Pipeline:
        """Give a pipeline with what it inherits."""
        chain = (*self._chain(part, ()),)
        own = [each for name in SAMPLES for each in part.part(name).items()]
        return Pipeline(pipeline_id(part), chain, tuple(_stages(chain)), (*own, *samples))

    def _chain(self, part: Part, seen: tuple[Part, ...]) -> Iterator[Part]:
        yield part
        extended = part.part("extends")
        if not extended:
            return
        name = extended.text()
        parent = self.parts.get(name or "")
        if parent is None:
            extended.tell(
                codes.MISSING_STAGE,
                f"there is no pipeline `{name}` to extend",
                "not found",
                "give the file that holds it as well",
            )
        elif parent in (part, *seen):
            extended.tell(codes.CYCLE, f"`{name}` extends itself", "leads back to where it began")
        else:
            yield from self._chain(parent, (*seen, part))


SAMPLES = ("sample_inputs", "sample_input", "test_inputs", "examples", "input", "sample_data")


def _stages(chain: tuple[Part, ...]) -> Iterator[Stage]:
    """Give the stages of a pipeline: those it inherits first, overridden, then its own."""
    overrides: dict[str, list[Part]] = {}
    for part in chain:
        for member in _overrides(part):
            overrides.setdefault(str(_id_of(member) or member.name), []).append(member)
    own = [(part, each) for part in reversed(chain) for each in _listed(part)]
    latest: dict[str, tuple[Part, list[Part]]] = {}
    for part, each in own:
        name = _id_of(each)
        if name is None:
            each.tell(codes.MISSING_FIELD, "a stage has no `id`", "this stage needs one")
        elif name in latest and latest[name][0] == part:
            each.part("id").note(
                codes.REPEATED, f"two stages are called `{name}`", "this is the second"
            )
            each.ledger.take(each.path)
        else:
            before = latest[name][1] if name in latest else []
            latest[name] = part, [each, *before]
    for name, (_, sources) in latest.items():
        for source in sources:
            source.part("id", "stage_id").take()
        for source in sources if len(sources) > 1 or name in overrides else ():
            source.part(*TYPES).take()  # what is overridden counts no more
        yield Stage(name, (*overrides.pop(name, ()), *sources))
    for left in overrides.values():
        for each in left:
            each.tell(
                codes.MISSING_STAGE,
                f"there is no stage `{each.name}` to override",
                "overrides nothing",
            )


def _overrides(part: Part) -> Iterator[Part]:
    found = part.part("overrides")
    yield from found.items() if isinstance(found.value, list) else found.members()


def _listed(part: Part) -> Iterator[Part]:
    stages = part.part("stages")
    if stages.value == []:
        stages.take()
    if isinstance(stages.value, dict):
        yield from stages.members()
    elif isinstance(stages.value, list):
        yield from stages.items()
    elif stages:
        stages.tell(codes.BAD_FIELD, "`stages` is no list", "a list of stages is expected")
    compositions = part.part("compositions")
    yield from (
        compositions.members() if isinstance(compositions.value, dict) else compositions.items()
    )


def _id_of(part: Part) -> str | None:
    if not isinstance(part.value, dict):
        return None
    own = part.part("id", "stage_id").value
    if isinstance(own, str) and own.strip():
        return own
    in_map = part.path and isinstance(part.path[-1], str)
    return part.path[-1] if in_map and isinstance(part.path[-1], str) else None
