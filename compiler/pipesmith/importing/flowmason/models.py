"""Stages that ask a model: a node is declared for each, and called."""

from collections.abc import Iterator, Mapping

from pipesmith import types as t
from pipesmith.importing import codes
from pipesmith.importing.expressions.coercing import a_list, converted, text_part
from pipesmith.importing.flowmason.clauses import clauses_of
from pipesmith.importing.flowmason.inputs import Inputs
from pipesmith.importing.flowmason.place import Place, number_in
from pipesmith.importing.ledger import Part
from pipesmith.importing.names import Names
from pipesmith.importing.values import Shape, Value, text, type_syntax
from pipesmith.syntax import nodes as n

PROMPTS = ("prompt", "user_prompt", "prompt_template", "template", "query", "task", "instruction")
SYSTEMS = ("system_prompt", "system", "system_message")
SIMPLE = (t.STRING, t.INT, t.FLOAT, t.BOOL, t.EMAIL, t.URL, t.DATETIME)
DEFAULT = "default"


def generator(place: Place) -> Iterator[n.Statement]:
    """Write a question to a model."""
    yield from _asked(place, t.JSON if _wants_json(place) else t.STRING)


def critic(place: Place) -> Iterator[n.Statement]:
    """Write a judgement: by the standard component, or by its own prompt."""
    content = place.setting("content", "text", "input")
    if not content:
        yield from _asked(place, t.NominalType("record", "LlmCritique", ""))
        return
    criteria = place.setting("criteria", "evaluation_criteria")
    arguments = {"content": place.code(content, t.STRING), "criteria": _joined(place, criteria)}
    least = place.setting("threshold", "pass_threshold", "min_score")
    if (given := number_in(least)) is not None:
        arguments["threshold"] = n.FloatLiteral(given)
    views: dict[str, t.Type] = {
        "score": t.FLOAT,
        "passed": t.BOOL,
        "feedback": t.STRING,
        "issues": t.ListType(t.STRING),
    }
    yield from _standard(place, "llm.critic", arguments, "LlmCritique", views, "feedback")


def improver(place: Place) -> Iterator[n.Statement]:
    """Write an improvement."""
    content = place.setting("content", "text", "input")
    if not content:
        yield from _asked(place, t.STRING)
        return
    feedback = place.setting("feedback", "instructions", "improvements")
    arguments = {"content": place.code(content, t.STRING), "feedback": _joined(place, feedback)}
    issues = place.setting("issues")
    if issues:
        arguments["issues"] = converted(a_list(place.value(issues)), t.ListType(t.STRING))
    views: dict[str, t.Type] = {"content": t.STRING, "changes": t.ListType(t.STRING)}
    yield from _standard(place, "llm.improver", arguments, "LlmImprovement", views, "content")


def selector(place: Place) -> Iterator[n.Statement]:
    """Write a choice."""
    options = place.setting("candidates", "options", "items", "choices")
    if not options:
        yield from _asked(place, t.STRING)
        return
    criteria = place.setting("selection_criteria", "criteria", "prompt")
    given = converted(a_list(place.value(options)), t.ListType(t.STRING))
    arguments = {"options": given, "criteria": _joined(place, criteria)}
    views = {"choice": t.STRING, "index": t.INT, "reason": t.STRING}
    yield from _standard(place, "llm.selector", arguments, "LlmSelection", views, "choice")


def synthesizer(place: Place) -> Iterator[n.Statement]:
    """Write a synthesis."""
    contents = place.setting("contents", "inputs", "sources", "items", "texts")
    if not contents:
        yield from _asked(place, t.STRING)
        return
    task = place.setting("task", "instruction", "synthesis_strategy", "prompt", "strategy")
    given = converted(a_list(place.value(contents)), t.ListType(t.STRING))
    arguments = {"contents": given, "task": _joined(place, task)}
    views = {"content": t.STRING}
    yield from _standard(place, "llm.synthesizer", arguments, "LlmSynthesis", views, "content")


def _joined(place: Place, part: Part) -> n.Expression:
    """Give a text, of a list all its items."""
    if not part:
        place.stage.place.note(
            codes.INCOMPLETE, f"`{place.stage.id}` has no `{part.name}`", "left empty"
        )
        return text("")
    if not isinstance(part.value, list):
        return place.code(part, t.STRING)
    pieces: list[str | n.Expression] = []
    for each in part.items():
        found = place.value(each)
        pieces += ["; "] if pieces else []
        pieces += found.code.parts if isinstance(found.code, n.Text) else [text_part(found)]
    return n.Text(_merged(pieces))


