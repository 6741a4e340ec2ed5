"""Documents: text with places where lines may break, and the choice of those that do.

It chooses as prettier does, so that its formatter finds nothing to change: a group is written on
one line when it fits, and broken at all its own places otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias, assert_never

WIDTH = 100
STEP = 4


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a line may break; `flat` stands there when it does not."""

    flat: str
    always: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Breaks that are taken together."""

    content: "Doc"


@dataclass(frozen=True, slots=True)
class Indent:
    """Content whose broken lines are indented further, or less."""

    content: "Doc"
    by: int = STEP


Doc: TypeAlias = "str | Break | Group | Indent | Sequence[Doc]"

LINE, SOFT, HARD = Break(" "), Break(""), Break("", always=True)


def joined(docs: Sequence[Doc], between: Doc) -> list[Doc]:
    """Put something between documents."""
    result: list[Doc] = []
    for doc in docs:
        if result:
            result.append(between)
        result.append(doc)
    return result


def dedent(content: Doc) -> Doc:
    """Write the broken lines of content one step less far in."""
    return Indent(content, -STEP)


def nested(content: Doc) -> Doc:
    """Write a group that is indented one step."""
    return Group(Indent(content))


_Part = tuple[int, bool, Doc]
"""What is still to be written: its indentation, whether it is on one line, and itself."""


def render(doc: Doc, width: int = WIDTH) -> str:
    """Write a document."""
    out: list[str] = []
    column = 0
    waiting: list[_Part] = [(0, False, doc)]
    while waiting:
        indent, flat, part = waiting.pop()
        match part:
            case str():
                out.append(part)
                column += len(part)
            case Break(between, always):
                if flat and not always:
                    waiting.append((indent, flat, between))
                else:
                    out.append("\n" + " " * indent)
                    column = indent
            case Group(content):
                fits = (flat and not _forced(content)) or _fits(width - column, content, waiting)
                waiting.append((indent, fits, content))
            case Indent(content, by):
                waiting.append((indent + by, flat, content))
            case Sequence():
                waiting.extend((indent, flat, one) for one in reversed(part))
            case _:
                assert_never(part)
    lines = "".join(out).split("\n")
    return "\n".join(line.rstrip() for line in lines)


def _forced(doc: Doc) -> bool:
    """Tell whether a document holds a break that is always taken."""
    match doc:
        case str():
            return False
        case Break(always=always):
            return always
        case Group(content) | Indent(content):
            return _forced(content)
        case _:
            return any(_forced(one) for one in doc)


def _fits(room: int, content: Doc, after: Sequence[_Part]) -> bool:
    """Tell whether content fits on the line with what follows it up to the next possible break."""
    if _forced(content):
        return False
    waiting: list[tuple[bool, Doc]] = [(True, content)]
    rest = len(after)
    while room >= 0:
        if not waiting:
            if not rest:
                return True
            rest -= 1
            waiting.append((after[rest][1], after[rest][2]))
        flat, part = waiting.pop()
        match part:
            case str():
                room -= len(part)
            case Break(between, always):
                if always or not flat:
                    return True
                room -= len(between)
            case Group(inner) | Indent(inner):
                waiting.append((flat, inner))
            case Sequence():
                waiting.extend((flat, one) for one in reversed(part))
            case _:
                assert_never(part)
    return False
