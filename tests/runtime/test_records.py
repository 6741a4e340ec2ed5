"""Reading and writing JSON by the rules, and what is said about what does not fit."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from pydantic import Field

from pipesmith_runtime import ExpressionFault, Outcome, PipelineError
from pipesmith_runtime.data import DistinctList
from pipesmith_runtime.errors import TIMEOUT, as_pipeline_error
from pipesmith_runtime.reading import read_json
from pipesmith_runtime.records import (
    Bool,
    Date,
    Decimal28,
    Digits,
    Distinct,
    Duration,
    Email,
    Float,
    Instant,
    Int,
    Json,
    Path,
    Record,
    Text,
    Url,
    Uuid,
    Where,
    check,
    conform,
    convert,
    json_schema,
    json_value,
    validate,
)

MONEY = Annotated[Decimal28, Digits(5, 2)]
SOME_UUID = "aaaaaaaa-0000-4000-8000-00000000000f"


class Level(StrEnum):
    """An enum with a value that Python cannot spell."""

    low = "low"
    class_ = "class"


class Part(Record):
    """A nested record."""

    count: Int
    price: Decimal28 = Decimal("1.50")


@check(lambda it: it.low <= it.high, "low <= high", "low must not exceed high")
class Range(Record):
    """A record with a condition across its fields."""

    low: Int
    high: Annotated[Int, Where(lambda it: it < 100, "it < 100")] = 50


class Circle(Record):
    """One member of a union."""

    kind: Literal["circle"] = "circle"
    radius: Float


class Square(Record):
    """The other member."""

    kind: Literal["square"] = "square"
    side: Float


class Drawing(Record):
    """A record that holds unions and a name that Python cannot spell."""

    shapes: list[Annotated[Circle | Square, Field(discriminator="kind")]] = []  # noqa: RUF012
    class_: Text | None = Field(None, validation_alias="class", serialization_alias="class")


GOOD: list[tuple[Any, str, Any, Any]] = [
    (Int, "3", 3, 3),
    (Int, "3.0", 3, 3),
    (Int, "-9223372036854775808", -(2**63), -(2**63)),
    (Int, "9007199254740993.0", 9007199254740993, 9007199254740993),
    (Float, "3", 3.0, 3.0),
    (Float, "1e16", 1e16, 1e16),
    (Decimal28, '"1.10"', Decimal("1.10"), "1.10"),
    (Decimal28, "1.10", Decimal("1.10"), "1.10"),
    (Decimal28, "12345678901234567890123456785", Decimal("1.234567890123456789012345678E+28"),
     "12345678901234567890123456780"),
    (MONEY, "1.005", Decimal("1.00"), "1.00"),
    (MONEY, '"1.015"', Decimal("1.02"), "1.02"),
    (MONEY, "-999.994", Decimal("-999.99"), "-999.99"),
    (Text, '"\\u00e9"', "\u00e9", "\u00e9"),
    (Bool, "true", True, True),
    (Uuid, f'"{SOME_UUID.upper()}"', UUID(SOME_UUID), SOME_UUID),
    (Date, '"2026-01-31"', date(2026, 1, 31), "2026-01-31"),
    (Instant, '"2026-01-31T12:00:00.1239+02:00"',
     datetime(2026, 1, 31, 10, 0, 0, 123_000, UTC), "2026-01-31T10:00:00.123Z"),
    (Instant, '"2026-01-31T10:00:00Z"', datetime(2026, 1, 31, 10, tzinfo=UTC),
     "2026-01-31T10:00:00.000Z"),
    (Duration, '"P1DT2H"', timedelta(days=1, hours=2), "P1DT2H"),
    (Duration, '"PT0.25S"', timedelta(milliseconds=250), "PT0.25S"),
    (Duration, '"-PT1M"', timedelta(minutes=-1), "-PT1M"),
    (Duration, '"PT0S"', timedelta(0), "PT0S"),
    (Path, '"a/b"', PurePosixPath("a/b"), "a/b"),
    (Email, '"ada@example.com"', "ada@example.com", "ada@example.com"),
    (Url, '"https://example.com/a?b#c"', "https://example.com/a?b#c", "https://example.com/a?b#c"),
    (Json, '{"a": [1.10, null]}', {"a": [1.1, None]}, {"a": [1.1, None]}),
    (Level, '"class"', Level.class_, "class"),
    (Annotated[list[Int], Distinct()], "[2, 1, 2]", DistinctList([2, 1]), [2, 1]),
    (dict[str, Int], '{"b": 1, "a": 2}', {"b": 1, "a": 2}, {"b": 1, "a": 2}),
    (tuple[Int, Text], '[1, "a"]', (1, "a"), [1, "a"]),
    (Int | None, "null", None, None),
    (Part, '{"count": 1}', Part(count=1), {"count": 1, "price": "1.50"}),
    (Drawing, '{"class": "x"}', Drawing(class_="x"), {"shapes": [], "class": "x"}),
    (list[Circle], '[{"kind": "circle", "radius": 1}]', [Circle(radius=1.0)],
     [{"kind": "circle", "radius": 1.0}]),
]  # fmt: skip


@pytest.mark.parametrize(("annotation", "text", "value", "written"), GOOD)
def test_what_fits_is_read_and_written(
    annotation: Any, text: str, value: Any, written: Any
) -> None:
    read = validate(annotation, read_json(text))
    assert (read, type(read)) == (value, type(value))
    assert json.dumps(json_value(read)) == json.dumps(written)
    assert validate(annotation, json_value(read)) == read


BAD: list[tuple[Any, str, str]] = [
    (Int, '"3"', 'expected int, found text "3"'),
    (Int, "true", "expected int, found true"),
    (Int, "3.5", "expected int, found number 3.5"),
    (Int, "9223372036854775808", "expected int of 64 bits, found number 9223372036854775808"),
    (Int, "null", "expected int, found null"),
    (Float, '"1"', 'expected float, found text "1"'),
    (Float, "true", "expected float, found true"),
    (Float, "1e999", "expected finite float, found number 1e999"),
    (Decimal28, '"NaN"', 'expected decimal, found text "NaN"'),
    (Decimal28, '"1_0"', 'expected decimal, found text "1_0"'),
    (Decimal28, '"1e9999"', 'expected finite decimal, found text "1e9999"'),
    (MONEY, "1000", "expected decimal(5, 2), found number 1000"),
    (MONEY, "999.995", "expected decimal(5, 2), found number 999.995"),
    (Text, "3", "expected string, found number 3"),
    (Text, '"\\ud800"', 'expected string of whole characters, found text "\ud800"'),
    (Bool, "1", "expected bool, found number 1"),
    (Bool, '"true"', 'expected bool, found text "true"'),
    (Uuid, '"x"', 'expected uuid, found text "x"'),
    (Date, '"2026-02-30"', 'expected date, found text "2026-02-30"'),
    (Date, '"2026-01-31T00:00:00Z"', 'expected date, found text "2026-01-31T00:00:00Z"'),
    (Instant, '"2026-01-31T10:00:00"', 'expected datetime, found text "2026-01-31T10:00:00"'),
    (Instant, "1700000000", "expected datetime, found number 1700000000"),
    (Instant, '"0001-01-01T00:00:00+02:00"', "expected datetime, found text"),
    (Duration, '"P1Y"', 'expected duration, found text "P1Y"'),
    (Duration, '"P"', 'expected duration, found text "P"'),
    (Duration, '"P999999999999D"', "expected duration, found text"),
    (Email, '"ada"', 'expected email, found text "ada"'),
    (Url, '"example.com"', 'expected url, found text "example.com"'),
    (Level, '"class_"', 'expected "low" or "class", found text "class_"'),
    (list[Int], "{}", "expected list, found object"),
    (list[Int], '[1, "2"]', '$[1]: expected int, found text "2"'),
    (dict[str, Int], '{"a": "b"}', '$.a: expected int, found text "b"'),
    (tuple[Int, Text], "[1]", "missing"),
    (Part, "{}", "$.count: missing"),
    (Part, '{"count": 1, "cuont": 2}', "$.cuont: unknown field"),
    (Part, "[]", "expected object, found list of 0"),
    (Range, '{"low": 1, "high": 100}', "$.high: it < 100"),
    (Range, '{"low": 9, "high": 1}', "low must not exceed high"),
    (Circle, '{"radius": 1}', "`kind` is missing"),
    (Drawing, '{"shapes": [{"kind": "circle", "radius": "1"}]}',
     '$.shapes[0].radius: expected float, found text "1"'),
    (Drawing, '{"shapes": [{"kind": "star"}]}', '$.shapes[0]: expected "circle", "square"'),
    (Drawing, '{"shapes": [{"radius": 1}]}', "$.shapes[0]: expected a field `kind`, found object"),
]  # fmt: skip


@pytest.mark.parametrize(("annotation", "text", "message"), BAD)
def test_what_does_not_fit_is_refused_and_described(
    annotation: Any, text: str, message: str
) -> None:
    with pytest.raises(PipelineError) as caught:
        validate(annotation, read_json(text))
    assert caught.value.type == "VALIDATION"
    assert message in caught.value.message


def test_every_problem_is_found_and_the_first_three_are_in_the_message() -> None:
    data = read_json('{"shapes": [1, 2, {"kind": "circle"}], "class": 3, "x": null}')
    with pytest.raises(PipelineError) as caught:
        validate(Drawing, data, "body")
    error = caught.value
    paths = [problem["path"] for problem in error.detail]
    assert paths == ["body.shapes[0]", "body.shapes[1]", "body.shapes[2].radius", "body.class",
                     "body.x"]  # fmt: skip
    assert error.message.endswith("; and 2 more")
    assert all({"path", "message", "expected", "found"} == set(each) for each in error.detail)


@pytest.mark.parametrize("text", ["{", "NaN", "[1,]", "", '{"a": Infinity}', "[" * 100_000])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(PipelineError, match="the text is not JSON"):
        read_json(text)


def test_where_a_text_stops_being_json_is_said_once() -> None:
    with pytest.raises(PipelineError, match=r"Unterminated string starting at line 1, column 1$"):
        read_json('"a')


def test_records_are_frozen_and_equal_by_value() -> None:
    part = Part(count=1)
    with pytest.raises(ValueError, match="frozen"):
        part.count = 2
    assert part == Part(count=1, price=Decimal("1.5"))
    assert part != Part(count=2)


def test_a_condition_broken_in_a_constructor_is_validation() -> None:
    with pytest.raises(ValueError, match="low must not exceed high") as caught:
        Range(low=9, high=1)
    error = as_pipeline_error(caught.value)
    assert (error.type, error.message) == ("VALIDATION", "low must not exceed high")


def test_a_constructor_may_leave_the_literal_out() -> None:
    assert Circle(radius=1.0).kind == "circle"


def test_conversion_fails_as_an_expression_and_conformance_as_validation() -> None:
    assert convert({"count": 2.0}, Part) == Part(count=2)
    with pytest.raises(ExpressionFault, match=r"value.count: missing"):
        convert({}, Part)
    small = Annotated[Int, Where(lambda it: it < 10, "it < 10")]
    assert conform(3, small) == 3
    with pytest.raises(PipelineError, match="it < 10"):
        conform(30, small)


def test_a_condition_on_null_is_skipped() -> None:
    assert validate(Annotated[Int | None, Where(lambda it: it < 10, "it < 10")], None) is None


def test_a_condition_that_cannot_be_computed_is_an_expression_error() -> None:
    with pytest.raises(ZeroDivisionError):
        validate(Annotated[Int, Where(lambda it: 1 // it > 0, "1 div it > 0")], 0)


def test_outcomes_are_read_and_written() -> None:
    error = PipelineError(TIMEOUT, "late", stage="xs[1]")
    outcomes = [Outcome(True, 3, None, 0), Outcome(False, None, error, 1)]
    written = json_value(outcomes)
    assert written[0] == {"ok": True, "value": 3, "error": None, "index": 0}
    assert written[1]["error"]["type"] == "TIMEOUT"
    again = validate(list[Outcome[Int]], written)
    assert again[0] == outcomes[0]
    assert again[1].error.to_json() == error.to_json()


@check(lambda it: it.value > 0, "value > 0")
class Tree(Record):
    """A record that holds itself, and unions with itself."""

    kind: Literal["tree"] = "tree"
    value: Int
    next: "Tree | None" = None
    parts: 'list[Annotated[Tree | Circle, Field(discriminator="kind")]]' = Field(default=[])


@pytest.mark.parametrize("annotation", [Tree, list[Tree]])
@pytest.mark.parametrize("place", ["next", "parts"])
def test_a_record_within_itself_is_checked(annotation: Any, place: str) -> None:
    def told(inner: dict[str, Any]) -> str:
        whole = {"kind": "tree", "value": 1, place: [inner] if place == "parts" else inner}
        with pytest.raises(PipelineError) as caught:
            validate(annotation, whole if annotation is Tree else [whole])
        return caught.value.message

    at = f"${'' if annotation is Tree else '[0]'}.{place}{'[0]' if place == 'parts' else ''}"
    assert told({"kind": "tree", "value": 0}) == f"{at}: value > 0"
    assert told({"value": 1}).startswith(f"{at}: ")


def test_the_schema_of_a_record_that_holds_itself_refers_to_it() -> None:
    schema = json_schema(Tree)
    assert (schema["$ref"], [*schema["$defs"]]) == ("#/$defs/Tree", ["Circle", "Tree"])
    assert schema["$defs"]["Tree"]["required"] == ["kind", "value"]


def test_schemas_say_how_values_are_written() -> None:
    fields = json_schema(Part)["properties"]
    assert fields["price"] | {"title": None} == {
        "type": "string", "format": "decimal", "default": "1.50", "title": None,
    }  # fmt: skip
    assert json_schema(Drawing)["properties"]["class"]["anyOf"][0] == {"type": "string"}
    assert json_schema(Duration) == {"type": "string", "format": "duration"}