def _merged(pieces: list[str | n.Expression]) -> tuple[str | n.Expression, ...]:
    merged: list[str | n.Expression] = []
    for piece in pieces:
        if isinstance(piece, str) and merged and isinstance(merged[-1], str):
            merged[-1] += piece
        else:
            merged.append(piece)
    return tuple(merged)


def _standard(
    place: Place,
    component: str,
    arguments: dict[str, n.Expression],
    record: str,
    views: Mapping[str, t.Type],
    main: str,
) -> Iterator[n.Statement]:
    """Write a call of a standard component, whose result has these members."""
    model = _model_name(place)
    if model != DEFAULT:
        arguments["model"] = text(model)
    if (heat := number_in(_model_setting(place, "temperature"))) is not None:
        arguments["temperature"] = n.FloatLiteral(heat)
    clauses = clauses_of(place)
    yield place.named(place.invoke(component, arguments), *clauses.clauses)
    answer = place.result(clauses.type(t.NominalType("record", record, "")))
    _gives_record(place, answer, views, main)


def _gives_record(place: Place, answer: Value, views: Mapping[str, t.Type], main: str) -> None:
    safe = isinstance(answer.type, t.OptionalType)
    found = {
        name: Value(
            n.Member(answer.code, n.Name(name), safe=safe), t.optional(kind) if safe else kind
        )
        for name, kind in views.items()
    }
    own = {"result": Value(answer.code, answer.type, views=found, main=found[main])}
    synonyms = dict.fromkeys(("output", "content", "text"), found[main])
    every = {**synonyms, **own, **_synonyms(found), **found}
    place.building.outputs[place.stage.id] = Value(
        answer.code, answer.type, Shape(t.JSON), every, found[main]
    )


def _synonyms(found: Mapping[str, Value]) -> dict[str, Value]:
    """Give members by their other names."""
    others = {
        "passed": "approved",
        "choice": "selected",
        "feedback": "summary",
        "reason": "reasoning",
    }
    return {other: found[name] for name, other in others.items() if name in found}


# ---------------------------------------------------------------- nodes of their own


def _asked(place: Place, result: t.Type) -> Iterator[n.Statement]:
    """Declare a node for a stage, and call it."""
    name = place.building.module.names.give(place.stage.id)
    holes = Holes(place.building.inputs)
    settings = [*_settings(place, holes)]
    node = n.Component(
        "node",
        n.Name(name),
        tuple(n.Field(n.Name(key), type_syntax(kind)) for key, (_, kind) in holes.filled.items()),
        type_syntax(result),
        (n.ModelBinding(tuple(settings)),),
        doc=place.doc,
    )
    place.building.module.components.append(node)
    arguments = {key: code for key, (code, _) in holes.filled.items()}
    clauses = clauses_of(place)
    stage = place.named(place.invoke(name, arguments), *clauses.clauses)
    yield n.Stage(stage.name, None, stage.body, stage.clauses)
    place.building.mocked[name] = mock_answer(result)
    answer = place.result(clauses.type(result))
    if isinstance(result, t.NominalType):
        views: dict[str, t.Type] = {
            "score": t.FLOAT,
            "passed": t.BOOL,
            "feedback": t.STRING,
            "issues": t.ListType(t.STRING),
        }
        _gives_record(place, answer, views, "feedback")
        return
    names = (
        "content",
        "generated",
        "generated_text",
        "output",
        "text",
        "result",
        "response",
        "completion",
    )
    views_of_text = dict.fromkeys(names, answer)
    place.gives(answer, {"content": answer}, whole=True)
    found = place.building.outputs[place.stage.id]
    place.building.outputs[place.stage.id] = Value(
        found.code, found.type, found.shape, views_of_text, answer
    )


def mock_answer(result: t.Type) -> n.Expression:
    """Give an answer that stands for a model's in a test."""
    if isinstance(result, t.NominalType):
        members: dict[str, n.Expression] = {
            "score": n.FloatLiteral(0.9), "passed": n.BoolLiteral(True), "feedback": text("good"),
            "issues": n.ListLiteral(()),
        }  # fmt: skip
        given = tuple(n.Argument(n.Name(name), code) for name, code in members.items())
        return n.Call(n.Name(result.name), given)
    return text("an answer")


