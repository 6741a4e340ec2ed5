"""Apex and Python do the same: drawn arguments, the same results to the character."""

import math
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Context, Decimal, DecimalException
from functools import cache
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.apexvm import Project, Thrown
from tests.apexvm.python_values import from_python, to_python
from tests.runtime.apex.library import library

from pipesmith_runtime import data, lists, numbers, reading, text, times
from pipesmith_runtime.bounds import finite, int64
from pipesmith_runtime.errors import ExpressionFault, PipelineError

FAILED = "failed"
FAULTS = (ExpressionFault, PipelineError, ArithmeticError, DecimalException, reading.Mismatch)
EXAMPLES = settings(max_examples=60)

ints = st.integers(-(2**63), 2**63 - 1)
near = st.integers(-60, 60)
floats = st.floats(allow_nan=False, allow_infinity=False)
decimals = st.decimals(-(10**12), 10**12, allow_nan=False, places=6) | st.decimals(
    -1000, 1000, allow_nan=False, places=2
)
texts = st.text(st.characters(codec="utf-8"), max_size=12)
instants = st.datetimes(datetime(1901, 1, 2), datetime(2150, 12, 30), timezones=st.just(UTC)).map(
    lambda value: value.replace(microsecond=value.microsecond // 1000 * 1000)
)
dates = st.dates(date(1, 1, 1), date(9999, 12, 31))
zones = st.sampled_from(
    ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe")
)


@cache
def project() -> Project:
    return library()


def apex(cls: str, method: str, *arguments: Any) -> Any:
    """Call a method of the library; any failure of the language is one answer."""
    values = (each if isinstance(each, list) else from_python(each) for each in arguments)
    try:
        return to_python(project().call_raw(cls, method, *values))
    except Thrown:
        return FAILED


def python(function: Callable[..., Any], *arguments: Any) -> Any:
    try:
        return function(*arguments)
    except FAULTS:
        return FAILED


def same(left: Any, right: Any) -> bool:
    """Compare with the types and digits that a program can see."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return str(_signless(left)) == str(_signless(right))
    if isinstance(left, float) or isinstance(right, float):
        return repr(left) == repr(right)
    return bool(left == right)


def _signless(value: Decimal) -> Decimal:
    """Give zero without a sign and without an exponent, which Apex has not."""
    plain = value if value else abs(value)
    exponent = plain.as_tuple().exponent
    if isinstance(exponent, int) and exponent > 0:
        return plain.quantize(Decimal(1), context=Context(prec=400))
    return plain


def agree(apex_call: tuple[Any, ...], python_call: tuple[Any, ...]) -> None:
    got, wanted = apex(*apex_call), python(*python_call)
    assert same(got, wanted), (got, wanted)


# ---------------------------------------------------------------- numbers


@EXAMPLES
@given(floats)
@example(5e-324)
@example(1e16)
@example(9007199254740993.0)
@example(-0.0)
def test_floats_are_shown(value: float) -> None:
    assert apex("PipelineFloatText", "of", value) == repr(value)


@EXAMPLES
@given(ints, ints, st.sampled_from(["add", "subtract", "multiply", "div", "mod"]))
def test_ints(left: int, right: int, name: str) -> None:
    wanted: dict[str, Callable[[int, int], int]] = {
        "add": lambda a, b: int64(a + b),
        "subtract": lambda a, b: int64(a - b),
        "multiply": lambda a, b: int64(a * b),
        "div": numbers.div,
        "mod": numbers.mod,
    }
    for pair in ((left, right), (left % 97, right % 11), (left % 97 - 48, right % 11 - 5)):
        agree(("PipelineInts", name, *pair), (wanted[name], *pair))


@EXAMPLES
@given(floats, floats, st.sampled_from(["div", "mod"]))
def test_floats_are_divided(left: float, right: float, name: str) -> None:
    small = tuple(math.fmod(round(each, 12), 1000.0) for each in (left, right))
    function = numbers.div if name == "div" else numbers.mod
    agree(("PipelineFloats", name, *small), (function, *small))


@EXAMPLES
@given(decimals, decimals, st.sampled_from("add subtract multiply divide div mod".split()))
def test_decimals(left: Decimal, right: Decimal, name: str) -> None:
    wanted: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
        "add": lambda a, b: a + b,
        "subtract": lambda a, b: a - b,
        "multiply": lambda a, b: a * b,
        "divide": lambda a, b: a / b,
        "div": numbers.div,
        "mod": numbers.mod,
    }
    agree(("PipelineDecimals", name, left, right), (wanted[name], left, right))


@EXAMPLES
@given(decimals.map(abs), st.integers(-3, 8))
def test_powers_of_decimals(value: Decimal, exponent: int) -> None:
    agree(("PipelinePowers", "root", value), (numbers.root_decimal, value))
    agree(("PipelinePowers", "power", value, exponent), (numbers.power_decimal, value, exponent))


@EXAMPLES
@given(floats, decimals, ints, st.integers(-5, 8))
def test_rounding(value: float, digits: Decimal, whole: int, places: int) -> None:
    small = math.fmod(value, 1e6)
    for name, function in (
        ("rounded", numbers.rounded),
        ("floor", numbers.floor),
        ("ceil", numbers.ceil),
        ("truncated", numbers.truncated),
    ):
        agree(("PipelineRounding", name, small), (function, small))
        agree(("PipelineRounding", name, value), (function, value))
        agree(("PipelineRounding", name, digits), (function, digits))
    for each in (small, digits, whole):
        agree(("PipelineRounding", "roundTo", each, places), (numbers.round_to, each, places))


@EXAMPLES
@given(
    st.from_regex(r"[+-]?[0-9]{1,5}(\.[0-9]{1,8})?([eE][+-]?[0-9]{1,2})?", fullmatch=True) | texts
)
def test_numbers_are_read(written: str) -> None:
    agree(("PipelineInts", "parse", written), (text.to_int, written))
    agree(("PipelineFloats", "parse", written), (text.to_float, written))
    agree(("PipelineDecimals", "parse", written), (text.to_decimal, written))


@EXAMPLES
@given(st.lists(floats, max_size=6))
def test_floats_are_added_from_the_left(values: list[float]) -> None:
    agree(("PipelineSums", "ofFloats", values), (lists.sum_floats, values))


# ---------------------------------------------------------------- text


@EXAMPLES
@given(texts, near, near, texts.filter(bool))
def test_texts_are_cut(value: str, start: int, stop: int, other: str) -> None:
    agree(("PipelineText", "length", value), (len, value))
    agree(("PipelineText", "slice", value, start, stop), (lambda: value[start:stop],))
    agree(("PipelineText", "indexOf", value, other), (value.find, other))
    agree(("PipelineWidths", "padLeft", value, stop, other), (text.pad_left, value, stop, other))
    agree(("PipelineWidths", "padRight", value, stop, other), (text.pad_right, value, stop, other))
    agree(("PipelineWidths", "truncate", value, stop, other), (text.truncate, value, stop, other))
    agree(("PipelineWords", "split", value, other), (text.split, value, other))
    agree(("PipelineWords", "lines", value), (text.lines, value))


@EXAMPLES
@given(texts)
def test_texts_are_changed(value: str) -> None:
    agree(("PipelineWords", "trim", value), (text.trim, value))
    agree(("PipelineSlug", "of", value), (text.slugify, value))
    agree(("PipelineEncodings", "toBase64", value), (text.base64_encode, value))
    agree(("PipelineEncodings", "fromBase64", value), (text.base64_decode, value))
    agree(("PipelineEncodings", "toUrl", value), (text.url_encode, value))
    agree(("PipelineEncodings", "sha256", value), (text.sha256, value))
    agree(("PipelineJson", "quoted", value), (data.to_json, value))


@EXAMPLES
@given(st.lists(st.text(max_size=3), max_size=8))
@example(["\uffff", "\U0001f600", "\ue000", "\ud7ff"])
def test_texts_are_sorted_by_code_point(values: list[str]) -> None:
    whole = [each.encode("utf-8", "replace").decode() for each in values]
    agree(("PipelineOrder", "sorted", whole), (sorted, whole))


# ---------------------------------------------------------------- JSON

json_values = st.recursive(
    st.none() | st.booleans() | ints | floats | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=8,
)


@EXAMPLES
@given(json_values, st.sampled_from([None, 2]))
def test_json_is_read_and_written(value: Any, indent: int | None) -> None:
    from json import dumps

    written = dumps(value, indent=indent)
    read = project().call_raw("PipelineJson", "read", from_python(written))
    assert to_python(project().call_raw("PipelineJson", "write", read)) == data.to_json(value)


# ---------------------------------------------------------------- times


@EXAMPLES
@given(
    dates, dates, st.integers(-3000, 3000), st.sampled_from("day week month quarter year".split())
)
def test_dates(first: date, second: date, amount: int, unit: str) -> None:
    agree(("PipelineUnits", "add", first, amount, unit), (times.date_add, first, amount, unit))
    agree(("PipelineUnits", "startOf", first, unit), (times.start_of, first, unit))
    agree(
        ("PipelineUnits", "difference", first, second, unit), (times.date_diff, first, second, unit)
    )
    pattern = "EEEE, d MMMM yyyy (EEE dd.MM.yy M)"
    agree(("PipelineDateFormat", "format", first, pattern), (times.format_date, first, pattern))
    agree(("PipelineTimes", "text", first), (first.isoformat,))


UNITS = "millisecond second minute hour day week month quarter year".split()


@EXAMPLES
@given(instants, instants, st.integers(-3000, 3000), st.sampled_from(UNITS), zones)
def test_instants(first: datetime, second: datetime, amount: int, unit: str, zone: str) -> None:
    agree(("PipelineUnits", "add", first, amount, unit), (times.date_add, first, amount, unit))
    agree(("PipelineUnits", "startOf", first, unit, zone), (times.start_of, first, unit, zone))
    agree(
        ("PipelineUnits", "difference", first, second, unit), (times.date_diff, first, second, unit)
    )
    agree(("PipelineTimes", "textIn", first, zone), (times.to_timezone, first, zone))
    agree(("PipelineTimes", "text", first), (times.instant_text, first))
    pattern = "yyyy-MM-dd'T'HH:mm:ss.SSS h a"
    agree(
        ("PipelineDateFormat", "format", first, pattern, zone),
        (times.format_date, first, pattern, zone),
    )


@EXAMPLES
@given(st.integers(-(10**13), 10**13))
def test_durations(milliseconds: int) -> None:
    span = timedelta(milliseconds=milliseconds)
    written = times.duration_text(span)
    assert apex("PipelineDurations", "text", milliseconds) == written
    assert apex("PipelineDurations", "parse", written) == milliseconds


@EXAMPLES
@given(st.from_regex(reading._DURATION, fullmatch=True) | texts)
def test_durations_are_read(written: str) -> None:
    try:
        wanted = reading.read_duration(written) // timedelta(milliseconds=1)
    except reading.Mismatch:
        wanted = None
    assert apex("PipelineDurations", "parse", written) == wanted


@EXAMPLES
@given(
    instants, st.sampled_from(["Z", "+02:00", "-11:30", "z", ""]), st.integers(0, 9), st.booleans()
)
def test_instants_are_read(value: datetime, offset: str, digits: int, small: bool) -> None:
    fraction = f".{'123456789'[:digits]}" if digits else ""
    written = f"{value:%Y-%m-%d}{'t' if small else 'T'}{value:%H:%M:%S}{fraction}{offset}"
    try:
        wanted = reading.read_instant(written)
    except reading.Mismatch:
        wanted = None
    assert apex("PipelineTimes", "parse", written) == wanted


def test_a_difference_is_noticed() -> None:
    """Show that the comparison can fail: by type, by digits, by value."""
    assert not same(1.0, 1)
    assert not same(Decimal("1.0"), Decimal("1.00"))
    with pytest.raises(AssertionError):
        agree(("PipelineInts", "add", 1, 2), (lambda: 4,))
    assert finite(1.0) == 1.0
