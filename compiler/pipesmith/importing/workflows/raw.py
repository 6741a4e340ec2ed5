"""A workflow as its file tells it, before anything is known of its types."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pipesmith.importing import codes
from pipesmith.importing.ledger import Part

DESCRIBING = frozenset(
    ("id", "name", "title", "type", "config", "parameters", "params", "settings", "label", "data",
     "next", "edges", "description", "notes", "position", "uuid", "output", "branches")
)  # fmt: skip
"""Fields of a node that say what it is, and not how it does what it does."""


@dataclass(slots=True)
class RawEdge:
    """One edge: where it leads, and the branch or condition it stands for."""

    part: Part
    to: str
    label: str | None = None
    condition: Part | None = None
    at: int = 0  # which input of the target it leads to


@dataclass(slots=True)
class RawNode:
    """One node; `config` holds what its type needs."""

    id: str
    title: str
    type: str
    part: Part
    config: Part
    edges: list[RawEdge] = field(default_factory=list)
    doc: list[str] = field(default_factory=list)

    def field(self, *names: str) -> Part:
        """Give a field of the configuration, or else of the node, save what describes the node."""
        found = self.config.part(*names)
        outer = [name for name in names if name not in DESCRIBING]
        beside = self.part.part(*outer) if outer and not found else found
        return beside or found

    def labelled(self, *labels: str) -> list[RawEdge]:
        """Give the edges with one of some labels."""
        return [edge for edge in self.edges if (edge.label or "").lower() in labels]


@dataclass(slots=True)
class Raw:
    """One workflow: its nodes by id, and where it starts."""

    name: str
    title: str
    part: Part
    nodes: dict[str, RawNode] = field(default_factory=dict)
    entry: str | None = None
    doc: list[str] = field(default_factory=list)

    def add(self, node: RawNode) -> None:
        """Add a node; a second one of its id is told."""
        if node.id in self.nodes:
            message = f"two nodes have the id `{node.id}`"
            node.part.tell(codes.REPEATED, message, "this one is left out")
        else:
            self.nodes[node.id] = node

    def connect(self, start: str, edge: RawEdge) -> None:
        """Add an edge; one to or from what is not there is told."""
        for name in (start, edge.to):
            if name not in self.nodes:
                message = f"an edge names the node `{name}`, which is not there"
                edge.part.tell(codes.MISSING_STAGE, message, "no such node")
                return
        self.nodes[start].edges.append(edge)

    def targets(self) -> set[str]:
        """Give what edges lead to."""
        return {edge.to for node in self.nodes.values() for edge in node.edges}


def word(part: Part) -> str | None:
    """Take what names a thing: a text, or a number or truth value as text."""
    match part.value:
        case bool():
            part.take()
            return "true" if part.value else "false"
        case str() | int():
            part.take()
            return str(part.value)
        case _:
            return None


def listed(part: Part) -> Iterator[Part]:
    """Give the items of a list; anything else there is told."""
    if not part or part.value is None or part.value == []:
        part.take()
        return
    if not isinstance(part.value, list):
        part.tell(codes.BAD_FIELD, f"`{part.name}` is no list", "a list is expected")
        return
    yield from part.items()


def settings(part: Part) -> Part:
    """Give the settings of a node, empty where there are none or they are no object."""
    if part.value == {} or part.value is None:
        part.take()
    elif part and not isinstance(part.value, dict):
        part.tell(codes.BAD_FIELD, f"`{part.name}` is no object", "an object is expected")
        return Part(part.ledger, part.path, {})
    return part


def plain(kind: str) -> str:
    """Spell the type of a node in one way."""
    return kind.strip().lower().replace("-", "_").replace(".", "_").replace(" ", "_")