class Holes:
    """The parameters of a node: each expression in its texts is one."""

    def __init__(self, inputs: Inputs) -> None:
        self.names = Names()
        self.types = {each.code: each.type for each in inputs.known.values()}
        self.filled: dict[str, tuple[n.Expression, t.Type]] = {}

    def text(self, value: Value) -> n.Expression:
        """Give a text with parameters in place of its expressions."""
        if not isinstance(value.code, n.Text):
            return n.Text((self._parameter(value.code, value.type),))
        parts = tuple(
            each if isinstance(each, str) else self._parameter(each, None)
            for each in value.code.parts
        )
        return n.Text(parts, block=value.code.block)

    def _parameter(self, code: n.Expression, kind: t.Type | None) -> n.Expression:
        for name, (known, _) in self.filled.items():
            if known == code:
                return n.Reference(name)
        name = self.names.give(_called(code))
        kind = self.types.get(code, kind)
        self.filled[name] = code, kind if kind in SIMPLE and kind is not None else t.JSON
        return n.Reference(name)


def _called(code: n.Expression) -> str:
    """Give the name that fits an expression."""
    match code:
        case n.Reference(name=name):
            return name
        case n.Member(name=n.Name(text=name), subject=subject):
            return f"{_called(subject)}_{name}" if name in ("content", "body", "result") else name
        case n.Index(index=n.Text(parts=(str() as name,))):
            return name
        case n.Binary(left=left) | n.Convert(subject=left):
            return _called(left)
        case n.Call(
            function=n.Name(text="get"),
            arguments=(_, n.Argument(value=n.Text(parts=(str() as name,)))),
        ):
            return name
        case n.Call(arguments=(first, *_)):
            return _called(first.value)
        case _:
            return "value"


def _settings(place: Place, holes: Holes) -> Iterator[n.ModelSetting]:
    yield n.ModelSetting(n.Name("model"), text(_model_name(place)))
    system = place.setting(*SYSTEMS)
    if system:
        yield n.ModelSetting(n.Name("system"), holes.text(place.value(system)))
    yield n.ModelSetting(n.Name("prompt"), _prompt(place, holes))
    for name, kind in (
        ("temperature", t.FLOAT),
        ("top_p", t.FLOAT),
        ("max_tokens", t.INT),
        ("seed", t.INT),
    ):
        given = number_in(_model_setting(place, name))
        if given is not None:
            code: n.Expression = (
                n.IntLiteral(int(given)) if kind == t.INT else n.FloatLiteral(given)
            )
            yield n.ModelSetting(n.Name(name), code)
    stop = _model_setting(place, "stop", "stop_sequences")
    if stop:
        found = tuple(text(str(each.take())) for each in stop.items())
        yield n.ModelSetting(n.Name("stop"), n.ListLiteral(found))


def _prompt(place: Place, holes: Holes) -> n.Expression:
    part = place.setting(*PROMPTS)
    if not part:
        place.stage.place.note(
            codes.MISSING_FIELD, f"`{place.stage.id}` has no `prompt`", "a model is asked nothing"
        )
        return text("")
    code = holes.text(_with_single_braces(place, part))
    context = place.setting("context", "input_data", "variables")
    if context and isinstance(code, n.Text):
        given = holes.text(place.value(context))
        return n.Text((*code.parts, "\n\n", *(given.parts if isinstance(given, n.Text) else ())))
    return code


def _with_single_braces(place: Place, part: Part) -> Value:
    """Read a prompt; `{name}` is what some engines take for an input."""
    from pipesmith.importing.flowmason.braces import braced

    return braced(place, part) if isinstance(part.value, str) else place.value(part)


# ---------------------------------------------------------------- which model


def _model_setting(place: Place, *names: str) -> Part:
    """Give a setting of the model, which may stand in `llm_settings` of stage or pipeline."""
    own = place.setting(*names)
    if own:
        return own
    for holder in (
        place.stage.field("llm_settings", "llm"),
        place.building.pipeline.field("llm_settings", "llm"),
    ):
        if found := holder.part(*names):
            return found
    return own


def _model_name(place: Place) -> str:
    """Give the name of the model; what it means is said by the project file."""
    model, provider = _model_setting(place, "model"), _model_setting(place, "provider")
    name = model.text() or provider.text()
    provider.text()
    if name is None:
        return DEFAULT
    shown = f" of `{provider.value}`" if model and isinstance(provider.value, str) else ""
    (model or provider).note(
        codes.UNBOUND,
        f"the project file has to say which model `{name}`{shown} is",
        "a name of a model",
        f'`[models."{name}"]` in `pipesmith.toml` says it',
    )
    return name


def _wants_json(place: Place) -> bool:
    part = place.setting("response_format", "output_format", "format")
    word = part.part("type").value if isinstance(part.value, dict) else part.value
    if word not in ("json", "json_object", "json_schema"):
        return False
    part.take()
    return True
