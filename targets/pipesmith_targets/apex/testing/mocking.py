"""Mocks of tests: which components they stand for, and what their attempts come to."""

from dataclasses import dataclass

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.standard import PARAMETERS
from pipesmith.ir.walk import free_names
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.bindings import apex_binding
from pipesmith_targets.apex.expressions import write
from pipesmith_targets.apex.json_reading import choices
from pipesmith_targets.apex.json_schema import is_text, schema_text
from pipesmith_targets.apex.json_writing import as_json, generic
from pipesmith_targets.apex.naming import Kind, pascal
from pipesmith_targets.apex.scope import ClassScope, Place, Value

_RESPONSE = t.NominalType("record", "HttpResponse", "")
_GETTERS = {
    "String": "getText",
    "Long": "getLong",
    "Double": "getDouble",
    "Decimal": "getDecimal",
    "Boolean": "getFlag",
    "Object": "get",
}
"""What a call gives an argument of a type by; any other is cast."""


Answers = dict[tuple[str, n.Expression, tuple[t.Type, ...]], ax.Class]
"""Classes that answer from arguments, by the component, the answer, and the types of inputs."""


@dataclass(frozen=True, slots=True)
class Mocking:
    """Writes the mocks of one test; `answers` takes the classes that answer from arguments."""

    mocks: ax.Expression
    answers: Answers

    def write(self, node: n.Mock, place: Place) -> None:
        """Write a mock and its outcomes, one call after another."""
        (outcomes,) = node.alternatives
        way = _way(node, place.home)
        made: ax.Expression = ax.send(self.mocks, way, ax.Text(node.subject.name))
        if node.subject.address is not None:
            made = ax.Call(made, "at", (ax.Text(node.subject.address),))
        for each in node.arguments:
            value = generic(write(each.value, place), each.value.type, place.home)
            made = ax.Call(made, "given", (ax.Text(each.name), value))
        for outcome in outcomes:
            made = self._outcome(made, outcome, node, place)
        place.add(ax.Evaluate(made))

    def _outcome(
        self, made: ax.Expression, outcome: n.Outcome, node: n.Mock, place: Place
    ) -> ax.Expression:
        match outcome.does:
            case "calls":
                made = ax.Call(made, "proceeds")
            case "fails":
                made = ax.Call(made, "fails", (_error(outcome.error or "", place.home),))
            case "returns":
                made = self._answer(made, outcome, node, place)
        for word, value in (("takes", outcome.takes), ("times", outcome.times)):
            if value is not None:
                made = ax.Call(made, word, (write(value, place),))
        return made

    def _answer(
        self, made: ax.Expression, outcome: n.Outcome, node: n.Mock, place: Place
    ) -> ax.Expression:
        assert outcome.value is not None, "only properties draw values"
        named = {each.name: each.type for each in _parameters(node, place.home)}
        read = free_names(outcome.value)
        if not read & named.keys():
            return ax.Call(made, "returns", (_data(outcome.value, place),))
        inputs = {each: held for each, held in place.values.items() if each in read - {*named}}
        arguments = {each: type_ for each, type_ in named.items() if each in read}
        key = (node.subject.name, outcome.value, tuple(each.type for each in inputs.values()))
        if key not in self.answers:
            name = place.home.inner.claim(f"{pascal(node.subject.name)}Answer", Kind.inner)
            value = outcome.value
            self.answers[key] = _computing(name, value, node, arguments, inputs, place.home)
        made_of = tuple(each.read for each in inputs.values())
        return ax.Call(made, "computes", (ax.New(self.answers[key].name, made_of),))


def inputs_read(node: n.Mock, home: ClassScope) -> set[str]:
    """Give the names that a mock reads, save the arguments of its call."""
    own = {each.name for each in _parameters(node, home)}
    pairs = {name for each in node.arguments for name in free_names(each)}
    outcomes = (each for one in node.alternatives for each in one)
    return pairs.union(*(free_names(each) - own for each in outcomes))


