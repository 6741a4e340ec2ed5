"""Documents: text with places where lines may break, and the choice of those that do.

A group is written on one line when it fits, and broken at all its own places otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias, assert_never

WIDTH = 100
STEP = 2


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
    """Content whose broken lines are indented one step more."""

    content: "Doc"


@dataclass(frozen=True, slots=True)
class IfBroken:
    """Text that stands only in a broken group."""

    text: str


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Text of several lines that is written as it is."""

    text: str


@dataclass(frozen=True, slots=True)
class Blocked:
    """Lines that are each indented like the lines around them; an empty one stays empty."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Broken:
    """Nothing, but the groups around it are broken."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment within a line, or on a line of its own; what follows begins a new line."""

    text: str
    own_line: bool


Doc: TypeAlias = (
    "str | Remark | Break | Group | Indent | IfBroken | Verbatim | Blocked | Broken | Sequence[Doc]"
)

LINE = Break(" ")
SOFT = Break("")
HARD = Break("", always=True)
BROKEN = Broken()

Frame = tuple[int, bool, Doc]
"""What is still to be written: its indentation, whether it is on one line, and itself."""


def joined(docs: Sequence[Doc], between: Doc) -> Doc:
    """Put something between documents."""
    result: list[Doc] = []
    for doc in docs:
        if result:
            result.append(between)
        result.append(doc)
    return result


def render(doc: Doc, width: float = WIDTH) -> str:
    """Write a document."""
    out: list[str] = []
    column = 0
    margin = ""
    ended = False  # by a comment: whatever comes next begins a line
    waiting: list[Frame] = [(0, False, doc)]
    while waiting:
        indent, flat, part = waiting.pop()
        match part:
            case "":
                pass
            case str() if ended:
                ended = False
                going_on = 0 if part.lstrip().startswith(AFTER_BLOCKS) else STEP
                waiting += [(indent, flat, part.lstrip()), (indent + going_on, False, HARD)]
            case Remark(text, own_line):
                new = own_line or ended
                before = "" if margin or not out else _line_break(indent + STEP) if new else "  "
                trim(out)
                out += [margin, before, text]
                margin, ended = "", True
            case str():
                out += [margin, part]
                margin, column = "", column + len(part)
            case Break(between, always):
                if flat and not always and not ended:
                    waiting.append((indent, flat, between))
                else:
                    out.append("\n")
                    margin, column, ended = " " * indent, indent, False
            case Group(content):
                fits = flat or _fits(width - column, content, waiting)
                waiting.append((indent, fits, content))
            case Indent(content):
                waiting.append((indent + STEP, flat, content))
            case IfBroken(text):
                waiting.append((indent, flat, "" if flat else text))
            case Verbatim(text):
                out += [margin, text]
                margin, column = "", len(text) - text.rfind("\n") - 1
            case Blocked(lines):
                start = "\n" + " " * indent
                out += [start + line if line else "\n" for line in lines]
                margin = ""
            case Broken():
                pass
            case Sequence():
                waiting.extend((indent, flat, one) for one in reversed(part))
            case _:
                assert_never(part)
    return "".join(out)


AFTER_BLOCKS = (")", "]", "}", "else", "catch", "finally", "on error")
"""What stands as far left as the block before it, when a comment parts them."""


def _line_break(indent: int) -> str:
    return "\n" + " " * indent


def trim(out: list[str]) -> None:
    """Take away the blanks that end what is written."""
    while out and out[-1].endswith(" "):
        out[-1] = out[-1].rstrip(" ")
        if not out[-1]:
            out.pop()


def _fits(room: float, content: Doc, after: Sequence[Frame]) -> bool:
    """Tell whether content fits on the line with what follows it up to the next possible break."""
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
                    return not flat
                room -= len(between)
            case Group(inner) | Indent(inner):
                waiting.append((flat, inner))
            case IfBroken(text):
                room -= 0 if flat else len(text)
            case Verbatim(text):
                return len(text.partition("\n")[0]) <= room
            case Blocked() | Broken() | Remark():
                if flat:
                    return False
            case Sequence():
                waiting.extend((flat, one) for one in reversed(part))
            case _:
                assert_never(part)
    return False
