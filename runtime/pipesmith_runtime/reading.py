"""From JSON data to values of the language's types (rule 43), one reader for each type.

A reader takes what JSON has for the type or what Python has, and raises `Mismatch` for the rest.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from math import isfinite
from pathlib import PurePosixPath
from typing import Any, TypeVar
from uuid import UUID

from pipesmith_runtime.errors import VALIDATION, PipelineError

INT_MIN, INT_MAX = -(2**63), 2**63 - 1
PLAIN = Context(prec=28, rounding=ROUND_HALF_EVEN)

T = TypeVar("T")

_DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,4})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]+))?"
    r"([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_DURATION = re.compile(
    r"([+-])?P(?=[0-9T])(?:([0-9]+)W)?(?:([0-9]+)D)?"
    r"(?:T(?=[0-9])(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)(?:[.,]([0-9]+))?S)?)?"
)
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_EMAIL = re.compile(r"[^\s@<>\"(),:;\[\\\]]+@[^\s@.<>\"(),:;\[\\\]]+(\.[^\s@.<>\"(),:;\[\\\]]+)+")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s/?#]+[^\s]*")


class Mismatch(ValueError):
    """A value is not of the type `expected`; `text` is a message of the program's own."""

    def __init__(self, expected: str, text: str | None = None) -> None:
        super().__init__(text or f"expected {expected}")
        self.expected = expected
        self.text = text


def counted(value: Any) -> Any:
    """Refuse `true` and `false`, which Python takes for 1 and 0."""
    if isinstance(value, bool):
        raise Mismatch("int")
    return value


class Digits(float):
    """A number of a JSON text that remembers how it was written."""

    __slots__ = ("text",)
    text: str

    def __new__(cls, text: str) -> "Digits":
        """Read the digits."""
        number = super().__new__(cls, text)
        number.text = text
        return number


def read_json(text: str | bytes) -> Any:
    """Read a JSON text; raise VALIDATION when it is none."""
    import json

    def refuse(word: str) -> Any:
        raise ValueError(f"`{word}` is not JSON")

    try:
        return json.loads(text, parse_float=Digits, parse_constant=refuse)
    except json.JSONDecodeError as failure:
        where = f"line {failure.lineno}, column {failure.colno}"
        message = f"the text is not JSON: {failure.msg.removesuffix(' at')} at {where}"
    except (ValueError, RecursionError) as failure:
        message = f"the text is not JSON: {failure}"
    problem = {"path": "$", "message": message, "expected": "JSON", "found": "other text"}
    raise PipelineError(VALIDATION, message, [problem]) from None


def read_int(value: Any) -> int:
    """Read a number without a fraction that fits 64 bits."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Mismatch("int")
    if isinstance(value, float) and not value.is_integer():
        raise Mismatch("int")
    number = int(Decimal(value.text)) if isinstance(value, Digits) else int(value)
    if not INT_MIN <= number <= INT_MAX:
        raise Mismatch("int of 64 bits")
    return number


def read_float(value: Any) -> float:
    """Read any finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Mismatch("float")
    try:
        number = float(value)
    except OverflowError:
        raise Mismatch("finite float") from None
    if not isfinite(number):
        raise Mismatch("finite float")
    return number


def read_decimal(value: Any) -> Decimal:
    """Read digits, as a text or number; 28 of them count."""
    match value:
        case bool():
            raise Mismatch("decimal")
        case Decimal():
            number = value
        case Digits():
            number = Decimal(value.text)
        case float():
            number = Decimal(repr(value))
        case int():
            number = Decimal(value)
        case str() if _DECIMAL.fullmatch(value):
            number = Decimal(value)
        case _:
            raise Mismatch("decimal")
    return _of_28_digits(number)


def _of_28_digits(number: Decimal) -> Decimal:
    if not number.is_finite() or abs(number.adjusted()) > 6_000:
        raise Mismatch("finite decimal")
    try:
        return PLAIN.plus(number)
    except InvalidOperation:
        raise Mismatch("decimal") from None


