"""JSON read as declared types in Apex, beside what the Python runtime reads and says."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from json import dumps
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.apexvm import Project, Thrown
from tests.apexvm.python_values import to_python
from tests.runtime.apex.library import library, problem

from pipesmith_runtime import records
from pipesmith_runtime.errors import PipelineError
from pipesmith_runtime.reading import read_json

PROBE = """
public class Probe {{
    public static Object read(String text) {{
        PipelineReader source = PipelineReader.answer(PipelineJson.receive(text));
        Object made = {call};
        source.requireSound();
        return made;
    }}
}}
"""
READ: dict[str, tuple[Any, str]] = {
    "int": (int, "source.asLong()"),
    "float": (float, "source.asDouble()"),
    "decimal": (Decimal, "source.asDecimal()"),
    "decimal(6, 2)": (Annotated[Decimal, records.Digits(6, 2)], "source.asDecimal(6, 2)"),
    "string": (str, "source.asText()"),
    "bool": (bool, "source.asFlag()"),
    "uuid": (UUID, "source.asUuid()"),
    "date": (records.Date, "source.asDate()"),
    "datetime": (datetime, "source.asDatetime()"),
    "duration": (timedelta, "source.asDuration()"),
    "email": (records.Email, "source.asEmail()"),
    "url": (records.Url, "source.asUrl()"),
    "path": (records.Path, "source.asPath()"),
    "int?": (int | None, "source.orNull().asLong()"),
    "literal": (Literal["a", "b"], "source.asChoice(new List<String>{ 'a', 'b' })"),
}
texts = st.text(st.characters(codec="utf-8"), max_size=45)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.integers(-999, 999)
    | st.floats(-1e6, 1e6, allow_subnormal=False)
    | texts
    | st.decimals(-99999, 99999, places=3).map(str)
    | st.dates().map(str)
    | st.datetimes().map(lambda value: f"{value.isoformat()}Z")
    | st.uuids().map(lambda value: str(value).upper())
    | st.sampled_from(
        [
            "a",
            "b",
            "A",
            "PT5S",
            "-P1DT0.5S",
            "a@b.example",
            "https://a.example/b c",
            "12.50",
            "//a/./b/",
            "///",
            ".",
        ]
    )
    | st.sampled_from([[], [1, 2], {}, {"a": 1}])
)


@cache
def project(kind: str) -> Project:
    return library(Probe=PROBE.format(call=READ[kind][1]))


def apex(kind: str, text: str) -> Any:
    try:
        return shown(to_python(project(kind).call_static("Probe", "read", text)))
    except Thrown as thrown:
        return to_python(thrown.message), to_python(problem(thrown, "detail"))


def python(kind: str, text: str) -> Any:
    try:
        return shown(records.validate(READ[kind][0], read_json(text)))
    except PipelineError as error:
        return error.message, error.detail


def shown(value: Any) -> Any:
    """Give a value as Apex holds it."""
    match value:
        case timedelta():
            return value // timedelta(milliseconds=1)
        case UUID() | PurePosixPath():
            return str(value)
        case datetime():
            return value.astimezone(UTC)
        case Decimal() if not value:
            return abs(value)
        case _:
            return value


def exact(value: Any) -> Any:
    return (type(value).__name__, str(value)) if isinstance(value, float | Decimal) else value


@pytest.mark.parametrize("kind", READ)
@settings(max_examples=40, deadline=None)
@given(scalars)
@example(1.0)
@example(2.5)
@example("")
def test_the_same_is_read(kind: str, value: Any) -> None:
    text = dumps(value)
    assert exact(apex(kind, text)) == exact(python(kind, text))


def test_a_difference_is_noticed() -> None:
    assert exact(apex("int", "1")) == 1
    assert exact(apex("float", "1")) != exact(python("int", "1"))
    assert apex("int", '"1"') == ('expected int, found text "1"', python("int", '"1"')[1])
