"""The nodes and edges of a graph: lists of both, or a map in which each node names its next.

Reads     the part of a file that holds a graph.
Gives     a raw workflow.
Reports   nodes without an id, edges to nothing, an entry that is not there.
Promises  each node and each edge is in the raw workflow, or told.
Leaves    what the types of nodes mean to `system`.
"""

import json
from collections.abc import Iterator

from pipesmith.importing import codes
from pipesmith.importing.ledger import Part
from pipesmith.importing.workflows.raw import Raw, RawEdge, RawNode, listed, plain, settings, word
from pipesmith.importing.workflows.values import text

TRIGGERS = ("trigger", "start", "manual_trigger", "webhook_trigger", "schedule_trigger")


def read_graph(part: Part, name: str) -> Raw:
    """Read a graph."""
    title = text(part.part("name", "workflow_name", "title")) or name
    raw = Raw(name, title, part, doc=[*_lines(part.part("description"))])
    nodes = part.part("nodes")
    if not isinstance(nodes.value, list | dict) or not nodes.value:
        nodes = nodes or part
        nodes.tell(codes.MISSING_FIELD, "a graph has no `nodes`", "nodes are expected")
        return raw
    by_name = isinstance(nodes.value, dict)
    for each in nodes.members() if by_name else nodes.items():
        _node(each, each.name if by_name else None, raw)
    for edge in listed(part.part("edges", "connections", "links")):
        _edge(edge, raw)
    for node in [*raw.nodes.values()]:
        _next(node, raw)
    raw.entry = _entry(part, raw)
    return raw


def _lines(part: Part) -> Iterator[str]:
    found = text(part) if part else None
    if found and found.strip():
        yield found.strip()


def _node(part: Part, key: str | None, raw: Raw) -> None:
    if not isinstance(part.value, dict):
        part.tell(codes.BAD_FIELD, "this is no node", "an object is expected")
        return
    own = part.part("node_id", "id")
    found = word(own) if own else key
    if not found:
        part.tell(codes.MISSING_FIELD, "a node has no `node_id`", "no `node_id`")
        return
    type_part = part.part("node_type", "type")
    kind = word(type_part)
    if kind is None:
        part.tell(codes.MISSING_FIELD, f"the node `{found}` has no `node_type`", "no `node_type`")
        return
    config = part.part("config", "configuration", "parameters", "params", "settings")
    node = RawNode(found, found, plain(kind), part, settings(config))
    node.doc += [*_lines(part.part("label", "name", "title")), *_lines(part.part("description"))]
    node.doc = [line for line in node.doc if line != found]
    raw.add(node)
    if node.type in TRIGGERS and (node.config or node.type != "start"):
        raw.doc.append(_trigger(node))


def _trigger(node: RawNode) -> str:
    """Say in the program what starts the graph, which the language leaves to others."""
    given = node.config.take() if node.config else None
    told = f": {json.dumps(given, ensure_ascii=False)}" if given else ""
    return f"Started by the {node.type} `{node.id}`{told}."


# ---------------------------------------------------------------- edges

STARTS = ("from", "source", "from_node", "from_node_id", "source_node_id", "source_id", "from_id")
ENDS = ("to", "target", "to_node", "to_node_id", "target_node_id", "target_id", "to_id")
LABELS = ("branch", "label", "port", "output", "source_handle", "sourceHandle", "handle", "name")


def _edge(part: Part, raw: Raw) -> None:
    start, end = word(part.part(*STARTS)), word(part.part(*ENDS))
    if start is None or end is None:
        missing = "from" if start is None else "to"
        part.tell(codes.MISSING_FIELD, f"an edge has no `{missing}`", f"no `{missing}`")
        return
    raw.connect(start, _made(part, end, raw.nodes.get(start)))


def _made(part: Part, end: str, start: RawNode | None) -> RawEdge:
    edge = RawEdge(part, end, word(part.part(*LABELS)))
    asked = part.part("condition", "when", "expression")
    if asked and asked.value is not None:
        _conditioned(edge, asked, start)
    for name in ("id", "edge_id"):
        part.part(name).take()
    return edge


BRANCHES = frozenset(
    ("true", "false", "yes", "no", "default", "else", "body", "loop", "done", "exit", "try",
     "catch", "finally", "error", "success", "next", "each", "always", "otherwise")
)  # fmt: skip


