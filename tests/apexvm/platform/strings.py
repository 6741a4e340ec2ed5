"""`String`: what it tells and gives, on UTF-16 units."""

from __future__ import annotations

import html
import html.entities
import re

from tests.apexvm import calendar
from tests.apexvm.equality import equal_exactly
from tests.apexvm.errors import fail
from tests.apexvm.hashing import hash_code
from tests.apexvm.platform.patterns import java_pattern, java_split, replacement
from tests.apexvm.registry import method, static
from tests.apexvm.text import characters, to_text, units
from tests.apexvm.types import STRING
from tests.apexvm.values import ApexList, Date, Value


def _blank(text: str) -> bool:
    return not text.strip()


@static("String")
def value_of(value: Value, *more: Value) -> Value:
    """Write a value; null stays null."""
    if value is None:
        return None
    return calendar.date_text(value.day) if isinstance(value, Date) else to_text(value)


@static("String")
def value_of_gmt(value: Value) -> str:
    """Write an instant in GMT."""
    return to_text(value)


@static("String")
def is_blank(text: str | None) -> bool:
    """Say whether there is nothing but space."""
    return text is None or _blank(text)


@static("String")
def is_not_blank(text: str | None) -> bool:
    """Say whether there is more than space."""
    return not is_blank(text)


@static("String")
def is_empty(text: str | None) -> bool:
    """Say whether there is nothing."""
    return not text


@static("String")
def is_not_empty(text: str | None) -> bool:
    """Say whether there is something."""
    return bool(text)


@static("String")
def join(items: Value, separator: str) -> str:
    """Join the texts of values."""
    if items is None:
        fail("NullPointerException", "Argument 1 cannot be null")
    return separator.join(map(to_text, items))


_HOLE = re.compile(r"'([^']*)'|'|\{(\d+)\}", re.DOTALL)


@static("String", "format")
def format_(pattern: str, values: Value) -> str:
    """Fill `{0}` as MessageFormat does: a quote protects, two quotes are one."""
    given = [] if values is None else values.items

    def fill(found: re.Match[str]) -> str:
        if found[2] is None:
            return found[1] or ""
        index = int(found[2])
        return to_text(given[index]) if index < len(given) else found[0]

    quote = "\ufffe"
    return _HOLE.sub(fill, pattern.replace("''", quote)).replace(quote, "'")


@static("String")
def escape_single_quotes(text: str) -> str:
    r"""Put a backslash before each quote and each backslash."""
    return text.replace("\\", "\\\\").replace("'", "\\'")


@static("String")
def from_char_array(codes: ApexList) -> str:
    """Make a text of code units."""
    return units("".join(map(chr, codes.items)))


@static("String")
def get_common_prefix(texts: ApexList) -> str:
    """Give what all texts start with."""
    first, last = min(texts.items), max(texts.items)
    for index, unit in enumerate(first):
        if unit != last[index]:
            return str(first[:index])
    return str(first)


@method("String")
def length(this: str) -> int:
    """Count the UTF-16 units."""
    return len(this)


@method("String")
def to_lower_case(this: str, locale: str = "") -> str:
    """Give small letters."""
    return units(characters(this).lower())


@method("String")
def to_upper_case(this: str, locale: str = "") -> str:
    """Give capital letters."""
    return units(characters(this).upper())


_TRIMMED = "".join(map(chr, range(33)))


@method("String")
def trim(this: str) -> str:
    """Drop space and control characters at both ends."""
    return this.strip(_TRIMMED)


@method("String")
def contains(this: str, part: str) -> bool:
    """Say whether a part occurs."""
    return part in this


@method("String")
def contains_ignore_case(this: str, part: str) -> bool:
    """Say whether a part occurs in any case."""
    return part.lower() in this.lower()


@method("String")
def contains_any(this: str, wanted: str) -> bool:
    """Say whether one of some characters occurs."""
    return any(unit in this for unit in wanted)


@method("String")
def contains_none(this: str, unwanted: str) -> bool:
    """Say whether none of some characters occurs."""
    return not contains_any(this, unwanted)


@method("String")
def contains_only(this: str, allowed: str) -> bool:
    """Say whether nothing but some characters occurs."""
    return all(unit in allowed for unit in this)


@method("String")
def contains_whitespace(this: str) -> bool:
    """Say whether there is space."""
    return any(unit.isspace() for unit in this)


@method("String")
def starts_with(this: str, part: str) -> bool:
    """Say how it starts."""
    return this.startswith(part)


@method("String")
def starts_with_ignore_case(this: str, part: str) -> bool:
    """Say how it starts, in any case."""
    return this.lower().startswith(part.lower())


