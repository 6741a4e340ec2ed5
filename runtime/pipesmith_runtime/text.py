"""The functions of text that are not one expression of Python."""

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from pipesmith_runtime.bounds import finite, int64
from pipesmith_runtime.data import decimal_text, plain, to_json
from pipesmith_runtime.errors import ExpressionFault
from pipesmith_runtime.numbers import truncated

MOST = 2**24
"""No function makes a text of more code points, or a list of more items, out of a number."""

WHITE_SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
"""Unicode's White_Space; `str.strip` also cuts the four separators of ASCII."""


def show(value: Any) -> str:
    """Show a value as text: `to_string`, and what a text with `{{ }}` holds."""
    match value:
        case str():
            return str(value)
        case Decimal():
            return decimal_text(value)
        case _:
            shown = plain(value)
            return shown if isinstance(shown, str) else to_json(value)


def trim(text: str) -> str:
    """Cut white space off both ends."""
    return text.strip(WHITE_SPACE)


def title(text: str) -> str:
    """Raise the first letter of every run of letters; marks belong to the letter before them."""
    from unicodedata import category

    raised, inside = [], False
    for char in text:
        kind = category(char)[0]
        raised.append(char.upper() if kind == "L" and not inside else char)
        inside = kind == "L" or (inside and kind == "M")
    return "".join(raised)


def capitalize(text: str) -> str:
    """Raise the first character."""
    return text[:1].upper() + text[1:]


def replace(text: str, old: str, new: str) -> str:
    """Replace every occurrence of a literal text."""
    if not old:
        raise ExpressionFault("`replace` has an empty text to replace")
    return text.replace(old, new)


def split(text: str, separator: str) -> list[str]:
    """Cut a text at every separator."""
    if not separator:
        raise ExpressionFault("`split` has an empty separator")
    return text.split(separator)


def lines(text: str) -> list[str]:
    """Cut a text at line breaks; one at the end starts no further line."""
    pieces = re.split("\r\n|\n|\r", text)
    return pieces if pieces[-1] else pieces[:-1]


def pad_left(text: str, width: int, fill: str = " ") -> str:
    """Fill a text up to a width, on the left."""
    return _filling(width - len(text), fill) + text


def pad_right(text: str, width: int, fill: str = " ") -> str:
    """Fill a text up to a width, on the right."""
    return text + _filling(width - len(text), fill)


def _filling(length: int, fill: str) -> str:
    if not fill:
        raise ExpressionFault("the text to fill with is empty")
    return repeat(fill, max(0, -(-length // len(fill))))[: max(0, length)]


def repeat(text: str, count: int) -> str:
    """Write a text several times."""
    if count < 0:
        raise ExpressionFault("`repeat` has a negative count")
    if len(text) * count > MOST:
        raise ExpressionFault(f"a text would have more than {MOST} characters")
    return text * count


def truncate(text: str, length: int, end: str = "\u2026") -> str:
    """Cut a text to a length, counting the end that shows the cut."""
    if length < 0:
        raise ExpressionFault("`truncate` has a negative length")
    if len(text) <= length:
        return text
    return end[:length] if length <= len(end) else text[: length - len(end)] + end


def slugify(text: str) -> str:
    """Make a text fit for an address."""
    from unicodedata import normalize

    letters = normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", letters).strip("-")


# ---------------------------------------------------------------- regular expressions


def matches(text: str, pattern: str) -> bool:
    """Tell whether a pattern matches somewhere."""
    return _compiled(pattern).search(text) is not None


def extract(text: str, pattern: str) -> str | None:
    """Give the first group of the first match, or the whole match when there is no group."""
    compiled = _compiled(pattern)
    found = compiled.search(text)
    return None if found is None else found[min(compiled.groups, 1)]


_PARTS = re.compile(r"\\.|\[\^?(?:\\.|[^\]\\])*\]|\$", re.DOTALL)
_LINEWISE = re.compile(r"\(\?[is]*m[ims]*\)")


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern of the common subset: `$` is the end of the text, classes are ASCII."""
    if not _LINEWISE.match(pattern):
        pattern = _PARTS.sub(lambda part: r"\Z" if part[0] == "$" else part[0], pattern)
    return re.compile(pattern, re.ASCII)


# ---------------------------------------------------------------- numbers and texts

_INT = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def to_int(value: str | float | Decimal) -> int:
    """Read an int from text, or cut the fraction off a number."""
    if not isinstance(value, str):
        return truncated(value)
    if not _INT.fullmatch(value):
        raise ExpressionFault("the text is not an int")
    digits = value.lstrip("+-").lstrip("0")
    if len(digits) > 19:
        raise ExpressionFault("the result does not fit a 64-bit int")
    return int64(-int(digits or "0") if value.startswith("-") else int(digits or "0"))


def to_float(value: str | float | Decimal) -> float:
    """Read a float from text, or convert a number."""
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        raise ExpressionFault("the text is not a number")
    return finite(float(value))


def to_decimal(value: str | float | Decimal) -> Decimal:
    """Read a decimal from text, or convert a number by the digits that show it."""
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        raise ExpressionFault("the text is not a number")
    try:
        return +Decimal(repr(value) if isinstance(value, float) else value)
    except InvalidOperation:
        raise ExpressionFault("the text is not a number that a decimal holds") from None


# ---------------------------------------------------------------- encodings


def base64_encode(text: str) -> str:
    """Write the UTF-8 bytes of a text as base64."""
    from binascii import b2a_base64

    return b2a_base64(text.encode(), newline=False).decode()


def base64_decode(text: str) -> str:
    """Read a text from base64 of its UTF-8 bytes."""
    from binascii import a2b_base64

    try:
        return a2b_base64(text, strict_mode=True).decode()
    except ValueError:
        raise ExpressionFault("the text is not base64 of UTF-8") from None


def url_encode(text: str) -> str:
    """Percent-encode all but letters, digits and `-._~`."""
    from urllib.parse import quote

    return quote(text, safe="")


def sha256(text: str) -> str:
    """Give the SHA-256 of the UTF-8 bytes in small hexadecimal digits."""
    from hashlib import sha256 as digest

    return digest(text.encode()).hexdigest()
