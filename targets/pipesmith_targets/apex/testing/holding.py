"""What holds of every record and action, whatever tests the source has.

A record that is read and written is the same JSON; one that is broken tells where; an action gives
errors back.
"""

import json
from collections.abc import Iterator
from typing import Any

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.json_reading import READER, read
from pipesmith_targets.apex.json_writing import as_json
from pipesmith_targets.apex.naming import Kind, camel
from pipesmith_targets.apex.scope import ClassScope
from pipesmith_targets.apex.testing.examples import (
    NoExample,
    misfit,
    record_example,
    sound_example,
)

IS_TEST = (ax.Annotation("IsTest"),)


def record_methods(module: n.Module, home: ClassScope) -> Iterator[ax.Method]:
    """Write the tests of the records of a module."""
    for item in module.declarations:
        if isinstance(item, n.Record):
            try:
                example = record_example(module.name, item, home.declared)
            except NoExample:
                continue
            yield _kept(module.name, item, example, home)
            yield from _broken(module.name, item, example, home)


def _kept(module: str, record: n.Record, example: dict[str, Any], home: ClassScope) -> ax.Method:
    """Write that a record is written as it was read."""
    type_ = home.nominal(t.NominalType("record", record.name, module))
    text, first, second = ax.Name("text"), ax.Name("made"), ax.Name("same")
    made = ax.New(type_, (_reader(text),))
    written = ax.call("PipelineJson.write", ax.call("made.toJson"))
    codes = (ax.call("made.hashCode"), ax.call("same.hashCode"))
    lines = (
        ax.Declare("String", "text", _json(example)),
        ax.Blank(),
        ax.Declare(type_, "made", made),
        ax.Declare(type_, "same", made),
        ax.Blank(),
        _asserted("areEqual", text, written, "What was read is written"),
        _asserted("areEqual", first, second, "Equal fields make equal records"),
        _asserted("areEqual", *codes, "Equal records have equal codes"),
        _asserted("isFalse", ax.call("made.equals", text), "A text is no record"),
    )
    name = home.members.claim(f"{camel(record.name)}KeepsItsJson", Kind.method)
    return ax.Method("static", "void", name, (), lines, None, IS_TEST)


def _broken(
    module: str, record: n.Record, example: dict[str, Any], home: ClassScope
) -> Iterator[ax.Method]:
    """Write that a record tells where it is broken, if there is a field that can be."""
    wrong = ((each, misfit(each, home.declared)) for each in record.fields)
    found = next(((each.name, value) for each, value in wrong if value is not None), None)
    if found is None:
        return
    field, value = found
    type_ = home.nominal(t.NominalType("record", record.name, module))
    tried = (
        ax.Evaluate(ax.New(type_, (ax.Name("source"),))),
        ax.Evaluate(ax.call("source.requireSound")),
        _failed(f"{field} must not fit"),
    )
    told = ax.call("problem.getMessage")
    place = ax.Call(told, "startsWith", (ax.Text(f"$.{field}: "),))
    caught = (ax.Evaluate(ax.call("Assert.isTrue", place, told)),)
    lines = (
        ax.Declare(READER, "source", _reader(_json(example | {field: value}))),
        ax.Blank(),
        ax.Try(tried, "problem", caught),
    )
    name = home.members.claim(f"{camel(record.name)}TellsWhatDoesNotFit", Kind.method)
    yield ax.Method("static", "void", name, (), lines, None, IS_TEST)


def _json(data: Any) -> ax.Expression:
    return ax.Text(json.dumps(data, ensure_ascii=False, separators=(",", ":")))


def _reader(text: ax.Expression) -> ax.Expression:
    return ax.call(f"{READER}.answer", ax.call("PipelineJson.read", text))


def _asserted(method: str, *values: ax.Expression | str) -> ax.Statement:
    given = (ax.Text(each) if isinstance(each, str) else each for each in values)
    return ax.Evaluate(ax.call(f"Assert.{method}", *given))


def _failed(message: str) -> ax.Statement:
    return _asserted("fail", message)


# ---------------------------------------------------------------- components


