"""The arguments of a pipeline as JSON: read and described."""

from collections.abc import Mapping
from types import NoneType
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin

from pipesmith_runtime.errors import PipelineError
from pipesmith_runtime.problems import Problem, refusal, told
from pipesmith_runtime.reading import found
from pipesmith_runtime.records import json_schema, validate

if TYPE_CHECKING:
    from pipesmith_runtime.pipelines import Pipeline


def read_arguments(pipeline: "Pipeline[..., Any]", data: Any) -> dict[str, Any]:
    """Turn one JSON object into the arguments of a pipeline; name every problem at once."""
    if not isinstance(data, Mapping):
        raise refusal([told("$", "object", found(data))], of_input=True)
    problems: list[Problem] = []
    arguments: dict[str, Any] = {}
    known = {pipeline.json_name(name): name for name in pipeline.signature.parameters}
    for key in data:
        if key not in known:
            problems.append(told(f"$.{key}", "no such field", found(data[key]), "unknown field"))
    for key, name in known.items():
        _read_argument(pipeline, name, key, data, arguments, problems)
    if problems:
        raise refusal(problems, of_input=True)
    return arguments


def _read_argument(
    pipeline: "Pipeline[..., Any]",
    name: str,
    key: str,
    data: Mapping[str, Any],
    arguments: dict[str, Any],
    problems: list[Problem],
) -> None:
    annotation = pipeline.hints[name]
    try:
        if key in data:
            arguments[name] = validate(annotation, data[key], f"$.{key}")
        elif pipeline.signature.parameters[name].default is not pipeline.signature.empty:
            return
        elif _nullable(annotation):
            arguments[name] = None
        else:
            problems.append(told(f"$.{key}", "a value", "nothing", "missing"))
    except PipelineError as error:
        problems.extend(error.detail)


def _nullable(annotation: Any) -> bool:
    if get_origin(annotation) is Annotated:
        return _nullable(get_args(annotation)[0])
    return annotation is None or NoneType in (annotation, *get_args(annotation))


def schemas(pipeline: "Pipeline[..., Any]") -> dict[str, Any]:
    """Give the JSON Schemas of a pipeline's input and result."""
    properties, required = {}, []
    for name, parameter in pipeline.signature.parameters.items():
        annotation = pipeline.hints[name]
        properties[pipeline.json_name(name)] = json_schema(annotation)
        if parameter.default is parameter.empty and not _nullable(annotation):
            required.append(pipeline.json_name(name))
    shape = {"type": "object", "properties": properties, "required": required}
    result = json_schema(pipeline.hints.get("return"))
    return {"input": {**shape, "additionalProperties": False}, "result": result}
