"""Literals written as text: numbers, plain and block texts."""

import re
from collections.abc import Callable, Sequence

from pipesmith.syntax import nodes as n
from pipesmith.syntax.writing.layout import HARD, Blocked, Doc, Indent

Inline = Callable[[n.Expression], str]

ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\", "{{": "\\{{"}
HIDDEN = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
IN_PLAIN = re.compile(rf'["\\\n\t\r{HIDDEN}]|\{{\{{')
IN_BLOCK = re.compile(rf'\\|\r|"(?="")|(?<="")"|[{HIDDEN}]|\{{\{{')


def number(node: n.IntLiteral | n.FloatLiteral | n.DecimalLiteral | n.DurationLiteral) -> str:
    """Write a number or a duration."""
    match node:
        case n.IntLiteral():
            return str(node.value)
        case n.FloatLiteral():
            return repr(node.value)
        case n.DecimalLiteral():
            digits = format(node.value, "f")
            return f"{digits}d" if "." in digits else f"{digits}.0d"
        case n.DurationLiteral():
            return f"{node.amount}{node.unit}"


def quoted(value: str) -> str:
    """Write a constant as a plain text."""
    return f'"{_escaped(value, IN_PLAIN)}"'


def plain(node: n.Text, inline: Inline) -> str:
    """Write a plain text."""
    return f'"{"".join(_pieces(node, IN_PLAIN, inline))}"'


def block(node: n.Text, inline: Inline) -> Doc:
    """Write a block text, its lines one step further in than its closing quotes."""
    content = "".join(_pieces(node, IN_BLOCK, inline))
    lines = [_visible(line) for line in content.split("\n")] if node.parts else []
    if any(lines) and all(line[:1] in ("", " ", "\t") for line in lines):
        first = next(place for place, line in enumerate(lines) if line)
        lines[first] = _first_escaped(lines[first])
    return block_of(lines)


def block_of(lines: Sequence[str]) -> Doc:
    """Put lines between the quotes of a block text."""
    return ['"""', Indent(Blocked(tuple(lines))), HARD, '"""']


def _pieces(node: n.Text, special: re.Pattern[str], inline: Inline) -> list[str]:
    written: list[str] = []
    for place, part in enumerate(node.parts):
        if not isinstance(part, str):
            written.append(_interpolation(inline(part)))
            continue
        piece = _escaped(part, special)
        lone = piece.endswith("{") and not piece.endswith("\\{{")
        if lone and place + 1 < len(node.parts):
            piece = piece[:-1] + "\\u{7B}"  # or it would open the interpolation one brace early
        written.append(piece)
    return written


def _interpolation(code: str) -> str:
    spaced = code.startswith("{") or code.endswith("}")
    return f"{{{{ {code} }}}}" if spaced else f"{{{{{code}}}}}"


def _escaped(value: str, special: re.Pattern[str]) -> str:
    return special.sub(lambda found: _escape(found[0]), value)


def _escape(written: str) -> str:
    return ESCAPES.get(written) or f"\\u{{{ord(written):X}}}"


def _visible(line: str) -> str:
    """Keep a line of blanks from being taken for an empty one."""
    return _first_escaped(line) if line and not line.strip(" \t") else line


def _first_escaped(line: str) -> str:
    return ("\\t" if line[0] == "\t" else "\\u{20}") + line[1:]
