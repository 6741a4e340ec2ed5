"""Drawn workflows of blocks, as graphs and as what they are to do.

A step notes its name; a decision does too, and goes on by what it is answered; branches run at
once; a loop goes round twice; an attempt fails in its last step, or does not.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from hypothesis import strategies as st


@dataclass(frozen=True)
class Step:
    name: str


@dataclass(frozen=True)
class Decision:
    name: str
    arms: "tuple[Block, Block]"


@dataclass(frozen=True)
class Fork:
    name: str
    branches: "tuple[Block, ...]"


@dataclass(frozen=True)
class Loop:
    name: str
    body: "Block"


@dataclass(frozen=True)
class Attempt:
    name: str
    body: "Block"
    failing: str | None
    caught: "Block"


Item = Step | Decision | Fork | Loop | Attempt
Block = tuple[Item, ...]
Answer = Callable[[str, int], int]


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    """Draw a block whose names are all different."""
    numbers = count()

    def item(depth: int) -> Item:
        kinds = ["step", "step", "decision", "fork", "loop", "attempt"] if depth else ["step"]
        kind = draw(st.sampled_from(kinds))
        name = f"n{next(numbers)}"
        match kind:
            case "decision":
                return Decision(name, (block(depth - 1, 0), block(depth - 1, 0)))
            case "fork":
                branches = [block(depth - 1, 1) for _ in range(draw(st.integers(2, 3)))]
                return Fork(name, tuple(branches))
            case "loop":
                return Loop(name, block(depth - 1, 1))
            case "attempt":
                failing = f"f{next(numbers)}" if draw(st.booleans()) else None
                return Attempt(name, block(depth - 1, 1), failing, block(depth - 1, 1))
            case _:
                return Step(name)

    def block(depth: int, least: int) -> Block:
        return tuple(item(depth) for _ in range(draw(st.integers(least, 2))))

    return (Step("n100"), *block(3, 1))


# ---------------------------------------------------------------- as a graph


@dataclass
class Graph:
    """Nodes and edges, made from the end of a block to its start."""

    nodes: list[Any] = field(default_factory=list)
    edges: list[Any] = field(default_factory=list)

    def node(self, name: str, kind: str, **config: Any) -> None:
        self.nodes.append({"node_id": name, "node_type": kind, "config": config})

    def edge(self, start: str, to: str, **more: Any) -> None:
        self.edges.append({"from": start, "to": to, **more})

    def whole(self, block: Block) -> str:
        """Draw a workflow, and give the node at which it starts."""
        self.node("end", "end")
        return self.block(block, "end")

    def block(self, block: Block, following: str) -> str:
        """Draw a block, and give the node at which it starts."""
        for item in reversed(block):
            following = self.item(item, following)
        return following

    def item(self, item: Item, following: str) -> str:
        name = item.name
        match item:
            case Step():
                self.node(name, "code", code="note")
                self.edge(name, following)
            case Decision(arms=(first, second)):
                self.node(name, "code", code="note")
                self.edge(name, self.block(first, following), condition=f"{name}.output == 0")
                self.edge(name, self.block(second, following))
            case Fork(branches=branches):
                self.node(name, "parallel", parallel_wait_mode="all")
                for branch in branches:
                    self.edge(name, self.block(branch, following))
            case Loop(body=body):
                self.node(name, "repeat", count=2)
                self.edge(name, self.block(body, name), branch="body")
                self.edge(name, following, branch="done")
            case Attempt(body=body, failing=failing, caught=caught):
                self.node(name, "try")
                body = (*body, Step(failing)) if failing else body
                self.edge(name, self.block(body, following), branch="try")
                self.edge(name, self.block(caught, following), branch="catch")
                self.edge(name, following, branch="next")
        return name


# ---------------------------------------------------------------- as what is to happen


@dataclass(frozen=True)
class AtOnce:
    """Rows of names that run beside each other."""

    rows: "tuple[Events, ...]"


Events = tuple["str | AtOnce", ...]


@dataclass
class Expected:
    """What a block is to do, for a series of answers."""

    answer: Answer
    asked: dict[str, int] = field(default_factory=dict)

    def block(self, block: Block) -> Events:
        return tuple(event for item in block for event in self.item(item))

    def item(self, item: Item) -> Events:
        match item:
            case Step(name):
                return (name,)
            case Decision(name, arms):
                self.asked[name] = self.asked.get(name, 0) + 1
                arm = arms[0 if self.answer(name, self.asked[name]) == 0 else 1]
                return (name, *self.block(arm))
            case Fork(branches=branches):
                return (AtOnce(tuple(self.block(branch) for branch in branches)),)
            case Loop(body=body):
                return (*self.block(body), *self.block(body))
            case Attempt(body=body, failing=failing, caught=caught):
                tried = self.block(body)
                return (*tried, failing, *self.block(caught)) if failing else tried


def names_of(events: Events) -> list[str]:
    """Give all names of some events."""
    found: list[str] = []
    for event in events:
        if isinstance(event, str):
            found.append(event)
        else:
            found += [name for row in event.rows for name in names_of(row)]
    return found


def happened(events: Events, trace: list[str]) -> bool:
    """Tell whether a trace is one in which these events happen."""
    for event in events:
        if isinstance(event, str):
            if trace[:1] != [event]:
                return False
            trace = trace[1:]
            continue
        size = len(names_of((event,)))
        part, trace = trace[:size], trace[size:]
        for row in event.rows:
            own = set(names_of(row))
            if not happened(row, [name for name in part if name in own]):
                return False
        if len(part) != size:
            return False
    return not trace
