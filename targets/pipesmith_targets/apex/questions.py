"""Components that ask a language model, and read its answer as their result."""

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.apex import literals
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.expressions import write
from pipesmith_targets.apex.json_reading import READER, read
from pipesmith_targets.apex.json_schema import is_text, schema_text
from pipesmith_targets.apex.json_writing import as_json
from pipesmith_targets.apex.scope import Place

_QUESTION = "PipelineQuestion"


def question(binding: n.ModelBinding, result: t.Type | None, place: Place) -> ax.Expression:
    """Write the question."""
    made: ax.Expression = ax.New(_QUESTION, (write(binding.model, place),))
    if binding.system is not None:
        made = ax.Call(made, "instruct", (write(binding.system, place),))
    made = ax.Call(made, "prompt", (write(binding.prompt, place),))
    for each in binding.settings:
        value = as_json(write(each.value, place), each.value.type, place.home)
        made = ax.Call(made, "setting", (ax.Text(each.name), value))
    if binding.repair:
        made = ax.Call(made, "repair", (literals.long(binding.repair),))
    if result is not None and not is_text(result, place.home):
        text, wrapped = schema_text(result, place.home)
        made = ax.Call(made, "valueShape" if wrapped else "shape", (ax.Text(text),))
    return ax.Call(made, "within", (ax.Name("call.timeout"),))


def asked(binding: n.ModelBinding, result: t.Type | None, name: str, place: Place) -> None:
    """Write that a model is asked, until its answer fits; the result becomes a variable's."""
    made = question(binding, result, place)
    if result is None or is_text(result, place.home):
        text = ax.Call(made, "askText")
        target = ax.Evaluate(text) if result is None else ax.Assign(ax.Name(name), text)
        place.add(target)
        return
    known, source = (place.names.claim(each) for each in ("question", "source"))
    place.add(ax.Declare(_QUESTION, known, made))
    lines = (
        ax.Declare(READER, source, ax.call(f"{known}.ask")),
        ax.Assign(ax.Name(name), read(ax.Name(source), result, place.home)),
        ax.Evaluate(ax.call(f"{known}.check", ax.Name(source))),
    )
    place.add(ax.While(ax.negation(ax.call(f"{known}.isAnswered")), lines))
