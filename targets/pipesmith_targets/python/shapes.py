"""Code without its words: pieces of one shape are laid out alike.

Black looks at what kind a token is and how wide, not at what it says. So names, plain texts, whole
numbers and comments are taken out before it formats, and put back after it. On a line that fits
not even widths matter; on a longer one a word leaves a gap as wide as itself. Comments that follow
each other are one word: nothing depends on how many they are.
"""

import re
from dataclasses import dataclass
from keyword import kwlist, softkwlist
from typing import Final, Self

_COMMENT: Final = r"\#[ ](?!type:|noqa|pylint)(?!.*(?:fmt|yapf))[^\s\#](?:.*\S)?$"
_LINE: Final = re.compile(
    rf"^(?P<indent>[ ]*){_COMMENT}(?:\n(?P=indent){_COMMENT})*|.+", re.VERBOSE | re.MULTILINE
)
"""A line, or a run of lines that are comments, which black leaves at their indentation."""

_WORD: Final = re.compile(
    rf"""
      (?P<text>"[ !#-\[\]-~]*") | "(?:[^"\\\n]|\\.)*"
    | [A-Za-z]*'(?:[^'\\\n]|\\.)*' | [A-Za-z]+"(?:[^"\\\n]|\\.)*"
    | (?P<comment>{_COMMENT}) | \#.*
    | (?P<number>[0-9]+)(?![\w.]) | [0-9](?:[\w.]|(?<=[eE])[+-])*
    | (?!(?:{"|".join((*kwlist, *softkwlist))})\b)(?P<name>[^\W\d]\w*) | \w+
    """,
    re.VERBOSE | re.MULTILINE,
)
"""Tokens. What black might write in another way, and keywords, have no group: they stay."""

_STATED: Final = re.compile(r'^\s*"', re.MULTILINE)
"""The start of a text that is a statement."""

_GAPS: Final = {"text": ('"', "x", '"'), "comment": ("# ", "x", ""), "number": ("", "1", "")}
_NAME: Final = ("", "x", "")


@dataclass(frozen=True, slots=True)
class Shape:
    """Code with gaps for words, and the words in their order."""

    text: str
    words: list[str]

    @classmethod
    def of(cls, source: str, width: int) -> Self | None:
        """Take the words out of code that is to be so wide; None where a text is a statement."""
        if '"""' in source or _STATED.search(source):
            return None
        words = list[str]()
        return cls(_LINE.sub(lambda line: _without_words(line, width, words), source), words)


def _without_words(found: re.Match[str], width: int, words: list[str]) -> str:
    line, indent = found[0], found["indent"]
    if indent is not None:
        words.append(line.removeprefix(indent))
        return f"{indent}# x"
    fits, plain = len(line) <= width, line.isascii()

    def gap(match: re.Match[str]) -> str:
        kind, word = match.lastgroup, match[0]
        if kind is None:
            return word
        words.append(word)
        if not plain:
            return word
        before, fill, after = _GAPS.get(kind, _NAME)
        inner = len(word) - len(before) - len(after)
        return f"{before}{fill * (min(inner, 1) if fits else inner)}{after}"

    return _WORD.sub(gap, line)


@dataclass(frozen=True, slots=True)
class Layout:
    """A formatted shape, cut at its gaps: what stands at odd places is a gap."""

    cuts: tuple[str, ...]
    long: int

    @classmethod
    def of(cls, formatted: str, width: int) -> Self:
        """Find the gaps, and count the lines that no break makes fit."""
        cuts, at = list[str](), 0
        for match in _WORD.finditer(formatted):
            if match.lastgroup is not None:
                cuts += (formatted[at : match.start()], match[0])
                at = match.end()
        return cls((*cuts, formatted[at:]), _long(formatted, width))

    def filled(self, words: list[str], width: int) -> str | None:
        """Put words into the gaps; None where they need another layout."""
        if len(words) != len(self.cuts) // 2:
            return None
        cuts = list(self.cuts)
        cuts[1::2] = words
        text = "".join(cuts)
        return text if _long(text, width) == self.long else None


def _long(text: str, width: int) -> int:
    return sum(len(line) > width for line in text.split("\n"))
