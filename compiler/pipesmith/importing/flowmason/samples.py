"""Sample inputs as tests of the program."""

import json
from collections.abc import Iterator, Mapping

from pipesmith import types as t
from pipesmith.importing import codes
from pipesmith.importing.expressions.coercing import call
from pipesmith.importing.flowmason.building import Building
from pipesmith.importing.flowmason.pipelines import sample_input
from pipesmith.importing.ledger import Part
from pipesmith.importing.rewriting import inside
from pipesmith.importing.values import text, type_syntax, written
from pipesmith.syntax import nodes as n

OUTSIDE = (
    "http.request",
    "email.send",
    "llm.critic",
    "llm.improver",
    "llm.selector",
    "llm.synthesizer",
)


def tests_of(building: Building, pipeline: n.Pipeline) -> Iterator[tuple[Part, n.Test]]:
    """Write a test for each sample input."""
    titles: set[str] = set()
    for place, part in enumerate(building.pipeline.samples):
        given = sample_input(part.value)
        if not isinstance(given, dict):
            part.tell(codes.BAD_FIELD, "a sample is no object", "an object of inputs is expected")
            continue
        holder = part.part("input") if given is not part.value else part
        title = _title(building, part, place, titles)
        items: tuple[n.Given | n.Mock | n.Expect, ...] = (
            _given(building, pipeline, holder),
            *_mocks(building, pipeline),
            *_expected(part, pipeline),
        )
        yield part, n.Test(text(title), items)


def _title(building: Building, part: Part, place: int, titles: set[str]) -> str:
    name = (
        part.part("name", "title", "description").text() if isinstance(part.value, dict) else None
    )
    own = name or f"sample {place + 1}"
    title = f"{building.pipeline.id}: {own}"
    while title in titles:
        title = f"{title} again"
    titles.add(title)
    return title


def _given(building: Building, pipeline: n.Pipeline, holder: Part) -> n.Given:
    arguments: list[n.Argument] = []
    fields = building.inputs.fields
    for each in holder.members():
        if each.name not in fields:
            each.tell(
                codes.LEFT_OUT, f"the pipeline has no input `{each.name}`", "given, and never read"
            )
            continue
        node = fields[each.name]
        kind = building.module.declared.type_of(node.type)
        code = typed_literal(building, each, kind)
        arguments.append(n.Argument(node.name, code))
    if not holder.value:
        holder.take()
    return n.Given(n.Call(pipeline.name, tuple(arguments)))


def typed_literal(building: Building, part: Part, kind: t.Type) -> n.Expression:
    """Write JSON data as a value of a type."""
    value, plain = part.value, t.present(kind)
    if value is None or plain == t.JSON:
        return written(part.take())
    match plain:
        case t.NominalType(of="record", name=name) if isinstance(value, Mapping):
            return _constructed(building, part, name)
        case t.NominalType(of="enum", name=name) if value in building.module.declared.enums[name]:
            return n.Member(n.Reference(name), n.Name(str(part.take())))
        case t.ListType(item=item) if isinstance(value, list):
            return n.ListLiteral(
                tuple(typed_literal(building, each, item) for each in part.items())
            )
        case t.MapType(value=item) if isinstance(value, Mapping):
            pairs = ((each.name, typed_literal(building, each, item)) for each in part.members())
            return n.MapLiteral(tuple(n.MapEntry(key, code, quoted=True) for key, code in pairs))
        case t.Scalar("float") if isinstance(value, int) and not isinstance(value, bool):
            part.take()
            return written(float(value))
        case t.Scalar("int" | "float" | "bool" | "string") | t.UnionType() | t.LiteralType():
            return written(part.take())
        case _:
            return _read_as(part, plain)


def _read_as(part: Part, kind: t.Type) -> n.Expression:
    """Read a value from its JSON form."""
    shown = json.dumps(part.take())
    return n.Convert(call("from_json", text(shown)), type_syntax(kind))


def _constructed(building: Building, part: Part, record: str) -> n.Expression:
    fields = building.module.declared.records.get(record, {})
    given = []
    for each in part.members():
        if each.name not in fields:
            each.tell(codes.LEFT_OUT, f"a `{record}` has no `{each.name}`", "given, and never read")
            continue
        found = fields[each.name]
        code = typed_literal(building, each, found.type)
        given.append(n.Argument(n.Name(found.name), code))
    return n.Call(n.Name(record), tuple(given))


# ---------------------------------------------------------------- mocks and expectations


def _mocks(building: Building, pipeline: n.Pipeline) -> Iterator[n.Mock]:
    """Write an answer for everything that would leave the test."""
    called = {
        each.call.function.text for each in inside(pipeline.body) if isinstance(each, n.Invoke)
    }
    for name, answer in building.mocked.items():
        yield _mock(name, answer)
    for name in sorted(called & {*OUTSIDE}):
        yield _mock(name, _answer(name))
    bound = {each.name for each in building.module.unbound.values()}
    for name in sorted(called & bound):
        yield _mock(name, n.NullLiteral())


def _mock(name: str, answer: n.Expression) -> n.Mock:
    return n.Mock(n.Name(name), None, (), ((n.Outcome("returns", answer),),))


def _answer(name: str) -> n.Expression:
    answers: dict[str, tuple[str, dict[str, object]]] = {
        "http.request": ("HttpResponse", {"status": 200, "headers": {}, "body": {}}),
        "llm.critic": (
            "LlmCritique",
            {"score": 0.9, "passed": True, "feedback": "good", "issues": []},
        ),
        "llm.improver": ("LlmImprovement", {"content": "an answer", "changes": []}),
        "llm.selector": ("LlmSelection", {"index": 0, "choice": "an answer", "reason": "good"}),
        "llm.synthesizer": ("LlmSynthesis", {"content": "an answer"}),
    }
    if name not in answers:
        return text("sent")
    record, members = answers[name]
    given = tuple(n.Argument(n.Name(key), written(each)) for key, each in members.items())
    return n.Call(n.Name(record), given)


def _expected(part: Part, pipeline: n.Pipeline) -> Iterator[n.Expect]:
    """Write what the sample says of its outcome; without a word of it, that the run ends well."""
    names = ("expected_output", "expected", "expected_result", "output")
    told = part.part(*names) if isinstance(part.value, dict) else None
    result = n.Reference("result")
    if told and pipeline.result is not None:
        yield n.Expect("condition", n.Comparison((result, written(told.take())), ("==",)))
    elif pipeline.result is None:
        yield n.Expect("condition", n.Comparison((result, n.NullLiteral()), ("==",)))
    else:
        yield n.Expect("condition", n.Comparison((call("to_json", result), text("")), ("!=",)))
