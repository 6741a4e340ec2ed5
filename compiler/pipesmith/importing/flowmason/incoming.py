"""FlowMason's pipelines as programs.

Reads     files of JSON: pipelines in any of their dialects, and sample inputs for them.
Gives     the text of a module for each file that holds a pipeline which is sound.
Reports   what is broken in a pipeline, what has no place in a program, and what was assumed.
Promises  each element of a file is in its program or in a finding; a module that is given checks.
Leaves    components of other packages, which are declared and have to be written.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipesmith.diagnostics import Findings, Severity
from pipesmith.importing import codes
from pipesmith.importing import findings as say
from pipesmith.importing.flowmason.building import Building, ModuleBuilding, Signature
from pipesmith.importing.flowmason.calls import GIVEN, IDS
from pipesmith.importing.flowmason.dialect import (
    Found,
    Library,
    Pipeline,
    found_in,
    pipeline_id,
    stem,
)
from pipesmith.importing.flowmason.leftovers import sweep
from pipesmith.importing.flowmason.pipelines import building_of, declaration, sample_input
from pipesmith.importing.flowmason.samples import tests_of
from pipesmith.importing.ledger import Ledger, Part
from pipesmith.importing.names import snake
from pipesmith.importing.program import Imported, first_error, module_text
from pipesmith.importing.values import UNKNOWN
from pipesmith.schema.places import read_document
from pipesmith.source import Source
from pipesmith.syntax import nodes as n

DEEPEST = 60
"""How deep a document may be nested: programs end at a hundred, and are deeper than their data."""


@dataclass(slots=True)
class Import:
    """One import: its documents, and the modules that they become."""

    found: list[Found] = field(default_factory=list)
    library: Library = field(default_factory=Library)
    modules: dict[int, ModuleBuilding] = field(default_factory=dict)
    signatures: dict[str, Signature] = field(default_factory=dict)
    pending: list[str] = field(default_factory=list)
    done: set[int] = field(default_factory=set)


def import_flowmason(sources: Sequence[Source]) -> Imported:
    """Make programs of pipelines, or say why there are none."""
    findings = Findings({source.path: source for source in sources})
    ledgers = [each for source in sources if (each := _ledger(source, findings)) is not None]
    work = Import([found_in(each) for each in ledgers])
    work.library = Library.of([part for found in work.found for part in found.pipelines])
    for found in work.found:
        if found.pipelines:
            work.modules[id(found.ledger)] = ModuleBuilding(_file(found.ledger, work))
    for found in work.found:
        for part in found.pipelines:
            _build(part, work)
    for ledger in ledgers:
        sweep(ledger)
        ledger.close()
    files = _texts(work)
    for ledger in ledgers:
        findings.add(ledger.findings)
    return Imported(files, findings)


def _ledger(source: Source, findings: Findings) -> Ledger | None:
    """Read a document; None when it is not JSON."""
    try:
        document = read_document(source)
    except ValueError as failure:
        at = getattr(failure, "pos", 0)
        reason = str(getattr(failure, "msg", failure)).lower()
        findings.add([say.not_json(source.span(at, at + 1), reason)])
        return None
    except RecursionError:
        findings.add([say.not_json(source.span(0, 1), "it is nested too deeply")])
        return None
    if max(map(len, document.places)) > DEEPEST:
        findings.add([say.not_json(source.span(0, 1), "it is nested too deeply")])
        return None
    ledger = Ledger(document)
    for path in document.repeated:
        ledger.add(say.repeated(document, path))
    return ledger


def _file(ledger: Ledger, work: Import) -> str:
    """Give the name of the module for a document, which no other has."""
    name = snake(stem(ledger))
    taken = {module.file for module in work.modules.values()}
    number, file = 2, f"{name}.pipe"
    while file in taken:
        number, file = number + 1, f"{name}_{number}.pipe"
    return file


# ---------------------------------------------------------------- pipelines


def _errors(work: Import) -> int:
    return sum(
        finding.severity is Severity.error
        for found in work.found
        for finding in found.ledger.findings
    )


def _build(part: Part, work: Import) -> None:
    """Build a pipeline and what it calls, once; what is not sound is not written."""
    if id(part) in work.done:
        return
    work.done.add(id(part))
    before = _errors(work)
    pipeline = work.library.pipeline(part, _samples(part, work))
    if pipeline.abstract:
        _abstract(pipeline, work)
        return
    work.pending.append(pipeline.id)
    for target in _called(pipeline):
        _build_called(target, work)
    module = work.modules[id(part.ledger)]
    building = building_of(pipeline, module, work.signatures, _passed(pipeline, work))
    name = module.names.give(pipeline.id)
    made = declaration(building, name)
    work.pending.pop()
    if _errors(work) == before:
        _keep(building, made, work)
    else:
        part.take()  # its errors tell of it


def _keep(building: Building, made: n.Pipeline, work: Import) -> None:
    module = building.module
    module.pipelines.append(made)
    module.tests += tests_of(building, made)
    parameters = {
        original: (node.name.text, module.declared.type_of(node.type))
        for original, node in building.inputs.fields.items()
    }
    result = UNKNOWN.type if made.result is None else module.declared.type_of(made.result)
    signature = Signature(made.name.text, parameters, result, module.file)
    for name in (building.pipeline.id, building.pipeline.part.part("name").value):
        if isinstance(name, str):
            work.signatures.setdefault(name, signature)


def _abstract(pipeline: Pipeline, work: Import) -> None:
    """Leave a pipeline to those that extend it, or say that none does."""
    part = pipeline.part
    extended = any(
        each.part("extends").value in (pipeline.id, part.part("name").value, stem(part.ledger))
        for found in work.found
        for each in found.pipelines
    )
    if extended:
        for name in ("id", "name", "abstract"):
            part.part(name).take()
        return
    part.tell(codes.LEFT_OUT, f"`{pipeline.id}` is abstract, and nothing extends it", "left out")


def _called(pipeline: Pipeline) -> Iterator[Part]:
    """Give where a pipeline names others that it calls."""
    for stage in pipeline.stages:
        if stage.kind == "subpipeline" and isinstance(stage.setting(*IDS).value, str):
            yield stage.setting(*IDS)


def _build_called(target: Part, work: Import) -> None:
    part = work.library.parts.get(target.value)
    if part is None:
        return
    own = pipeline_id(part)
    if own in work.pending:
        target.note(codes.CYCLE, f"`{own}` calls itself", "leads back to where it began")
        return
    _build(part, work)
    if own not in work.signatures:
        target.note(codes.MISSING_STAGE, f"`{own}` is broken, and cannot be called", "not imported")


def _passed(pipeline: Pipeline, work: Import) -> tuple[str, ...]:
    """Give the inputs that callers of a pipeline pass, where no schema names its inputs."""
    if pipeline.field("input_schema"):
        return ()
    names = [
        member.name
        for found in work.found
        for part in found.pipelines
        for stage in work.library.pipeline(part, ()).stages
        if stage.kind == "subpipeline" and stage.setting(*IDS).value == pipeline.id
        for member in stage.setting(*GIVEN).members()
    ]
    given = [sample_input(sample.value) for sample in pipeline.samples]
    sampled = [name for each in given if isinstance(each, dict) for name in each]
    return (*dict.fromkeys((*names, *sampled)),)


def _samples(part: Part, work: Import) -> tuple[Part, ...]:
    """Give the samples in files that belong to the file of a pipeline."""
    own = stem(part.ledger)
    return tuple(
        sample
        for found in work.found
        if found.ledger is not part.ledger and stem(found.ledger) == own
        for sample in found.samples
    )


# ---------------------------------------------------------------- texts


def _texts(work: Import) -> dict[str, str]:
    """Write the modules, and keep those that check."""
    written = {
        module.file: module_text(module.declarations())
        for module in work.modules.values()
        if module.pipelines
    }
    good: dict[str, str] = {}
    for found in work.found:
        module = work.modules.get(id(found.ledger))
        if module is None or module.file not in written:
            continue
        wrong = first_error(written[module.file], written, module.file)
        if wrong is not None and module.tests:
            _keep_fitting(module, written)
            wrong = first_error(written[module.file], written, module.file)
        if wrong is None:
            good[module.file] = written[module.file]
        else:
            found.ledger.add(say.does_not_check(found.ledger.document, (), wrong.message))
    return good


def _keep_fitting(module: ModuleBuilding, written: dict[str, str]) -> None:
    """Leave out the samples that are not what their pipeline takes."""
    tests, module.tests = module.tests, []
    for part, test in tests:
        text = module_text((*module.declarations(), test))
        wrong = first_error(text, written, module.file)
        if wrong is None:
            module.tests.append((part, test))
        else:
            part.note(
                codes.LEFT_OUT, f"this is no input of the pipeline: {wrong.message}", "left out"
            )
    written[module.file] = module_text(module.declarations())