def read_scaled(value: Decimal, precision: int, scale: int) -> Decimal:
    """Round a decimal to its declared scale; what does not fit its precision is refused."""
    try:
        number = value.quantize(Decimal(1).scaleb(-scale), context=PLAIN)
    except InvalidOperation:
        raise Mismatch(f"decimal({precision}, {scale})") from None
    if number and number.adjusted() >= precision - scale:
        raise Mismatch(f"decimal({precision}, {scale})")
    return number


def read_text(value: Any) -> str:
    """Read a text."""
    if not isinstance(value, str):
        raise Mismatch("string")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Mismatch("string of whole characters") from None
    return value if type(value) is str else str(value)


def read_bool(value: Any) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise Mismatch("bool")
    return value


def read_uuid(value: Any) -> UUID:
    """Read a UUID in any case."""
    if isinstance(value, UUID):
        return value
    if isinstance(value, str) and _UUID.fullmatch(value):
        return UUID(value)
    raise Mismatch("uuid")


def read_date(value: Any) -> date:
    """Read `2026-01-31`."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _DATE.fullmatch(value):
        return _made(lambda: date.fromisoformat(value), "date")
    raise Mismatch("date")


def read_instant(value: Any) -> datetime:
    """Read RFC 3339 with any offset; give UTC in whole milliseconds."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return _whole(value)
    found = _INSTANT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise Mismatch("datetime")
    day, time, fraction, offset = found.groups()
    zone = "+00:00" if offset in "Zz" else offset
    text = f"{day}T{time}.{(fraction or '').ljust(3, '0')[:3]}{zone}"
    return _made(lambda: _whole(datetime.fromisoformat(text)), "datetime")


def _whole(value: datetime) -> datetime:
    utc = value.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def read_duration(value: Any) -> timedelta:
    """Read ISO 8601, weeks to milliseconds."""
    if isinstance(value, timedelta):
        return value
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise Mismatch("duration")
    sign, weeks, days, hours, minutes, seconds, fraction = found.groups()
    whole = {"weeks": weeks, "days": days, "hours": hours, "minutes": minutes, "seconds": seconds}
    milliseconds = int((fraction or "").ljust(3, "0")[:3])
    counts = {unit: int(count or 0) for unit, count in whole.items()}
    length = _made(lambda: timedelta(**counts, milliseconds=milliseconds), "duration")
    return -length if sign == "-" else length


def read_path(value: Any) -> PurePosixPath:
    """Read a path with `/` between its parts."""
    if isinstance(value, PurePosixPath):
        return value
    if isinstance(value, str) and value and "\0" not in value:
        return PurePosixPath(value)
    raise Mismatch("path")


def read_email(value: Any) -> str:
    """Read an address of e-mail."""
    if isinstance(value, str) and len(value) <= 254 and _EMAIL.fullmatch(value):
        return value
    raise Mismatch("email")


def read_url(value: Any) -> str:
    """Read an absolute URL."""
    if isinstance(value, str) and _URL.fullmatch(value):
        return value
    raise Mismatch("url")


def read_data(value: Any) -> Any:
    """Read any JSON data."""
    match value:
        case None | bool() | str():
            return read_text(value) if isinstance(value, str) else value
        case float():
            return read_float(value)
        case int():
            return read_int(value)
        case list() | tuple():
            return [read_data(item) for item in value]
        case dict():
            return {read_text(key): read_data(item) for key, item in value.items()}
        case _:
            raise Mismatch("json")


def distinct(values: list[Any]) -> list[Any]:
    """Make a set of a list."""
    from pipesmith_runtime.data import DistinctList

    return DistinctList(values)


def found(value: Any) -> str:
    """Say in a few words what a value is."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return f'text "{value[:40]}{"..." if len(value) > 40 else ""}"'
        case Digits():
            return f"number {value.text[:40]}"
        case int() | float():
            return f"number {str(value)[:40]}"
        case list() | tuple():
            return f"list of {len(value)}"
        case dict():
            return "object"
        case _:
            return f"`{type(value).__name__}`"


def _made(make: Callable[[], T], expected: str) -> T:
    try:
        return make()
    except (ValueError, OverflowError):
        raise Mismatch(expected) from None
