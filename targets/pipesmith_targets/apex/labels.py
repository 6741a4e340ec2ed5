"""The stages of a job, as they are being written: each becomes a method that gives a step."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax

STATE = "state"
"""The variable that holds what outlives a transaction."""


@dataclass(slots=True, eq=False)
class Label:
    """A stage of a job: its lines, what follows its failure, and when it is tried again.

    `stops` follows a cancellation, which handlers do not see. `exports` are its variables that
    later stages may read, each with its field of the state; they are stored before the next of
    the lines `leaves`. `busy` says that it has work done already; `need` gives what that needs of
    a transaction, None where it is always left free.
    """

    hint: str
    title: str | None = None
    lines: ax.Lines = field(default_factory=list)
    edge: tuple[ax.Statement, ...] = ()
    stops: tuple[ax.Statement, ...] = ()
    retry: n.Retry | None = None
    backoff: tuple[ax.Statement, ...] = ()
    busy: bool = False
    need: ax.Expression | None = None
    leaves: list[int] = field(default_factory=list)
    exports: dict[str, str] = field(default_factory=dict)

    @property
    def begun(self) -> bool:
        """Tell whether something stands in it that must not be done again."""
        holds = (_is_hold(each) for each in self.lines)
        return self.title is not None or not all(holds)

    def leave(self, *lines: ax.Statement) -> None:
        """Write what ends the stage, or may end it."""
        self.leaves.append(len(self.lines))
        self.lines.extend(lines)


def _is_hold(line: ax.Statement) -> bool:
    """Tell whether a line says which limit of time the stage is within."""
    match line:
        case ax.Evaluate(value=ax.Call(name="PipelineLimits.hold")):
            return True
        case _:
            return False


@dataclass(frozen=True, slots=True)
class Mark(ax.Name):
    """A label in place of its name, which is not known before all are written."""

    label: Label


def mark(label: Label) -> Mark:
    """Stand for the name of a label."""
    return Mark("", label)


def to(label: Label) -> ax.Statement:
    """Write `return next(Stage.LABEL);`."""
    return ax.Return(ax.Call(None, "next", (mark(label),)))


def rewritten(node: Any, change: Callable[[Any], Any]) -> Any:
    """Give a part of Apex with parts of it replaced, the innermost first."""
    if isinstance(node, tuple | list):
        return tuple(rewritten(each, change) for each in node)
    if not is_dataclass(node) or isinstance(node, Mark | type):
        return change(node)
    changed = {each.name: rewritten(getattr(node, each.name), change) for each in fields(node)}
    return change(replace(node, **changed))


def marks(node: Any) -> Iterator[Label]:
    """Give the labels that a part of Apex goes to."""
    if isinstance(node, Mark):
        yield node.label
    elif isinstance(node, tuple | list):
        for each in node:
            yield from marks(each)
    elif is_dataclass(node):
        for part in fields(node):
            yield from marks(getattr(node, part.name))


def paths(node: Any) -> Iterator[str]:
    """Give the names, and paths of names, in a part of Apex."""
    match node:
        case Mark():
            return
        case ax.Name(text=text):
            yield text
        case ax.Call(subject=None, name=name, arguments=arguments):
            yield name
            yield from paths(arguments)
        case tuple() | list():
            for each in node:
                yield from paths(each)
        case ax.Increment(name=name):
            yield name
        case _:
            for part in fields(node) if is_dataclass(node) else ():
                yield from paths(getattr(node, part.name))


def reads(lines: Iterable[ax.Statement], name: str) -> bool:
    """Tell whether lines read a variable."""
    return any(path == name or path.startswith(f"{name}.") for path in paths(tuple(lines)))


def declared(node: Any) -> Iterator[str]:
    """Give the variables that a part of Apex declares, in lower case."""
    match node:
        case ax.Declare(name=name) | ax.ForEach(name=name) | ax.Count(name=name):
            yield name.lower()
        case ax.Try(name=str() as name):
            yield name.lower()
        case _:
            pass
    parts = node if isinstance(node, tuple | list) else ()
    if is_dataclass(node) and not isinstance(node, Mark):
        parts = [getattr(node, part.name) for part in fields(node)]
    for part in parts:
        yield from declared(part)