@method("String")
def ends_with(this: str, part: str) -> bool:
    """Say how it ends."""
    return this.endswith(part)


@method("String")
def ends_with_ignore_case(this: str, part: str) -> bool:
    """Say how it ends, in any case."""
    return this.lower().endswith(part.lower())


@method("String")
def index_of(this: str, part: str, start: int = 0) -> int:
    """Find the first place of a part, or -1."""
    return this.find(part, max(start, 0))


@method("String")
def index_of_ignore_case(this: str, part: str, start: int = 0) -> int:
    """Find the first place of a part in any case, or -1."""
    return this.lower().find(part.lower(), max(start, 0))


@method("String")
def index_of_any(this: str, wanted: str) -> int:
    """Find the first of some characters, or -1."""
    return next((at for at, unit in enumerate(this) if unit in wanted), -1)


@method("String")
def index_of_any_but(this: str, unwanted: str) -> int:
    """Find the first character that is none of some, or -1."""
    return next((at for at, unit in enumerate(this) if unit not in unwanted), -1)


@method("String")
def index_of_char(this: str, code: int, start: int = 0) -> int:
    """Find a character by its code, or -1."""
    return this.find(units(chr(code)), max(start, 0))


@method("String")
def last_index_of(this: str, part: str, end: Value = None) -> int:
    """Find the last place of a part, or -1."""
    if end is None:
        return this.rfind(part)
    return this.rfind(part, 0, end + len(part)) if end >= 0 else -1


@method("String")
def last_index_of_ignore_case(this: str, part: str, end: Value = None) -> int:
    """Find the last place of a part in any case, or -1."""
    return last_index_of(this.lower(), part.lower(), end)


@method("String")
def substring(this: str, start: int, end: Value = None) -> str:
    """Give a part by its places."""
    stop = len(this) if end is None else end
    if not 0 <= start <= len(this):
        fail("StringException", f"Starting position out of bounds: {start}")
    if not start <= stop <= len(this):
        fail("StringException", f"Ending position out of bounds: {stop}")
    return this[start:stop]


@method("String")
def mid(this: str, start: int, count: int) -> str:
    """Give some characters from a place on."""
    return this[max(start, 0) : max(start, 0) + max(count, 0)]


@method("String")
def left(this: str, count: int) -> str:
    """Give the first characters."""
    return this[: max(count, 0)]


@method("String")
def right(this: str, count: int) -> str:
    """Give the last characters."""
    return this[-count:] if count > 0 else ""


@method("String")
def substring_before(this: str, separator: str) -> str:
    """Give what is before the first separator."""
    return this.split(separator, 1)[0] if separator else ""


@method("String")
def substring_before_last(this: str, separator: str) -> str:
    """Give what is before the last separator."""
    return this.rsplit(separator, 1)[0] if separator else this


@method("String")
def substring_after(this: str, separator: str) -> str:
    """Give what is after the first separator."""
    return this.partition(separator)[2] if separator else this


@method("String")
def substring_after_last(this: str, separator: str) -> str:
    """Give what is after the last separator."""
    return this.rpartition(separator)[2] if separator and separator in this else ""


@method("String")
def substring_between(this: str, opening: str, closing: str = "") -> Value:
    """Give what is between two texts, or null."""
    start = this.find(opening)
    end = this.find(closing or opening, start + len(opening))
    return None if start < 0 or end < 0 else this[start + len(opening) : end]


@method("String")
def replace(this: str, old: str, new: str) -> str:
    """Replace a text wherever it occurs."""
    return this.replace(old, new)


@method("String")
def replace_all(this: str, expression: str, new: str) -> str:
    """Replace what a regular expression finds."""
    return java_pattern(expression).sub(replacement(new), this)


@method("String")
def replace_first(this: str, expression: str, new: str) -> str:
    """Replace the first that a regular expression finds."""
    return java_pattern(expression).sub(replacement(new), this, count=1)


@method("String")
def split(this: str, expression: str, limit: int = 0) -> ApexList:
    """Split at what a regular expression finds."""
    return ApexList(STRING, java_split(java_pattern(expression), this, limit))


@method("String")
def split_by_character_type(this: str) -> ApexList:
    """Split where the kind of character changes."""
    found = re.finditer(r"[a-z]+|[A-Z]+|[0-9]+|\s+|[^a-zA-Z0-9\s]+", this)
    return ApexList(STRING, (one[0] for one in found))


@method("String")
def equals(this: str, other: Value) -> bool:
    """Compare with regard to case."""
    return isinstance(other, str) and equal_exactly(this, other)


@method("String")
def equals_ignore_case(this: str, other: str | None) -> bool:
    """Compare without regard to case."""
    return other is not None and this.lower() == other.lower()


