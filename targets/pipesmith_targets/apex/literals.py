"""Values as Apex writes them; nothing of a text can be read as code."""

from pipesmith_targets.apex import syntax as ax

_ESCAPES = {
    "\\": "\\\\",
    "'": "\\'",
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
}
_ROOM = 84
"""The characters of a text that stand on one line."""


def quoted(value: str) -> str:
    """Write a text as one literal: printable ASCII as it is, all else by number."""
    return "'" + "".join(_character(each) for each in value) + "'"


def shown(value: str, most: int) -> str:
    """Write a text that people read in an annotation: what is printed, on one line, as it is."""
    line = "".join(each for each in " ".join(value.split()) if each.isprintable())
    return "'" + "".join(_ESCAPES.get(each, each) for each in line[:most]) + "'"


def text_parts(value: str) -> list[str]:
    """Write a text as literals that are joined: after each line, and where one grows too long."""
    return [quoted(part) for part in split_text(value)] or ["''"]


def _character(each: str) -> str:
    if each in _ESCAPES:
        return _ESCAPES[each]
    if " " <= each <= "~":
        return each
    units = each.encode("utf-16-be", "surrogatepass")
    pairs = zip(units[::2], units[1::2], strict=True)
    return "".join(f"\\u{high:02X}{low:02X}" for high, low in pairs)


def split_text(value: str) -> list[str]:
    """Cut a text after each line, and where a line grows too long."""
    if len(value) <= _ROOM and "\n" not in value[:-1]:
        return [value] if value else []
    parts: list[str] = []
    for line in value.splitlines(keepends=True):
        parts += _pieces(line)
    return parts


def _pieces(line: str) -> list[str]:
    """Cut a line behind blanks."""
    pieces, rest = [], line
    while len(rest) > _ROOM:
        cut = rest.rfind(" ", 0, _ROOM) + 1 or _ROOM
        pieces.append(rest[:cut])
        rest = rest[cut:]
    return [*pieces, rest] if rest else pieces


def long(value: int) -> ax.Expression:
    """Write an int."""
    if value == -(2**63):
        return ax.call("Long.valueOf", ax.Text(str(value)))
    return ax.Prefix("-", ax.Name(f"{-value}L")) if value < 0 else ax.Name(f"{value}L")


def double(value: float) -> ax.Expression:
    """Write a float; Apex has no exponents in its literals."""
    text = repr(abs(value))
    plain: ax.Expression = ax.Name(f"{text}d")
    if "e" in text:
        plain = ax.call("Double.valueOf", ax.Text(text))
    return ax.Prefix("-", plain) if repr(value).startswith("-") else plain


def decimal(digits: str) -> ax.Expression:
    """Write a decimal with its scale."""
    plain = digits.removeprefix("-")
    written: ax.Expression = ax.Name(plain)
    if _cut_by_literals(plain):
        return ax.call("Decimal.valueOf", ax.Text(digits))
    return ax.Prefix("-", written) if digits.startswith("-") else written


def _cut_by_literals(digits: str) -> bool:
    """Tell whether a literal would lose the scale, or not fit."""
    return "." not in digits or len(digits) > 18 or digits.endswith("0")
