"""A pipeline of FlowMason as a pipeline of the program.

Reads     a pipeline with its stages nested.
Gives     its declaration, in a module.
Reports   what its stages say that cannot be said, and inputs whose types nothing tells.
Promises  every stage is written; a stage has a name only where something reads it.
Leaves    tests.
"""

from collections.abc import Iterator, Mapping

from pipesmith import types as t
from pipesmith.importing import codes
from pipesmith.importing.declared import original_name
from pipesmith.importing.flowmason.blocks import block_of
from pipesmith.importing.flowmason.building import Building, ModuleBuilding, Signature
from pipesmith.importing.flowmason.clauses import LEAST, LEAST_MILLISECONDS, MILLISECONDS, SECONDS
from pipesmith.importing.flowmason.dialect import Pipeline
from pipesmith.importing.flowmason.inputs import Inputs, with_whole_input
from pipesmith.importing.flowmason.place import duration, number_in, plain
from pipesmith.importing.flowmason.references import inputs_read
from pipesmith.importing.flowmason.results import result_of
from pipesmith.importing.flowmason.structure import Structure, missing, structure_of
from pipesmith.importing.flowmason.usage import usage_of
from pipesmith.importing.names import Names, snake_name
from pipesmith.importing.rewriting import changed, inside, one_level, references
from pipesmith.importing.values import text, type_syntax
from pipesmith.syntax import nodes as n

SCHEMAS = ("input_schema", "inputSchema", "inputs_schema")
OUTPUTS = ("output_stage_id", "output_stage", "outputStageId", "output_stage_name")
NO_VALUE = ("logger", "conditional", "router", "trycatch", "return", "wait", "raise", "abstract",
            "parallel")  # fmt: skip


def building_of(
    pipeline: Pipeline,
    module: ModuleBuilding,
    pipelines: Mapping[str, Signature],
    passed: tuple[str, ...] = (),
) -> Building:
    """Read a pipeline: its stages, nested, and its parameters."""
    structure = structure_of(pipeline)
    names = Names()
    inputs = Inputs(names, module.declared)
    usage = usage_of(structure, _output(structure))
    building = Building(module, pipeline, structure, inputs, names, usage, pipelines)
    _describe(building)
    read = [
        name
        for stage in structure.stages.values()
        for source in stage.sources
        for name in inputs_read(source, structure.stages)
    ]
    for name in dict.fromkeys((*read, *passed)):
        if name not in inputs.fields:
            _undescribed(building, name)
    return building


def _describe(building: Building) -> None:
    """Take in the parameters that the schema of the input describes."""
    schema = building.pipeline.field(*SCHEMAS)
    if not schema:
        return
    wanted = f"{building.pipeline.id} input"
    fields = building.module.schemas.fields(schema, wanted)
    for node in fields or ():
        building.inputs.describe(original_name(node), node)
    building.inputs.closed = bool(fields)


def _undescribed(building: Building, name: str) -> None:
    """Make a parameter of what is read and not described, with the type of its samples."""
    values = [
        sample[name]
        for part in building.pipeline.samples
        if isinstance(sample := sample_input(part.value), dict) and name in sample
    ]
    missing = 0 < len(values) < len(building.pipeline.samples)
    building.inputs.add(name, _sampled(values), default=building.inputs.closed or missing)


def sample_input(value: object) -> object:
    """Give the input of a sample, which may stand beside a name."""
    return (
        value["input"]
        if isinstance(value, dict) and isinstance(value.get("input"), dict)
        else value
    )


def _sampled(values: list[object]) -> t.Type:
    kinds = {type(each) for each in values}
    if kinds == {int, float}:
        return t.FLOAT
    simple: dict[type, t.Type] = {str: t.STRING, bool: t.BOOL, int: t.INT, float: t.FLOAT}
    return simple.get(kinds.pop(), t.JSON) if len(kinds) == 1 else t.JSON


def _output(structure: Structure) -> str | None:
    """Give the stage whose value the pipeline gives: the one it names, or the last."""
    pipeline, stages = structure.pipeline, structure.stages
    part = pipeline.field(*OUTPUTS)
    if part.value is not None and part:
        name = part.text()
        if name in stages:
            return name
        missing(part, stages)
        return None
    last = pipeline.stages[-1] if pipeline.stages else None
    if last is None or last.kind in NO_VALUE or structure.homes[last.id]:
        return None
    return last.id


# ---------------------------------------------------------------- the declaration


def declaration(building: Building, name: str) -> n.Pipeline:
    """Write a pipeline."""
    statements = [*block_of(building, ())]
    statements = [*_variables(building), *statements]
    result, end = result_of(building, _output(building.structure))
    ended = any(isinstance(each, n.Return | n.Raise) for each in statements)
    body = n.Block((*statements, *(() if ended else end)))
    body = one_level(tidied(with_whole_input(body, building.inputs)))
    _untyped(building)
    version = building.pipeline.field("version").take()
    return n.Pipeline(
        n.Name(name),
        None if version is None else text(str(version)),
        tuple(building.inputs.fields.values()),
        None if result is None else type_syntax(result),
        tuple(_clauses(building.pipeline)),
        body,
        doc=_documentation(building.pipeline, name),
    )


