r"""Regular expressions of the common subset as Java reads them.

Reads     a pattern that the compiler has checked.
Gives     a pattern that matches the same texts in Apex.
Reports   nothing.
Promises  `.` stops at `\n` alone, `$` is the end of the text, `\b` knows ASCII words alone.
Leaves    matching to the platform.
"""

import re
from collections.abc import Mapping

_FLAGS = re.compile(r"\(\?([ims]+)\)")
_PARTS = re.compile(r"\\.|\[\^?(?:\\.|[^\]\\])*\]|[.^$]", re.DOTALL)
_EDGES = {
    r"\b": r"(?:(?<=\w)(?!\w)|(?<!\w)(?=\w))",
    r"\B": r"(?:(?<=\w)(?=\w)|(?<!\w)(?!\w))",
}
_OF_TEXTS = {"$": r"\z"}
_OF_LINES = {"$": r"(?:(?=\n)|\z)", "^": r"(?:\A|(?<=\n))"}
_IN_LINES = {".": r"[^\n]"}


def java_pattern(pattern: str) -> str:
    """Write a pattern for Java."""
    flags = _FLAGS.match(pattern)
    words = _words(flags[1] if flags else "")
    start = flags.end() if flags else 0
    return pattern[:start] + _PARTS.sub(lambda part: words.get(part[0], part[0]), pattern[start:])


def _words(flags: str) -> Mapping[str, str]:
    """Give what Java calls otherwise: it knows more ends of lines, and more words."""
    edges = _OF_LINES if "m" in flags else _OF_TEXTS
    return _EDGES | edges | ({} if "s" in flags else _IN_LINES)
