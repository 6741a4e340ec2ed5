"""The flow of a workflow, and what its nodes do.

Reads     a raw workflow, and what each type of its system is.
Gives     points and nodes: a node that does something and then goes several ways becomes two.
Reports   ways that cannot be, and fields that are missing.
Promises  each edge of the file is a way of the flow, or told.
Leaves    expressions to the time when the program is written.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from pipesmith.importing import codes
from pipesmith.importing.names import snake_name
from pipesmith.importing.structuring.flow import END, Flow, Kind, Point, Way
from pipesmith.importing.workflows import acts as a
from pipesmith.importing.workflows.deciding import NO, Made, by_edges, condition, switch
from pipesmith.importing.workflows.raw import Raw, RawEdge, RawNode
from pipesmith.importing.workflows.splits import split

BODY = ("body", "loop", "each", "iteration", "do", "items", "item", "output_loop", "output_body")
DONE = ("done", "exit", "end", "after", "complete", "completed", "next", "finished", "output_done")
TRY = ("try", "body", "main", "do")
CATCH = ("catch", "error", "on_error", "failure", "exception", "failed")
FINALLY = ("finally", "always")


@dataclass(slots=True)
class Built:
    """The flow of a workflow with its nodes."""

    flow: Flow
    nodes: dict[str, a.Node]
    forks: dict[str, str] = field(default_factory=dict)  # nodes, and the fork behind each


Act = Callable[[RawNode], a.Act]


class Building:
    """Builds the flow of one workflow."""

    def __init__(self, raw: Raw, act: Act, role: Callable[[RawNode], str]) -> None:
        """Take what each node does: `role` tells which nodes steer the flow."""
        self._raw, self._act, self._role = raw, act, role
        self._points: dict[str, Point] = {}
        self._nodes: dict[str, a.Node] = {}

    def built(self, entry: str) -> Built:
        """Build all that the entry leads to; what it does not lead to is told."""
        for node in self._raw.nodes.values():
            self._build(node)
        self._tell_unreached(entry)
        return Built(Flow(entry, self._points), self._nodes)

    def _tell_unreached(self, entry: str) -> None:
        reached, pending = {END}, [entry]
        while pending:
            name = pending.pop()
            if name not in reached:
                reached.add(name)
                pending += [way.to for way in self._points[name].ways]
        for node in self._raw.nodes.values():
            if node.id not in reached:
                node.part.tell(codes.LEFT_OUT, f"no way leads to the node `{node.id}`", "left out")
        for name in [name for name in self._points if name not in reached]:
            del self._points[name], self._nodes[name]

    def _build(self, node: RawNode) -> None:
        match self._role(node):
            case "condition":
                self._choice(node, condition(node, doc_of(node)))
            case "switch":
                self._choice(node, switch(node, doc_of(node)))
            case "loop":
                self._loop(node)
            case "try":
                self._attempt(node)
            case "break":
                self._jump(node, Kind.leave)
            case "continue":
                self._jump(node, Kind.again)
            case "stop":
                self._add(node, Kind.stop, (), self._act(node))
                self._nothing_behind(node)
            case _:
                self._step(node)

    def _add(self, node: RawNode, kind: Kind, ways: tuple[Way, ...], act: a.Act) -> None:
        self._points[node.id] = Point(node.id, kind, ways)
        self._nodes[node.id] = a.Node(node.id, node.title, node.part, act, doc_of(node))

    def _make(self, made: Made) -> None:
        self._points[made.point.name], self._nodes[made.node.name] = made.point, made.node

    def _jump(self, node: RawNode, kind: Kind) -> None:
        self._add(node, kind, (), a.Pass())
        self._nothing_behind(node)

    def _nothing_behind(self, node: RawNode) -> None:
        for edge in node.edges:
            edge.part.tell(codes.LEFT_OUT, f"nothing runs behind the node `{node.id}`", "left out")

    # ---------------------------------------------------------------- one way, or several

    def _choice(self, node: RawNode, made: Made | None) -> None:
        if made is None and not any(edge.condition for edge in node.edges):
            message = f"`{node.id}` does not say what it decides by"
            node.part.note(codes.MISSING_FIELD, message, "no condition")
        self._make(by_edges(node, node.id) if made is None else made)

    def _step(self, node: RawNode) -> None:
        """Build a node that does something, and what steers the flow behind it."""
        self._add(node, Kind.step, (Way("", END),), self._act(node))
        caught = node.labelled(*CATCH)
        rest = replace(node, edges=[edge for edge in node.edges if edge not in caught])
        if self._role(node) == "disabled":
            rest.edges = _passed_on(rest)
        behind = self._behind(rest, node.id)
        self._points[node.id] = Point(node.id, Kind.step, (Way("", behind),))
        if caught:
            self._guarded(node, caught, behind)

    def _behind(self, node: RawNode, name: str) -> str:
        """Give where a node leads: to another one, to a choice by its edges, to a fork."""
        if any(edge.condition for edge in node.edges):
            made = by_edges(node, f"{name} ways")
            self._make(made)
            return made.point.name
        if len(node.edges) < 2:
            return node.edges[0].to if node.edges else END
        return self._fork(node, f"{name} branches")

    def _guarded(self, node: RawNode, caught: list[RawEdge], behind: str) -> None:
        """Put an attempt around a node with an edge for its failure."""
        inner = f"{node.id} call"
        point, made = self._points[node.id], self._nodes[node.id]
        self._points[inner] = Point(inner, Kind.step, (Way("", behind),))
        self._nodes[inner] = replace(made, name=inner)
        ways = (Way("body", inner), Way("catch", caught[0].to))
        self._points[node.id] = replace(point, kind=Kind.attempt, ways=ways)
        guard = a.Guard({"catch": None})
        self._nodes[node.id] = a.Node(node.id, f"{node.title} attempt", node.part, guard)
        for edge in caught[1:]:
            message = f"`{node.id}` has two ways for its failure"
            edge.part.tell(codes.LEFT_OUT, message, "left out")

    def _fork(self, node: RawNode, name: str) -> str:
        ordered = sorted(node.edges, key=self._input)
        labels = _different([edge.label or self._raw.nodes[edge.to].title for edge in ordered])
        edges = zip(labels, ordered, strict=True)
        ways = tuple(Way(label, edge.to) for label, edge in edges)
        act = split(node, len(ways))
        self._points[name] = Point(name, Kind.fork, ways)
        self._nodes[name] = a.Node(name, f"{node.title} branches", node.part, act)
        return name

    def _input(self, edge: RawEdge) -> int:
        """Give which input of a merge node a branch leads to; the first where it leads to none."""
        seen = set[str]()
        while edge.to not in seen:
            seen.add(edge.to)
            target = self._raw.nodes[edge.to]
            if target.type == "merge":
                return edge.at
            if len(target.edges) != 1:
                return 0
            (edge,) = target.edges
        return 0

    # ---------------------------------------------------------------- loops and attempts

    def _loop(self, node: RawNode) -> None:
        body, done = _sides(node, BODY, DONE, self._raw)
        for edge in node.edges:
            if edge not in (body, done):
                edge.part.tell(codes.LEFT_OUT, f"`{node.id}` has two ways only", "left out")
        ways = [Way("body", body.to if body else END)]
        ways += [Way("done", done.to)] if done else []
        self._add(node, Kind.each, tuple(ways), self._act(node))

    def _attempt(self, node: RawNode) -> None:
        ways: list[Way] = []
        errors: dict[str, tuple[str, ...] | None] = {}
        for edge in node.edges:
            side = self._side(edge, ways)
            label = f"catch {len(errors) + 1}" if side == "catch" else side
            if side == "catch":
                errors[label] = caught_errors(self._raw.nodes[edge.to])
            if any(way.label == label for way in ways):
                message = f"`{node.id}` has two ways for `{side}`"
                edge.part.tell(codes.LEFT_OUT, message, "left out")
            else:
                ways.append(Way(label, edge.to))
        if not any(way.label == "body" for way in ways):
            message = f"`{node.id}` does not say what it tries"
            node.part.note(codes.MISSING_FIELD, message, "no way to what is tried")
        self._add(node, Kind.attempt, tuple(ways), a.Guard(errors))

    def _side(self, edge: RawEdge, ways: list[Way]) -> str:
        word = (edge.label or "").lower()
        role = self._role(self._raw.nodes[edge.to])
        if word in CATCH or role == "catch":
            return "catch"
        if word in FINALLY or role == "finally":
            return "finally"
        if word in TRY or (not word and not any(way.label == "body" for way in ways)):
            return "body"
        return "next"


def _sides(
    node: RawNode, first: tuple[str, ...], second: tuple[str, ...], raw: Raw
) -> tuple[RawEdge | None, RawEdge | None]:
    """Give the edges into a loop and behind it; without names, what leads back is inside."""
    body = next(iter(node.labelled(*first)), None)
    done = next(iter(node.labelled(*second)), None)
    rest = [edge for edge in node.edges if edge.label is None]
    if body is None:
        back = [edge for edge in rest if _leads(edge.to, node.id, raw)]
        body = next(iter(back or (rest if done or len(rest) > 1 else rest[:1])), None)
    if done is None:
        done = next((edge for edge in rest if edge is not body), None)
    return body, done


def _leads(start: str, end: str, raw: Raw) -> bool:
    seen, pending = set[str](), [start]
    while pending:
        name = pending.pop()
        if name == end:
            return True
        if name not in seen:
            seen.add(name)
            pending += [edge.to for edge in raw.nodes[name].edges]
    return False


def _passed_on(node: RawNode) -> list[RawEdge]:
    """Give the ways on which a node that is switched off passes what comes in."""
    closed = node.labelled(*NO, *BODY)
    for edge in closed:
        message = f"`{node.title}` is disabled and does not go this way"
        edge.part.tell(codes.LEFT_OUT, message, "left out")
    return [edge for edge in node.edges if edge not in closed]


def _different(labels: list[str]) -> list[str]:
    """Tell labels that stand several times apart by numbers."""
    found: list[str] = []
    for label in labels:
        name, number = label, 2
        while name in found:
            name, number = f"{label} {number}", number + 1
        found.append(name)
    return found


def doc_of(node: RawNode) -> str | None:
    """Give what is said of a node: its own name where that differs, and its description."""
    named = [f"Called `{node.title}`."] if snake_name(node.title) != node.title else []
    lines = [line for each in (*named, *node.doc) for line in each.splitlines() if line.strip()]
    return "\n".join(lines) or None


ERRORS: Mapping[str, str] = {
    "timeout": "timeout", "timeouterror": "timeout", "connection": "connectivity",
    "connectionerror": "connectivity", "connectivity": "connectivity", "network": "connectivity",
    "networkerror": "connectivity", "rate_limit": "rate_limit", "ratelimit": "rate_limit",
    "validation": "validation", "validationerror": "validation", "security": "security",
    "auth": "security", "execution": "execution",
}  # fmt: skip


def caught_errors(node: RawNode) -> tuple[str, ...] | None:
    """Give the errors that a `catch` node names; None is any."""
    part = node.field("errors", "error_types", "error_type", "types", "catch_errors")
    words = list(part.items()) if part else []
    found = []
    for each in words:
        name = ERRORS.get(str(each.value).lower().replace("-", "_"))
        each.take()
        if name is None:
            if str(each.value) not in ("*", "all", "any", "Error", "Exception"):
                message = f"`{each.value}` is no kind of error of the language"
                each.note(codes.ASSUMED, message, "read as any error")
            return None
        found.append(name)
    return tuple(dict.fromkeys(found)) or None
