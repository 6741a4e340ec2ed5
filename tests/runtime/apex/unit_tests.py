"""Apex unit tests of the functions, made of the vectors that every target passes.

An org runs them, which this machine cannot; here they run on the interpreter.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from tests.conformance.test_functions_apex import STAND, Stand, call_of, runs
from tests.runtime.vectors import RECORD, Vector

from pipesmith import types as t
from pipesmith.ir import nodes as ir
from pipesmith_targets.apex import literals
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.functions import write
from pipesmith_targets.apex.printing import text_of

IS_TEST = ax.Annotation("IsTest")
MOST_ASSERTIONS = 12
HEAVIEST = 38
LONGEST_TEXT = 400
THEMES = {"data": "Data", "lists": "Lists", "maps": "Maps", "numbers": "Numbers", "text": "Text"}
NAMES: Mapping[str, str] = {**THEMES, "times": "Times", "jmespath": "Selecting"}


class NotWritten(Exception):
    """A vector with a value that has no literal in Apex."""


@dataclass(frozen=True)
class Literals(Stand):
    """Writes only what needs no method that a program would bring."""

    def as_json(self, value: ax.Expression, type_: t.Type) -> ax.Expression:
        match type_:
            case t.Scalar(name="duration" | "decimal" | "date" as name):
                return ax.call(f"PipelineItems.{name}Text", value)
            case t.Scalar(name="datetime"):
                return ax.call("PipelineItems.instantText", value)
            case t.ListType(item=t.Scalar(name="decimal" | "date")) | t.SetType():
                raise NotWritten(str(type_))
            case _:
                return value


WRITER = Literals(STAND.types)


def files() -> dict[str, str]:
    """Give the test classes by file name."""
    return {
        f"{made.name}.cls": text_of(made)
        for theme, vectors in groupby(runs(), lambda vector: vector.theme)
        for made in _classes(NAMES[theme], [*vectors])
    }


# ---------------------------------------------------------------- classes and methods


def _classes(name: str, vectors: list[Vector]) -> Iterator[ax.Class]:
    """Write as many classes as the methods need: Code Analyzer adds up what a class does."""
    shares: list[list[ax.Method]] = [[]]
    for function, own in groupby(vectors, lambda vector: vector.function):
        methods = [*_methods(function, [*own])]
        if _weight(shares[-1]) + _weight(methods) > HEAVIEST:
            shares.append([])
        shares[-1] += methods
    for number, share in enumerate(shares):
        yield _class(f"Pipeline{name}{('', 'Second', 'Third')[number]}Test", name, share)


def _weight(methods: list[ax.Method]) -> int:
    return sum(1 + isinstance((each.body or (None,))[0], ax.Try) for each in methods)


def _class(name: str, theme: str, methods: list[ax.Method]) -> ax.Class:
    description = (
        f"Holds the functions of {theme.lower()} to the results that every target gives. No data "
        "is touched, so it does not matter for whom they run."
    )
    alone = ax.Annotation("SuppressWarnings", ("'PMD.ApexUnitTestClassShouldHaveRunAs'",))
    doc = ax.Doc(description, (("group", "Pipeline Runtime"),))
    return ax.Class("private", name, methods, doc, annotations=(IS_TEST, alone))


def _methods(function: str, vectors: list[Vector]) -> Iterator[ax.Method]:
    equal = (_equal(each) for each in vectors if not each.fails)
    given: list[ax.Statement] = [each for each in equal if each is not None]
    for number, start in enumerate(range(0, len(given), MOST_ASSERTIONS)):
        lines = tuple(given[start : start + MOST_ASSERTIONS])
        yield _method(f"{_camel(function)}AgreesWithOtherTargets{_word(number)}", lines)
    refused = (_refused(each) for each in vectors if each.fails)
    failing = [each for each in refused if each is not None]
    for number, body in enumerate(failing[:2]):
        yield _method(f"{_camel(function)}RefusesBadArguments{_word(number)}", body)


def _method(name: str, body: tuple[ax.Statement, ...]) -> ax.Method:
    return ax.Method("static", "void", name, (), body, annotations=(IS_TEST,))


def _camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda found: found[1].upper(), name)


def _word(number: int) -> str:
    return ("", "More", "Further", "Others")[number]


def _equal(vector: Vector) -> ax.Statement | None:
    """Write one assertion of a vector; None where it has no literals."""
    try:
        call = _call(vector)
        wanted = literal(vector.gives, call[1])
    except NotWritten:
        return None
    return ax.Evaluate(ax.call("Assert.areEqual", wanted, call[0], ax.Text(_told(vector))))


def _refused(vector: Vector) -> tuple[ax.Statement, ...] | None:
    """Write what expects that a call fails."""
    try:
        call, result = _call(vector)
    except NotWritten:
        return None
    kind = ax.Text("TRANSFORMATION" if vector.function == "jmespath" else "EXPRESSION")
    seen = ax.call(
        "Assert.areEqual",
        kind,
        ax.member(ax.call("PipelineException.wrap", ax.Name("refusal")), "type"),
        ax.Text(f"{vector.function} says why"),
    )
    made = ax.Declare(STAND.written(result), "made", call)
    missing = ax.Evaluate(
        ax.call("Assert.fail", ax.Binary("+", ax.Text(f"{vector.function} gave "), ax.Name("made")))
    )
    return (ax.Try((made, missing), "refusal", (ax.Evaluate(seen),)),)


def _told(vector: Vector) -> str:
    shown = ", ".join(str(each) for each in vector.arguments)
    text = "".join(c if " " <= c <= "~" and c not in "'\\" else "?" for c in shown)
    return f"{vector.function}({text[:40]}{'...' if len(text) > 40 else ''})"


def _call(vector: Vector) -> tuple[ax.Expression, t.Type]:
    node = call_of(vector, constants=True)
    values = [
        literal(value, each.type)
        for value, each in zip(vector.arguments, node.arguments, strict=True)
        if each is not None
    ]
    assert isinstance(node, ir.Call)
    return write(node, values, WRITER), node.type


# ---------------------------------------------------------------- values


def literal(value: Any, type_: t.Type) -> ax.Expression:
    """Write a value as Apex has it."""
    match value:
        case None:
            return ax.NULL
        case bool():
            return ax.TRUE if value else ax.FALSE
        case int():
            return literals.long(value)
        case float():
            return literals.double(value)
        case Decimal():
            return _decimal(str(value if value else abs(value)))
        case str():
            return _text(value)
        case UUID():
            return ax.Text(str(value))
        case _:
            return _of_time(value) or _made(value, type_)


def _decimal(digits: str) -> ax.Expression:
    if "E" in digits:
        return ax.call("Decimal.valueOf", ax.Text(digits))
    return literals.decimal(digits)


def _text(value: str) -> ax.Expression:
    if len(value) > LONGEST_TEXT:
        raise NotWritten("a long text")
    return ax.Text(value)


def _of_time(value: Any) -> ax.Expression | None:
    match value:
        case datetime():
            epoch = datetime(1970, 1, 1, tzinfo=value.tzinfo)
            milliseconds = (value - epoch) // timedelta(milliseconds=1)
            return ax.call("Datetime.newInstance", literals.long(milliseconds))
        case date():
            parts = (ax.Name(str(part)) for part in (value.year, value.month, value.day))
            return ax.call("Date.newInstance", *parts)
        case timedelta():
            return literals.long(value // timedelta(milliseconds=1))
        case _:
            return None


def _made(value: Any, type_: t.Type) -> ax.Expression:
    plain = t.present(type_)
    match value, plain:
        case (list() | tuple(), t.TupleType(items=items)):
            types: list[t.Type] = [*items]
        case (list(), t.ListType(item=item) | t.SetType(item=item)):
            types = [item] * len(value)
        case (dict(), t.MapType(value=item)):
            return _map(value, item, STAND.written(plain))
        case (dict(), _) if plain != RECORD:
            return _map(value, t.JSON, "Map<String, Object>")
        case (list(), _):
            types = [t.JSON] * len(value)
        case _:
            raise NotWritten(str(plain))
    written = STAND.written(plain) if plain != t.JSON else "List<Object>"
    if any(isinstance(each, Decimal) for each in value) and plain == t.JSON:
        raise NotWritten("JSON with decimals")
    items_ = tuple(literal(each, own) for each, own in zip(value, types, strict=True))
    return ax.NewItems(written, items_) if items_ else ax.New(written)


def _map(value: dict[str, Any], item: t.Type, written: str) -> ax.Expression:
    entries = tuple((_text(key), literal(each, item)) for key, each in value.items())
    return ax.NewMap(written, entries) if entries else ax.New(written)
