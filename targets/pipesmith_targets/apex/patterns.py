r"""Regular expressions of the common subset as Java reads them.

Reads     a pattern that the compiler has checked.
Gives     a pattern that matches the same texts in Apex.
Reports   nothing.
Promises  `.` stops at `\n` alone, `$` is the end of the text, `\b` knows ASCII words alone.
Leaves    matching to the platform.
"""

import re

_PARTS = re.compile(r"\\.|\[\^?(?:\\.|[^\]\\])*\]|[\^$]", re.DOTALL)
_LINEWISE = re.compile(r"\(\?[is]*m[ims]*\)")
_WORD_EDGE = r"(?:(?<=\w)(?!\w)|(?<!\w)(?=\w))"
_NO_WORD_EDGE = r"(?:(?<=\w)(?=\w)|(?<!\w)(?!\w))"
_OF_TEXTS = {"$": r"\z", "^": "^"}
_OF_LINES = {"$": "(?=\n|\\z)", "^": r"(?:\A|(?<=\n))"}


def java_pattern(pattern: str) -> str:
    r"""Write a pattern for Java; `(?d)` makes `\n` the only end of a line."""
    edges = _OF_LINES if _LINEWISE.match(pattern) else _OF_TEXTS
    others = {r"\b": _WORD_EDGE, r"\B": _NO_WORD_EDGE, **edges}
    return "(?d)" + _PARTS.sub(lambda part: others.get(part[0], part[0]), pattern)
