"""Every vector of the standard functions, through the expression that Apex writes for the call."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

import pytest
from tests.apexvm import Project, Thrown
from tests.apexvm.python_values import from_python, to_python
from tests.compiler.analysis.test_functions import Facts
from tests.runtime.apex.library import error_type, library
from tests.runtime.vectors import RECORD, LambdaText, R, Vector, vectors

from pipesmith import types as t
from pipesmith.analysis.functions import FUNCTIONS, Argument, Match, match
from pipesmith.ir import nodes as ir
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.functions import APEX, IN_LINE, REFUSED, write
from pipesmith_targets.apex.layout import render
from pipesmith_targets.apex.printing_expressions import expression
from pipesmith_targets.apex.types import Types

VECTORS = tuple(vectors())
FAILURES = {"jmespath": "TRANSFORMATION"}
RECORD_CLASS = """
public class R implements PipelineRecord {
    public String name;
    public Long age;
    public R(Map<String, Object> values) {
        name = (String) values.get('name');
        age = (Long) values.get('age');
    }
    public Object toJson() {
        return new Map<String, Object>{ 'name' => name, 'age' => age };
    }
}
"""
DATA_CLASS = """
public class Data {
    public static Object decimals(List<Decimal> values) {
        List<Object> items = new List<Object>();
        for (Decimal value : values) {
            items.add(PipelineItems.decimalText(value));
        }
        return items;
    }
    public static Object of(Object value) {
        if (value instanceof List<Object>) {
            List<Object> items = new List<Object>();
            for (Object item : (List<Object>) value) {
                items.add(of(item));
            }
            return items;
        }
        if (value instanceof Map<String, Object>) {
            Map<String, Object> entries = new Map<String, Object>();
            for (String key : ((Map<String, Object>) value).keySet()) {
                entries.put(key, of(((Map<String, Object>) value).get(key)));
            }
            return entries;
        }
        if (value instanceof R) {
            return ((R) value).toJson();
        }
        if (value instanceof Date) {
            return PipelineItems.dateText((Date) value);
        }
        return value instanceof Datetime ? PipelineItems.instantText((Datetime) value) : value;
    }
}
"""


@dataclass(frozen=True)
class Stand:
    """What the class around a call would know."""

    types: Types

    def written(self, type_: t.Type) -> str:
        return self.types.written(type_)

    def plain(self, type_: t.Type) -> t.Type:
        return self.types.plain(type_)

    def now(self) -> ax.Expression:
        return ax.call("Datetime.newInstance", ax.Name("1769853600000L"))

    def as_json(self, value: ax.Expression, type_: t.Type) -> ax.Expression:
        match type_:
            case t.SetType(item=item):
                return ax.call("Data.of", ax.New(f"List<{self.written(item)}>", (value,)))
            case t.Scalar(name="duration" | "decimal" as name):
                return ax.call(f"PipelineItems.{name}Text", value)
            case t.ListType(item=t.Scalar(name="decimal")):
                return ax.call("Data.decimals", value)
            case _:
                return ax.call("Data.of", value)


class Undeclared:
    def unaliased(self, type_: t.Type) -> t.Type:
        return type_


STAND = Stand(Types(Undeclared(), lambda named: named.name, lambda made: "Object"))  # type: ignore[arg-type]


# ---------------------------------------------------------------- vectors as methods


def runs() -> Iterator[Vector]:
    """Give the vectors that are calls of the table: the others are written in line."""
    for vector in VECTORS:
        takes_lambda = any(isinstance(each, LambdaText) for each in vector.arguments)
        if vector.function not in IN_LINE and not takes_lambda:
            yield vector


def call_of(vector: Vector, constants: bool) -> ir.Call:
    arguments: list[ir.Expression] = []
    for at, (value, type_) in enumerate(zip(vector.arguments, vector.types, strict=True)):
        known = constants and isinstance(value, str) and type_ == t.STRING and len(value) < 500
        arguments.append(
            ir.TextValue(value=value, type=type_) if known else ir.Local(name=f"a{at}", type=type_)
        )
    return ir.Call(function=vector.function, arguments=tuple(arguments), type=result_of(vector))


def result_of(vector: Vector) -> t.Type:
    for known in (True, False):
        given = [
            _argument(value, type_, known)
            for value, type_ in zip(vector.arguments, vector.types, strict=True)
        ]
        made = match(FUNCTIONS[vector.function], given, Facts())
        if isinstance(made, Match):
            return made.result
    return t.ANY


def _argument(value: Any, type_: t.Type, known: bool) -> Argument:
    if isinstance(value, list) and value and all(isinstance(each, str) for each in value):
        return Argument(type_, constant=tuple(value))
    if isinstance(value, str) and type_ == t.STRING:
        return Argument(t.LiteralType(value), constant=value) if known else Argument(type_)
    return Argument(type_)


def method_of(number: int, call: ir.Call) -> str:
    """Write a static method that takes the arguments that are no constants, and makes the call."""
    nodes = [each for each in call.arguments if each is not None]
    values = [
        ax.Text(each.value) if isinstance(each, ir.TextValue) else ax.Name(f"a{at}")
        for at, each in enumerate(nodes)
    ]
    body = render(expression(write(call, values, STAND)))
    given = [_parameter(at, each) for at, each in enumerate(nodes) if isinstance(each, ir.Local)]
    made = [f"{type_} a{at} = new {type_}(r{at});" for at, type_ in _made(nodes)]
    head = f"public static {STAND.written(call.type)} v{number}({', '.join(given)})"
    return f"{head} {{ {' '.join(made)} return {body}; }}"


def _parameter(at: int, node: ir.Local) -> str:
    match node.type:
        case t.SetType(item=item):
            return f"List<{STAND.written(item)}> r{at}"
        case type_ if type_ == RECORD:
            return f"Map<String, Object> r{at}"
        case type_:
            return f"{STAND.written(type_)} a{at}"


def _made(nodes: list[ir.Expression]) -> Iterator[tuple[int, str]]:
    """Give the arguments that Python has no value for: sets in their order, and records."""
    for at, each in enumerate(nodes):
        if each.type == RECORD or isinstance(each.type, t.SetType):
            yield at, STAND.written(each.type)


@cache
def project() -> Project:
    methods = []
    for number, vector in enumerate(runs()):
        methods.append(method_of(2 * number, call_of(vector, constants=True)))
        if vector.function not in ("matches", "extract"):
            methods.append(method_of(2 * number + 1, call_of(vector, constants=False)))
    text = "public class Vectors {\n" + "\n".join(methods) + "\n}\n"
    return library(R=RECORD_CLASS, Data=DATA_CLASS, Vectors=text)


# ---------------------------------------------------------------- values


def to_apex(value: Any, type_: t.Type) -> Any:
    match value:
        case timedelta():
            return value // timedelta(milliseconds=1)
        case UUID():
            return str(value)
        case R():
            return value.model_dump()
        case tuple():
            assert isinstance(type_, t.TupleType)
            return [to_apex(each, part) for each, part in zip(value, type_.items, strict=True)]
        case Decimal() if not value:
            return abs(value)
        case Decimal() if type_ == t.JSON:
            return str(value)
        case list():
            item = type_.item if isinstance(type_, t.ListType | t.SetType) else t.JSON
            return [to_apex(each, item) for each in value]
        case dict():
            inner = type_.value if isinstance(type_, t.MapType) else t.JSON
            return {key: to_apex(each, inner) for key, each in value.items()}
        case _:
            return value


def exact(value: Any) -> Any:
    """Give a stand-in that tells `1` from `1.0`, and `1.0d` from `1.00d`."""
    match value:
        case list() | tuple():
            return [exact(each) for each in value]
        case dict():
            return [(key, exact(each)) for key, each in value.items()]
        case timedelta():
            return "int", str(value // timedelta(milliseconds=1))
        case datetime():
            return "datetime", value.astimezone(UTC).isoformat()
        case bool() | None:
            return value
        case int():
            return "int", str(value)
        case float() | Decimal():
            return type(value).__name__, str(value)
        case UUID() | R():
            return str(value)
        case _:
            return value


@pytest.mark.parametrize("constants", [True, False], ids=["constants", "values"])
@pytest.mark.parametrize(("number", "vector"), tuple(enumerate(runs())), ids=str)
def test_vector(number: int, vector: Vector, constants: bool) -> None:
    if vector.function in ("matches", "extract") and not constants:
        return
    call = call_of(vector, constants)
    given = [
        to_apex(value, type_)
        for value, type_, node in zip(vector.arguments, vector.types, call.arguments, strict=True)
        if isinstance(node, ir.Local)
    ]
    outcome = run(2 * number + (not constants), given)
    if vector.fails:
        assert outcome == FAILURES.get(vector.function, "EXPRESSION")
    else:
        assert exact(outcome) == exact(vector.gives)


def run(number: int, given: list[Any]) -> Any:
    try:
        return to_python(project().call_raw("Vectors", f"v{number}", *map(_raw, given)))
    except Thrown as thrown:
        return error_type(thrown)


def _raw(value: Any) -> Any:
    return value if isinstance(value, list | dict) else from_python(value)


def test_every_function_is_written_or_refused() -> None:
    with_lambdas = {"map", "filter", "reduce", "any", "all", "none", "count"}
    written = set(APEX) | IN_LINE | with_lambdas
    assert not written & set(REFUSED)
    assert written | set(REFUSED) == {each.name for each in FUNCTIONS.values() if each.supported}
    assert not set(APEX) & IN_LINE