def _conditioned(edge: RawEdge, asked: Part, start: RawNode | None) -> None:
    """Read the `condition` of an edge, which may only name a branch."""
    if isinstance(asked.value, dict) and (inner := asked.part("branch", "expression", "value")):
        for name in ("type", "kind", "language"):
            asked.part(name).take()
        asked = inner if not asked.part("left", "field", "operator") else asked
    plain = word(asked) if isinstance(asked.value, bool | str) else None
    deciding = start is not None and start.type in ("condition", "if", "switch", "router", "loop")
    if plain is not None and (plain.lower() in BRANCHES or (deciding and _is_word(plain))):
        edge.label = edge.label or plain
    else:
        edge.condition = asked


def _is_word(text: str) -> bool:
    return text.replace("_", "").replace("-", "").isalnum()


def _next(node: RawNode, raw: Raw) -> None:
    """Read what a node of a map says of its edges."""
    part = node.part.part("next", "next_node", "next_nodes", "edges", "branches", "on_result")
    for label, each in _targets(part):
        _to(node, label, each, raw)
    for name, label in NAMED.items():
        for place in (node.part, node.config):
            named = place.part(name)
            if isinstance(named.value, str) and named.value in raw.nodes:
                _to(node, label, named, raw)
    if node.type in DECIDING:
        for label, target in _case_targets(node.config.part("cases", "routes", "rules"), raw):
            _to(node, label, target, raw)


DECIDING = ("switch", "router", "case")
NAMED = {
    "true_next": "true", "false_next": "false", "on_true": "true", "on_false": "false",
    "if_true": "true", "if_false": "false", "true_node": "true", "false_node": "false",
    "true_branch": "true", "false_branch": "false", "then": "true", "else": "false",
    "loop_body": "body", "body_node": "body", "on_complete": "done", "exit_node": "done",
    "on_done": "done", "try_node": "try", "catch_node": "catch", "finally_node": "finally",
    "on_error": "error", "error_node": "error", "default_node": "default", "default": "default",
}  # fmt: skip
"""Fields that name the node behind one answer."""


def _case_targets(part: Part, raw: Raw) -> Iterator[tuple[str, Part]]:
    """Give the nodes that cases name, by the labels of the cases."""
    if isinstance(part.value, dict):
        for each in part.members():
            if isinstance(each.value, str) and each.value in raw.nodes:
                yield each.name, each
        return
    for each in part.items():
        target = each.part("next", "to", "target", "node", "node_id", "next_node")
        label = each.part("branch", "label", "output", "name", "id", "value", "case")
        if isinstance(target.value, str) and target.value in raw.nodes:
            yield str(label.value), target


def _targets(part: Part) -> Iterator[tuple[str | None, Part]]:
    match part.value:
        case None:
            part.take()
        case list():
            yield from ((None, each) for each in part.items())
        case dict() if not any(name in part.value for name in ENDS):
            for each in part.members():
                if each.value is None:
                    each.take()
                inner = each.items() if isinstance(each.value, list) else (each,)
                yield from ((each.name, one) for one in inner if one.value is not None)
        case _:
            yield from ((None, part),) if part else ()


def _to(node: RawNode, label: str | None, part: Part, raw: Raw) -> None:
    if isinstance(part.value, dict):
        end = word(part.part(*ENDS, "node", "node_id"))
        if end is not None:
            edge = _made(part, end, node)
            edge.label = edge.label or label
            raw.connect(node.id, edge)
            return
    found = word(part)
    if found is None:
        part.tell(codes.BAD_FIELD, "this names no node", "the id of a node is expected")
    else:
        raw.connect(node.id, RawEdge(part, found, label))


# ---------------------------------------------------------------- the entry


def _entry(part: Part, raw: Raw) -> str | None:
    told = part.part("entry_node_id", "entry_node", "entry", "start_node", "start_node_id", "start")
    if told and told.value is not None:
        name = word(told)
        if name in raw.nodes:
            return name
        told.tell(codes.MISSING_STAGE, f"the entry is `{told.value}`", "no such node")
        return None
    targets = raw.targets()
    starts = [node.id for node in raw.nodes.values() if node.type in TRIGGERS]
    starts = starts or [name for name in raw.nodes if name not in targets]
    if len(starts) != 1 and raw.nodes:
        found = ", ".join(f"`{name}`" for name in starts) or "no node"
        message = f"a graph starts at one node, and {found} could be it"
        part.note(codes.MISSING_FIELD, message, "no `entry_node_id`")
        return None
    return starts[0] if starts else None
