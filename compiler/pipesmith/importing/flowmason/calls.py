"""Stages that call other pipelines, and components of packages that the importer does not know."""

from collections.abc import Iterator

from pipesmith import types as t
from pipesmith.importing import codes
from pipesmith.importing.expressions.coercing import converted
from pipesmith.importing.flowmason.building import Signature
from pipesmith.importing.flowmason.clauses import Clauses, clauses_of
from pipesmith.importing.flowmason.place import Place
from pipesmith.importing.ledger import Part
from pipesmith.importing.names import snake_name
from pipesmith.importing.unbound import MODULE, Unbound
from pipesmith.importing.values import Value, text
from pipesmith.syntax import nodes as n

IDS = ("pipeline_id", "pipeline", "pipeline_name", "ref", "pipeline_ref", "target")
GIVEN = ("input_data", "input", "inputs", "input_mapping", "data")


def subpipeline(place: Place) -> Iterator[n.Statement]:
    """Write a call of another pipeline."""
    part = place.setting(*IDS)
    called = part.text()
    place.setting("pipeline_version", "version").take()
    for name, wanted in (("async_execution", False), ("wait_for_completion", True)):
        if place.setting(name).value is wanted:
            place.setting(name).take()
    if called is None:
        place.stage.place.note(
            codes.MISSING_FIELD, f"`{place.stage.id}` names no pipeline", "nothing to call"
        )
        return
    given = _arguments(place)
    signature = place.building.pipelines.get(called)
    if signature is None:
        signature = _undeclared(place, part, called, given)
    elif signature.file != place.building.module.file:
        imports = place.building.module.imports.setdefault(signature.file, [])
        if signature.name not in imports:
            imports.append(signature.name)
    yield from _called(place, signature, given)


def _arguments(place: Place) -> dict[str, Value]:
    part = place.setting(*GIVEN)
    if part.value == {}:
        part.take()
    if isinstance(part.value, dict):
        return {each.name: place.value(each) for each in part.members()}
    return {"input": place.value(part)} if part else {}


def _called(place: Place, signature: Signature, given: dict[str, Value]) -> Iterator[n.Statement]:
    arguments: dict[str, n.Expression] = {}
    for original, value in given.items():
        if original not in signature.parameters:
            part = place.setting(*GIVEN).part(original)
            part.note(
                codes.BAD_FIELD, f"`{signature.name}` takes no `{original}`", "not a parameter"
            )
            continue
        name, kind = signature.parameters[original]
        arguments[name] = converted(value, kind)
    clauses = clauses_of(place)
    yield place.named(place.invoke(signature.name, arguments), *clauses.clauses)
    _gives(place, signature, clauses)


def _gives(place: Place, signature: Signature, clauses: Clauses) -> None:
    falls_back = any(
        isinstance(each, n.ValueClause) and each.keyword == "fallback" for each in clauses.clauses
    )
    kind = t.JSON if falls_back and signature.result != t.JSON else signature.result
    found = place.result(clauses.type(kind))
    views = dict.fromkeys(("result", "output", "results", "data"), found)
    done = Value(text("completed"), t.STRING)
    place.gives(found, {**views, "status": done})


def _undeclared(place: Place, part: Part, called: str, given: dict[str, Value]) -> Signature:
    """Declare a component in place of a pipeline that is not among the files."""
    unbound = place.building.module.unbound
    if called not in unbound:
        part.note(
            codes.UNBOUND,
            f"the pipeline `{called}` is not among the files",
            "becomes an operator to be written",
            f"`{MODULE}.py` has to define `{snake_name(called)}`, or its file be given as well",
        )
    return _declared(place, called, given)


def unknown(place: Place) -> Iterator[n.Statement]:
    """Write a call of a component that has to be written."""
    kind = place.stage.type
    name = str(kind.value) if isinstance(kind.value, str) else ""
    if not name:
        place.stage.place.note(
            codes.MISSING_FIELD,
            f"`{place.stage.id}` names no component",
            "`component_type` is missing",
        )
        return
    settings = (part for config in place.stage.configs() for part in config.members())
    given = {part.name: place.value(part) for part in settings if part.name not in CLAUSES}
    if name not in place.building.module.unbound:
        kind.note(
            codes.UNBOUND,
            f"`{name}` is no component of FlowMason itself",
            "becomes an operator to be written",
            f"`{MODULE}.py` has to define `{snake_name(name)}`",
        )
    yield from _called(place, _declared(place, name, given), given)


CLAUSES = frozenset(
    "timeout timeout_ms timeout_seconds retry retries retry_config max_retries retry_delay_ms "
    "error_handling on_error".split()
)


def _declared(place: Place, called: str, given: dict[str, Value]) -> Signature:
    """Give the signature of a component to be written, which takes all that it is ever given."""
    module = place.building.module
    known = module.unbound.setdefault(called, Unbound(called, module.names))
    known.call({name: value.type for name, value in given.items()})
    parameters = {name: (known.parameters[name].name, value.type) for name, value in given.items()}
    return Signature(known.name, parameters, t.JSON, module.file)