def _way(node: n.Mock, home: ClassScope) -> str:
    """Name how a component does its work, and so how it is answered."""
    component = home.declared.components.get((node.subject.module, node.subject.name))
    binding = apex_binding(component) if component is not None else None
    result = component.result if component is not None else None
    match binding:
        case n.HttpBinding() if result is None or home.types.plain(result) != _RESPONSE:
            return "request"
        case n.ModelBinding(model=n.TextValue()) if not _is_silent(node):
            return "valueModel" if result is not None and _is_wrapped(result, home) else "model"
        case _:
            return "work"


def _is_silent(node: n.Mock) -> bool:
    """Tell whether a mock answers with an empty text, which no model does."""
    outcomes = (each for one in node.alternatives for each in one)
    return any(isinstance(e.value, n.TextValue) and not e.value.value for e in outcomes)


def _is_wrapped(result: t.Type, home: ClassScope) -> bool:
    return not is_text(result, home) and schema_text(result, home)[1]


def _error(error: str, home: ClassScope) -> ax.Expression:
    names = [error, *home.program.errors.get(error, ())]
    return choices(names) if len(names) > 1 else ax.Text(error)


def _parameters(node: n.Mock, home: ClassScope) -> tuple[n.Field, ...]:
    if not node.subject.module:
        return PARAMETERS[node.subject.name]
    return home.declared.components[node.subject.module, node.subject.name].parameters


def _data(value: n.Expression, place: Place) -> ax.Expression:
    """Write a value: a record as it is, anything else as JSON values."""
    made = write(value, place)
    plain = place.home.types.plain(value.type)
    if isinstance(plain, t.NominalType) and plain.of == "record":
        return made
    return as_json(made, value.type, place.home)


# ---------------------------------------------------------------- answers from arguments


def _computing(
    name: str,
    value: n.Expression,
    node: n.Mock,
    arguments: dict[str, t.Type],
    inputs: dict[str, Value],
    home: ClassScope,
) -> ax.Class:
    """Write a class that makes an answer of arguments, and of inputs that it is given."""
    fields = [ax.Field("private final", home.written(v.type), _name(v)) for v in inputs.values()]
    place = Place(home, home.locals("call", *(each.name for each in fields)), {**inputs})
    for each, type_ in arguments.items():
        known = place.declare(_argument(each, type_, home), type_, each)
        place = place.knowing(each, Value(ax.Name(known), type_))
    place.add(ax.Return(_data(value, place)))
    call = ax.Method(
        "public",
        "Object",
        "call",
        (ax.Parameter("PipelineCall", "call"),),
        tuple(place.lines),
        ax.Doc(
            f"Answers {node.subject.name}.",
            (("param", "call the attempt"), ("return", "the answer")),
        ),
    )
    members: list[ax.Member_] = [*fields, *([_constructor(name, fields)] if fields else []), call]
    doc = ax.Doc(f"Answers {node.subject.name} from its arguments.")
    return ax.Class("private", name, members, doc, implements=("PipelineOperator",))


def _name(held: Value) -> str:
    assert isinstance(held.read, ax.Name), "inputs that something reads are variables"
    return held.read.text


def _argument(name: str, type_: t.Type, home: ClassScope) -> ax.Expression:
    written = home.written(type_)
    getter = _GETTERS.get(written)
    if getter is not None:
        return ax.call(f"call.{getter}", ax.Text(name))
    return ax.Cast(written, ax.call("call.get", ax.Text(name)))


def _constructor(name: str, fields: list[ax.Field]) -> ax.Method:
    given = tuple(ax.Parameter(each.type, each.name) for each in fields)
    lines = tuple(ax.Assign(ax.Name(f"this.{e.name}"), ax.Name(e.name)) for e in fields)
    return ax.Method("private", None, name, given, lines)