@method("String")
def compare_to(this: str, other: str) -> int:
    """Compare by code units: the difference of the first that differ, else of lengths."""
    for one, another in zip(this, other, strict=False):
        if one != another:
            return ord(one) - ord(another)
    return len(this) - len(other)


@method("String")
def hash_code_(this: str) -> int:
    """Give the hash code of Java."""
    return hash_code(this)


@method("String")
def repeat(this: str, separator: Value, times: Value = None) -> str:
    """Repeat, with a separator between if one is given."""
    if times is None:
        separator, times = "", separator
    return str(separator).join([this] * max(int(times), 0))


@method("String")
def reverse(this: str) -> str:
    """Turn the order of characters around."""
    return units(characters(this)[::-1])


@method("String")
def left_pad(this: str, size: int, padding: str = " ") -> str:
    """Fill up at the start."""
    missing = max(size - len(this), 0)
    return (padding * missing)[:missing] + this


@method("String")
def right_pad(this: str, size: int, padding: str = " ") -> str:
    """Fill up at the end."""
    missing = max(size - len(this), 0)
    return this + (padding * missing)[:missing]


@method("String")
def center(this: str, size: int, padding: str = " ") -> str:
    """Fill up at both ends."""
    missing = max(size - len(this), 0)
    return right_pad(left_pad(this, len(this) + missing // 2, padding), size, padding)


@method("String")
def abbreviate(this: str, most: int, offset: int = 0) -> str:
    """Cut to a length, with dots."""
    if most < 4:
        fail("IllegalArgumentException", "Minimum abbreviation width is 4")
    if len(this) <= most:
        return this
    start = min(offset, len(this))
    if len(this) - start < most - 3:
        start = len(this) - (most - 3)
    if start <= 4:
        return this[: most - 3] + "..."
    if start + most - 3 < len(this):
        return "..." + abbreviate(this[start:], most - 3)
    return "..." + this[len(this) - (most - 3) :]


@method("String")
def capitalize(this: str) -> str:
    """Make the first letter a capital."""
    return this[:1].upper() + this[1:]


@method("String")
def uncapitalize(this: str) -> str:
    """Make the first letter small."""
    return this[:1].lower() + this[1:]


@method("String")
def swap_case(this: str) -> str:
    """Exchange small and capital letters."""
    return this.swapcase()


@method("String")
def count_matches(this: str, part: str) -> int:
    """Count how often a part occurs."""
    return this.count(part) if part else 0


@method("String")
def remove(this: str, part: str) -> str:
    """Drop a part wherever it occurs."""
    return this.replace(part, "")


@method("String")
def remove_start(this: str, part: str) -> str:
    """Drop a part at the start."""
    return this.removeprefix(part)


@method("String")
def remove_end(this: str, part: str) -> str:
    """Drop a part at the end."""
    return this.removesuffix(part)


@method("String")
def remove_start_ignore_case(this: str, part: str) -> str:
    """Drop a part at the start, in any case."""
    return this[len(part) :] if starts_with_ignore_case(this, part) else this


@method("String")
def remove_end_ignore_case(this: str, part: str) -> str:
    """Drop a part at the end, in any case."""
    return this[: len(this) - len(part)] if ends_with_ignore_case(this, part) else this


@method("String")
def delete_whitespace(this: str) -> str:
    """Drop all space."""
    return "".join(this.split())


@method("String")
def normalize_space(this: str) -> str:
    """Make each run of space one blank, and drop it at both ends."""
    return " ".join(this.split())


@method("String")
def difference(this: str, other: str) -> str:
    """Give the rest of the other text from where it differs."""
    for index, unit in enumerate(other):
        if index >= len(this) or this[index] != unit:
            return other[index:]
    return ""


@method("String")
def get_levenshtein_distance(this: str, other: str, threshold: Value = None) -> int:
    """Count the changes of one character from one text to the other."""
    row = list(range(len(other) + 1))
    for index, unit in enumerate(this, 1):
        before, row[0] = row[0], index
        for at, another in enumerate(other, 1):
            kept = row[at]
            row[at] = min(row[at] + 1, row[at - 1] + 1, before + (unit != another))
            before = kept
    return -1 if threshold is not None and row[-1] > threshold else row[-1]


@method("String")
def char_at(this: str, index: int) -> int:
    """Give the code of a character; of a pair, that of the whole character."""
    return code_point_at(this, index)


@method("String")
def code_point_at(this: str, index: int) -> int:
    """Give the code point that starts at a unit."""
    if not 0 <= index < len(this):
        fail("StringException", f"String index out of range: {index}")
    return ord(characters(this[index : index + 2])[0])


@method("String")
def code_point_before(this: str, index: int) -> int:
    """Give the code point that ends before a unit."""
    if not 0 < index <= len(this):
        fail("StringException", f"String index out of range: {index}")
    return ord(characters(this[max(index - 2, 0) : index])[-1])


@method("String")
def code_point_count(this: str, start: int, end: int) -> int:
    """Count the code points of a part."""
    if not 0 <= start <= end <= len(this):
        fail("StringException", f"String index out of range: {end}")
    return len(characters(this[start:end]))


@method("String")
def offset_by_code_points(this: str, index: int, count: int) -> int:
    """Give the place that is so many code points further."""
    rest = characters(this[index:])[:count]
    return index + len(units(rest))


@method("String")
def get_chars(this: str) -> ApexList:
    """Give the codes of all units."""
    from tests.apexvm.types import INTEGER

    return ApexList(INTEGER, map(ord, this))


@method("String")
def is_numeric(this: str) -> bool:
    """Say whether there are only digits."""
    return this.isdecimal()


@method("String")
def is_numeric_space(this: str) -> bool:
    """Say whether there are only digits and blanks."""
    return all(unit.isdecimal() or unit == " " for unit in this)


@method("String")
def is_alpha(this: str) -> bool:
    """Say whether there are only letters."""
    return this.isalpha()


@method("String")
def is_alpha_space(this: str) -> bool:
    """Say whether there are only letters and blanks."""
    return all(unit.isalpha() or unit == " " for unit in this)


@method("String")
def is_alphanumeric(this: str) -> bool:
    """Say whether there are only letters and digits."""
    return bool(this) and all(unit.isalpha() or unit.isdecimal() for unit in this)


@method("String")
def is_alphanumeric_space(this: str) -> bool:
    """Say whether there are only letters, digits and blanks."""
    return all(unit.isalpha() or unit.isdecimal() or unit == " " for unit in this)


@method("String")
def is_all_lower_case(this: str) -> bool:
    """Say whether there are only small letters."""
    return bool(this) and all(unit.islower() for unit in this)


@method("String")
def is_all_upper_case(this: str) -> bool:
    """Say whether there are only capital letters."""
    return bool(this) and all(unit.isupper() for unit in this)


@method("String")
def is_whitespace(this: str) -> bool:
    """Say whether there is only space."""
    return not this or this.isspace()


@method("String")
def is_ascii_printable(this: str) -> bool:
    """Say whether there are only printable characters of ASCII."""
    return all(" " <= unit <= "~" for unit in this)


_JAVA_ESCAPES = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


@method("String")
def escape_java(this: str) -> str:
    """Escape as for a literal of Java."""
    return "".join(_java_unit(unit) for unit in this)


def _java_unit(unit: str) -> str:
    if unit in '"\\':
        return "\\" + unit
    return _JAVA_ESCAPES.get(unit) or (unit if " " <= unit <= "~" else f"\\u{ord(unit):04X}")


@method("String")
def escape_ecma_script(this: str) -> str:
    """Escape as for a literal of ECMAScript."""
    return escape_java(this).replace("'", "\\'").replace("/", "\\/")


@method("String")
def escape_xml(this: str) -> str:
    """Escape the five characters of XML."""
    return html.escape(this).replace("&#x27;", "&apos;")


@method("String")
def unescape_xml(this: str) -> str:
    """Undo the escapes of XML."""
    return units(html.unescape(this))


@method("String")
def escape_html4(this: str) -> str:
    """Escape for HTML."""
    escaped = html.escape(this, quote=False).replace('"', "&quot;")
    return "".join(map(_entity, escaped))


def _entity(unit: str) -> str:
    name = html.entities.codepoint2name.get(ord(unit)) if unit > "\x7f" else None
    return f"&{name};" if name else unit


@method("String")
def unescape_html4(this: str) -> str:
    """Undo the escapes of HTML."""
    return units(html.unescape(this))


_CSV_SPECIAL = frozenset(',"\n\r')


@method("String")
def escape_csv(this: str) -> str:
    """Quote where a cell of CSV needs it."""
    if _CSV_SPECIAL.isdisjoint(this):
        return this
    return '"' + this.replace('"', '""') + '"'


@method("String")
def escape_unicode(this: str) -> str:
    """Write what is not ASCII as escapes."""
    return "".join(unit if unit <= "\x7f" else f"\\u{ord(unit):04X}" for unit in this)


_TAG = re.compile(r"<[^>]*>")


@method("String")
def strip_html_tags(this: str) -> str:
    """Drop the tags of HTML."""
    return _TAG.sub("", this)
