"""Regular expressions that mean the same in RE2, Python and Java.

Reads     the text of a pattern.
Gives     None when the pattern lies in the common subset.
Reports   the first thing that does not, and where it stands.
Promises  what passes compiles in all three, and matches in linear time in RE2.
Leaves    matching to the runtimes, which read `$` as the end of the text and classes as ASCII.
"""

import re
from dataclasses import dataclass

from pipesmith.analysis.functions.function import Complaint

MAX_REPEAT = 1000


def check_pattern(pattern: str) -> Complaint | None:
    """Give what keeps a pattern out of the common subset, or None."""
    try:
        _Reader(pattern).read()
    except _Refused as refused:
        return Complaint(refused.message, refused.at)
    return None


class _Refused(Exception):
    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.message = message
        self.at = at


_FLAGS = re.compile(r"\(\?[ims]+\)")
_COUNT = re.compile(r"\{(\d+)(?:(,)(\d*))?\}")
_GROUPS = {
    "(?=": "look-around is not in the common subset",
    "(?!": "look-around is not in the common subset",
    "(?<=": "look-around is not in the common subset",
    "(?<!": "look-around is not in the common subset",
    "(?>": "atomic groups are not in the common subset",
    "(?P=": "back-references are not in the common subset",
    "(?P<": "named groups are written differently in Java; use `( )`",
    "(?<": "named groups are written differently in Python; use `( )`",
    "(?#": "comments are not in the common subset",
    "(?(": "conditions are not in the common subset",
}
_CLASS_ESCAPES = frozenset("dDwWsS")
_CONTROL_ESCAPES = frozenset("tnrf")
_EDGE_ESCAPES = frozenset("bB")


@dataclass(slots=True)
class _Reader:
    """Reads a pattern from left to right; `depth` counts open groups."""

    pattern: str
    at: int = 0
    depth: int = 0

    def read(self) -> None:
        flags = _FLAGS.match(self.pattern)
        self.at = flags.end() if flags else 0
        repeatable = False
        while self.at < len(self.pattern):
            repeatable = self._item(repeatable)
        if self.depth:
            raise _Refused("a group is never closed with `)`", len(self.pattern))

    def _item(self, repeatable: bool) -> bool:
        """Read one item, and tell whether it may be repeated."""
        char = self.pattern[self.at]
        match char:
            case "(":
                return self._open()
            case ")":
                return self._close()
            case "[":
                return self._class()
            case "\\":
                return self._escape()
            case "*" | "+" | "?" | "{":
                return self._quantifier(repeatable)
            case "|" | "^" | "$":
                self.at += 1
                return False
            case _:
                self.at += 1
                return True

    def _open(self) -> bool:
        rest = self.pattern[self.at :]
        if rest.startswith("(?") and not rest.startswith("(?:"):
            start = next((start for start in _GROUPS if rest.startswith(start)), "")
            raise _Refused(_GROUPS.get(start, "flags stand only at the start, as `(?i)`"), self.at)
        self.at += 3 if rest.startswith("(?:") else 1
        self.depth += 1
        return False

    def _close(self) -> bool:
        if not self.depth:
            raise _Refused("this `)` closes no group", self.at)
        self.depth -= 1
        self.at += 1
        return True

    def _quantifier(self, repeatable: bool) -> bool:
        if not repeatable:
            raise _Refused("there is nothing to repeat before this", self.at)
        if self.pattern[self.at] == "{":
            self._count()
        else:
            self.at += 1
        if self.pattern.startswith("?", self.at):
            self.at += 1
        elif self.pattern.startswith("+", self.at):
            raise _Refused("possessive repeats are not in the common subset", self.at)
        return False

    def _count(self) -> None:
        count = _COUNT.match(self.pattern, self.at)
        if count is None:
            raise _Refused("a literal `{` is written `\\{`", self.at)
        low = int(count[1])
        high = int(count[3]) if count[3] else low
        if max(low, high) > MAX_REPEAT:
            raise _Refused(f"RE2 repeats at most {MAX_REPEAT} times", self.at)
        if high < low:
            raise _Refused("the least number of repeats is greater than the most", self.at)
        self.at = count.end()

    def _escape(self) -> bool:
        """Read an escape outside a class."""
        char = self.pattern[self.at + 1 : self.at + 2]
        if char in _EDGE_ESCAPES:
            self.at += 2
            return False
        if char in _CLASS_ESCAPES and char:
            self.at += 2
            return True
        self._character_escape(char)
        return True

    def _character_escape(self, char: str) -> int:
        """Read an escape that stands for one character, and give the character."""
        start = self.at
        self.at += 2
        if char and char in _CONTROL_ESCAPES:
            return ord({"t": "\t", "n": "\n", "r": "\r", "f": "\f"}[char])
        if char == "x" and re.match("[0-9a-fA-F]{2}", self.pattern[self.at :]):
            self.at += 2
            return int(self.pattern[self.at - 2 : self.at], 16)
        if char and char.isascii() and not char.isalnum() and char.isprintable():
            return ord(char)
        raise _Refused(_escape_complaint(char), start)

    def _class(self) -> bool:
        """Read `[…]`."""
        start = self.at
        self.at += 2 if self.pattern.startswith("[^", start) else 1
        if self.pattern.startswith("]", self.at):
            raise _Refused("a literal `]` in a class is written `\\]`", self.at)
        while not self.pattern.startswith("]", self.at):
            if self.at >= len(self.pattern):
                raise _Refused("a class is never closed with `]`", start)
            self._class_item()
        self.at += 1
        return True

    def _class_item(self) -> None:
        start = self.at
        low = self._class_character()
        if not self._range_follows():
            return
        self.at += 1
        high = self._class_character()
        if low is None or high is None:
            raise _Refused("a range goes from one character to another", start)
        if low > high:
            raise _Refused("this range runs backwards", start)

    def _range_follows(self) -> bool:
        following = self.pattern[self.at : self.at + 2]
        return len(following) == 2 and following[0] == "-" and following[1] != "]"

    def _class_character(self) -> int | None:
        """Read one character of a class; None stands for a set of them."""
        char = self.pattern[self.at]
        pair = self.pattern[self.at : self.at + 2]
        if pair in ("&&", "--", "||", "~~"):
            raise _Refused(f"`{pair}` in a class means different things; escape it", self.at)
        if char == "[":
            raise _Refused("a literal `[` in a class is written `\\[`", self.at)
        if char != "\\":
            self.at += 1
            return ord(char)
        if pair[1:] and pair[1] in _CLASS_ESCAPES:
            self.at += 2
            return None
        return self._character_escape(pair[1:])


def _escape_complaint(char: str) -> str:
    match char:
        case "":
            return "nothing follows the last `\\`"
        case "x":
            return "`\\x` needs two hexadecimal digits"
        case "A" | "z" | "Z" | "G":
            return f"`\\{char}` is not in the common subset; use `^` and `$`"
        case "p" | "P":
            return "Unicode classes are not in the common subset; Python has none"
        case _ if char.isdigit():
            return "back-references are not in the common subset"
        case _ if char.isprintable():
            return f"`\\{char}` is not an escape of the common subset"
        case _:
            return "a control character cannot be escaped"
