"""Asking a model: the answer is parsed and validated, and asked for again where that is wished."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pipesmith_runtime.errors import VALIDATION, PipelineError
from pipesmith_runtime.models import Model, Question, Turn, client
from pipesmith_runtime.reading import read_json
from pipesmith_runtime.values import checked

if TYPE_CHECKING:
    from pipesmith_runtime.budget import Budget
    from pipesmith_runtime.events import Usage
    from pipesmith_runtime.place import Place


async def ask(
    scope: "Place",
    name: str,
    prompt: str,
    system: str | None,
    result: Any,
    repair: int,
    settings: Mapping[str, Any],
) -> Any:
    """Ask one question; give the answer as its type has it."""
    model, budget = _model(scope, name), _budget(scope)
    schema, wrapped = (None, False) if result is str else _shape(result)
    question = Question(prompt, system, schema, (), settings)
    for left in range(repair, -1, -1):
        scope.state.spending.ask(budget)
        reply = await model.reply(scope, question)
        _spend(scope, reply.usage, budget)
        try:
            return reply.text if schema is None else _answer(reply.text, result, wrapped)
        except PipelineError as error:
            if not left:
                raise
            question = _corrected(question, reply.text, error)
    raise PipelineError(VALIDATION, f"`repair` is {repair}; expected at least 0")


def _model(scope: "Place", name: str) -> Model:
    models = scope.state.models
    if name not in models:
        from pipesmith_runtime import config

        found = config.of(scope).models.get(name)
        if found is None:
            raise PipelineError(VALIDATION, f"the project file has no `[models.{name}]`")
        models[name] = client(found)
    return models[name]


def _budget(scope: "Place") -> "Budget | None":
    """Give the budget that the caller set, or else the project file."""
    from pipesmith_runtime import config

    return scope.settings.limits.budget or config.of(scope).budget


def _spend(scope: "Place", usage: "Usage", budget: "Budget | None") -> None:
    """Count what a question took, for the stage and for the run."""
    scope.usage = scope.usage.plus(usage) if scope.usage else usage
    scope.state.spending.spend(usage)
    if budget is not None:
        scope.state.spending.keep_to(budget)


def _shape(result: Any) -> tuple[dict[str, Any], bool]:
    """Give the schema of the answer; what is no object is wrapped into one."""
    from pipesmith_runtime.records import json_schema

    schema = strict(json_schema(result))
    if schema.get("type") == "object" and "properties" in schema:
        return schema, False
    shared = schema.pop("$defs", None)
    whole = strict({"type": "object", "properties": {"value": schema}, "required": ["value"]})
    return (whole | {"$defs": shared} if shared else whole), True


_LEFT_OUT = frozenset({"default", "discriminator", "title"})
_MEANT = {"oneOf": "anyOf"}


def strict(schema: Any) -> Any:
    """Give a schema as structured output wants it: every field required, no other, no defaults.

    Of several schemas for one place it knows `anyOf` alone.
    """
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {name: part for name, part in schema.items() if name not in _LEFT_OUT}
    made = {
        _MEANT.get(name, name): part if name in ("enum", "const") else strict(part)
        for name, part in kept.items()
    }
    if "properties" in schema and schema.get("type") == "object":
        made["properties"] = {key: strict(part) for key, part in schema["properties"].items()}
        made |= {"required": list(schema["properties"]), "additionalProperties": False}
    if isinstance(schema.get("$defs"), dict):
        made["$defs"] = {key: strict(part) for key, part in schema["$defs"].items()}
    return made


def _answer(text: str, result: Any, wrapped: bool) -> Any:
    data = read_json(text)
    if wrapped:
        data = data.get("value") if isinstance(data, dict) else data
    return checked(result, data, "answer")


def _corrected(question: Question, text: str, error: PipelineError) -> Question:
    """Ask again, with what was wrong."""
    wrong = "\n".join(
        f"- {problem['path']}: {problem['message']}" for problem in error.detail or ()
    )
    plea = (
        f"The answer does not fit its schema:\n{wrong or error.message}\nAnswer again, corrected."
    )
    turns = (*question.turns, Turn("assistant", text), Turn("user", plea))
    return replace(question, turns=turns)
