"""`String`: escapes and their undoing."""

from __future__ import annotations

import html
import html.entities
import re

from tests.apexvm.registry import method
from tests.apexvm.text import units

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


@method("String", "escapeHtml3")
@method("String", "escapeHtml4")
def escape_html(this: str) -> str:
    """Escape for HTML."""
    escaped = html.escape(this, quote=False).replace('"', "&quot;")
    return "".join(map(_entity, escaped))


def _entity(unit: str) -> str:
    name = html.entities.codepoint2name.get(ord(unit)) if unit > "\x7f" else None
    return f"&{name};" if name else unit


@method("String", "unescapeHtml3")
@method("String", "unescapeHtml4")
def unescape_html(this: str) -> str:
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


@method("String")
def unescape_csv(this: str) -> str:
    """Undo the quotes of a cell of CSV."""
    inside = this[1:-1]
    quoted = len(this) > 1 and this[0] == this[-1] == '"' and not _CSV_SPECIAL.isdisjoint(inside)
    return inside.replace('""', '"') if quoted else this


_JAVA_ESCAPE = re.compile(r"\\(?:u+([0-9a-fA-F]{4})|(.))", re.DOTALL)
_JAVA_MEANINGS = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}


@method("String", "unescapeJava")
@method("String", "unescapeEcmaScript")
def unescape_java(this: str) -> str:
    """Undo the escapes of a literal of Java or ECMAScript."""
    return _JAVA_ESCAPE.sub(_meaning, this)


def _meaning(found: re.Match[str]) -> str:
    if found[1]:
        return chr(int(found[1], 16))
    return _JAVA_MEANINGS.get(found[2], found[2])


@method("String")
def unescape_unicode(this: str) -> str:
    """Undo the escapes of Unicode."""
    return re.sub(r"\\u+([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), this)
