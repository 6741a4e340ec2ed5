"""Stages that ask a model: a node is declared for each, and called."""

from collections.abc import Iterator

from pipesmith import types as t
from pipesmith.importing import codes
from pipesmith.importing.flowmason.clauses import clauses_of
from pipesmith.importing.flowmason.inputs import Inputs
from pipesmith.importing.flowmason.judgements import SPECS, TOKENS, gives_record
from pipesmith.importing.flowmason.model_settings import model_name, model_setting
from pipesmith.importing.flowmason.place import Place, number_in
from pipesmith.importing.ledger import Part
from pipesmith.importing.names import Names
from pipesmith.importing.values import Value, text, type_syntax
from pipesmith.syntax import nodes as n

PROMPTS = ("prompt", "user_prompt", "prompt_template", "template", "query", "task", "instruction")
SYSTEMS = ("system_prompt", "system", "system_message")
SIMPLE = (t.STRING, t.INT, t.FLOAT, t.BOOL, t.EMAIL, t.URL, t.DATETIME)


def generator(place: Place) -> Iterator[n.Statement]:
    """Write a question to a model."""
    yield from asked(place, t.JSON if _wants_json(place) else t.STRING)


# ---------------------------------------------------------------- nodes of their own


def asked(place: Place, result: t.Type) -> Iterator[n.Statement]:
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
        gives_record(place, answer, SPECS["critic"])
        return
    alone = Value(
        answer.code, answer.type, answer.shape, {"content": answer, "text": answer}, answer
    )
    views = dict.fromkeys(("content", "generated", "generated_text", "output", "text"), answer)
    views |= dict.fromkeys(("result", "response", "completion"), alone)
    views |= {"finish_reason": Value(text("stop"), t.STRING), "tokens_used": TOKENS}
    place.gives(answer, {"content": answer}, whole=True)
    found = place.building.outputs[place.stage.id]
    place.building.outputs[place.stage.id] = Value(
        found.code, found.type, found.shape, views, answer
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
        case n.Filter(subject=subject):
            return _called(subject)
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
    yield n.ModelSetting(n.Name("model"), text(model_name(place)))
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
        given = number_in(model_setting(place, name))
        if given is not None:
            code: n.Expression = (
                n.IntLiteral(int(given)) if kind == t.INT else n.FloatLiteral(given)
            )
            yield n.ModelSetting(n.Name(name), code)
    stop = model_setting(place, "stop", "stop_sequences")
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


def _wants_json(place: Place) -> bool:
    part = place.setting("response_format", "output_format", "format")
    word = part.part("type").value if isinstance(part.value, dict) else part.value
    if word not in ("json", "json_object", "json_schema"):
        return False
    part.take()
    return True