def component_methods(module: n.Module, home: ClassScope) -> Iterator[ax.Method]:
    """Write that components read what is answered in their place."""
    limited = home.program.limited | _conditioned(home)
    for item in module.declarations:
        if isinstance(item, n.Component) and not any(each.where for each in item.parameters):
            types = [each.type for each in item.parameters]
            try:
                given = [sound_example(each, home.declared, limited) for each in types]
                result = item.result or t.NULL
                answer = sound_example(result, home.declared, limited)
            except NoExample:
                continue
            yield _answered(module.name, item, given, answer, home)


def _conditioned(home: ClassScope) -> set[tuple[str, str]]:
    return {key for key, where in home.program.conditions.items() if where is not None}


def _answered(
    module: str, component: n.Component, given: list[Any], answer: Any, home: ClassScope
) -> ax.Method:
    """Write that a component gives what stands in for its work."""
    arguments = tuple(
        _value(value, each.type, home)
        for each, value in zip(component.parameters, given, strict=True)
    )
    called = ax.call(home.method(module, component.name), *arguments)
    mock = ax.Call(ax.call("mocks.work", ax.Text(component.name)), "returns", (_data(answer),))
    lines: ax.Lines = [
        ax.Declare("PipelineMocks", "mocks", ax.call("PipelineMocks.install")),
        ax.Evaluate(mock),
        ax.Evaluate(ax.call("PipelineRun.begin", ax.Text(component.name))),
        ax.Blank(),
    ]
    count = ax.call("mocks.trace.count", ax.Text(component.name))
    if component.result in (None, t.NULL):
        lines += [ax.Evaluate(called), ax.Blank()]
    else:
        result = component.result
        assert result is not None
        lines += [ax.Declare(home.written(result), "result", called), ax.Blank()]
        written = ax.call("PipelineJson.write", as_json(ax.Name("result"), result, home))
        lines.append(_asserted("areEqual", _json(answer), written, "What was answered is read"))
    lines.append(_asserted("areEqual", ax.Name("1"), count, "It is asked once"))
    name = home.members.claim(f"{camel(component.name)}ReadsItsAnswer", Kind.method)
    return ax.Method("static", "void", name, (), tuple(lines), None, IS_TEST)


def _value(example: Any, type_: t.Type, home: ClassScope) -> ax.Expression:
    """Write an example as a value: a text as it is, anything else as it is read from JSON."""
    if isinstance(example, str) and home.written(type_) == "String":
        return ax.Text(example)
    return read(_reader(_json(example)), type_, home)


def _data(example: Any) -> ax.Expression:
    """Write an example as JSON values."""
    match example:
        case str():
            return ax.Text(example)
        case None:
            return ax.NULL
        case _:
            return ax.call("PipelineJson.read", _json(example))


# ---------------------------------------------------------------- actions


def action_method(module: n.Module, pipeline: n.Pipeline, home: ClassScope) -> Iterator[ax.Method]:
    """Write that an action gives an error back, if there is an input that it must have."""
    needed = [each for each in pipeline.parameters if _is_needed(each)]
    if not needed:
        return
    action = home.program.actions[module.name, pipeline.name]
    requests = ax.NewItems(f"List<{action}.Request>", (ax.New(f"{action}.Request"),))
    message = ax.Name("answer.message")
    named = ax.call("answer.message.contains", ax.Text(needed[0].name))
    answered = ax.Call(ax.call(f"{action}.run", requests), "get", (ax.Name("0"),))
    lines = (
        ax.Declare(f"{action}.Result", "answer", answered),
        ax.Blank(),
        _asserted("isFalse", ax.Name("answer.succeeded"), "Nothing was given"),
        _asserted("areEqual", "VALIDATION", ax.Name("answer.errorType"), "The type of the error"),
        ax.Evaluate(ax.call("Assert.isTrue", named, message)),
    )
    name = home.members.claim("theActionTellsWhatIsMissing", Kind.method)
    yield ax.Method("static", "void", name, (), lines, None, IS_TEST)


def _is_needed(field: n.Field) -> bool:
    optional = isinstance(field.type, t.OptionalType) or field.type == t.JSON
    return field.default is None and not optional
