"""Fenced blocks of Markdown files, which hold test cases and examples."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_FENCE = re.compile(r"(?ms)^(?P<mark>`{3,})(?P<info>[^`\n]*)\n(?P<text>.*?)^(?P=mark)[ \t]*$")


@dataclass(frozen=True, slots=True)
class Fence:
    """One block: its first word, its `key=value` words, its text, and where the text stands."""

    language: str
    options: dict[str, str]
    text: str
    start: int
    end: int


def fences(markdown: str) -> Iterator[Fence]:
    """Give the blocks of a file in order."""
    for found in _FENCE.finditer(markdown):
        language, *words = found["info"].split() or [""]
        options = dict(word.split("=", 1) for word in words if "=" in word)
        yield Fence(language, options, found["text"], *found.span("text"))


def replaced(markdown: str, texts: dict[str, str]) -> str:
    """Give a file with new texts for its blocks of these languages; missing blocks are added."""
    for fence in reversed([*fences(markdown)]):
        if fence.language in texts:
            text = texts.pop(fence.language)
            markdown = markdown[: fence.start] + text + markdown[fence.end :]
    for language, text in texts.items():
        markdown = markdown.rstrip("\n") + f"\n\n```{language}\n{text}```\n"
    return markdown