def _variables(building: Building) -> Iterator[n.Statement]:
    for original in sorted(building.usage.set_often):
        name = n.Name(building.variable_name(original))
        yield n.Var(name, type_syntax(t.JSON), n.NullLiteral())


def _clauses(pipeline: Pipeline) -> Iterator[n.Clause]:
    exact, seconds = pipeline.field(*MILLISECONDS), pipeline.field(*SECONDS)
    plainly = pipeline.field("timeout")
    if (given := number_in(exact, LEAST)) is not None:
        yield n.ValueClause("timeout", duration(given))
    elif (given := number_in(seconds, LEAST)) is not None:
        yield n.ValueClause("timeout", duration(given * 1000))
    elif (given := number_in(plainly, LEAST)) is not None:
        size = 1 if given >= LEAST_MILLISECONDS else 1000
        yield n.ValueClause("timeout", duration(given * size))
    most = number_in(pipeline.field("max_concurrency", "max_parallel", "concurrency"), 1)
    if most is not None:
        yield n.ValueClause("concurrency", n.IntLiteral(int(most)))


def _untyped(building: Building) -> None:
    """Say which inputs are JSON because nothing tells what they are."""
    if not building.inputs.untyped:
        return
    shown = ", ".join(f"`{each}`" for each in building.inputs.untyped)
    part = building.pipeline.part.part("stages", "id", "name")
    (part or building.pipeline.part).note(
        codes.UNTYPED,
        f"nothing tells the type of {shown}",
        "becomes `json`, converted by `as` where it is used",
    )


def _documentation(pipeline: Pipeline, name: str) -> str | None:
    told = pipeline.field("name").text()
    own = pipeline.part.part("id").text()
    shown = told if told is not None and snake_name(told) != name else None
    plainly = told if told is not None and told != name else f"`{pipeline.id}`"
    title = [shown or (None if own == name else f"`{own}`" if own else plainly)]
    if shown and own and own != name:
        title = [f"{shown} (`{own}`)"]
    parents = [f"Extends `{each.part('id', 'name').take()}`." for each in pipeline.sources[1:]]
    lines = [*title, pipeline.field("description").text(), *parents, *_labels(pipeline)]
    return plain("\n".join(filter(None, lines))) or None


def _labels(pipeline: Pipeline) -> Iterator[str]:
    for name in ("category", "author", "tags", "group"):
        part = pipeline.field(name)
        if isinstance(part.value, str) and part.value:
            yield f"{name.capitalize()}: {part.take()}."
        elif (
            isinstance(part.value, list)
            and part.value
            and all(isinstance(each, str) for each in part.value)
        ):
            yield f"{name.capitalize()}: {', '.join(part.take())}."


# ---------------------------------------------------------------- names that nothing reads


def tidied(body: n.Block) -> n.Block:
    """Take the names off stages that nothing reads."""
    body = changed(body, _shorter)
    while True:
        used = references(body) | _awaited(body)
        after = changed(body, lambda node, used=used: _unnamed(node, used))  # type: ignore[misc]
        if after == body:
            return body
        body = after


def _shorter(node: n.Node) -> n.Node | None:
    """Give an argument that is called like its value without the name."""
    if isinstance(node, n.Argument) and node.name is not None:
        same = node.value == n.Reference(node.name.text)
        return n.Argument(None, node.value) if same else None
    return None


def _awaited(body: n.Block) -> set[str]:
    return {name.text for each in inside(body) if isinstance(each, n.After) for name in each.names}


def _unnamed(node: n.Node, used: set[str]) -> n.Node | None:
    if not isinstance(node, n.Stage) or node.name.text in used:
        return None
    doc = node.doc or f"`{node.name.text}`"
    if isinstance(node.body, n.Invoke):
        return n.Do(node.body, node.clauses, doc=doc)
    return n.Control(_without_yields(node.body), node.clauses, doc=doc)


Held = n.If | n.Switch | n.Foreach | n.While | n.Repeat | n.Try | n.Parallel | n.Wait | n.Signal


def _without_yields(body: Held) -> Held:
    """Give a body whose blocks yield nothing, as nothing takes it."""
    blocks = {id(each) for each in _own_blocks(body)}
    return changed(
        body,
        lambda node: (
            n.Block(node.statements) if isinstance(node, n.Block) and id(node) in blocks else None
        ),
    )


def _own_blocks(body: Held) -> Iterator[n.Block]:
    """Give the blocks of a body, and not of the bodies in it."""
    match body:
        case n.If():
            yield from (block for _, block in body.arms)
            yield from () if body.otherwise is None else (body.otherwise,)
        case n.Switch():
            yield from (case.body for case in body.cases)
            yield from () if body.otherwise is None else (body.otherwise,)
        case n.Foreach() | n.While() | n.Repeat():
            yield body.body
        case n.Try():
            yield body.body
            yield from (catch.body for catch in body.catches)
        case n.Parallel():
            yield from (branch.body for branch in body.branches)
        case n.Wait() | n.Signal():
            return
