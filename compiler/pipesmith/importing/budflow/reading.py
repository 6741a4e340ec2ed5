"""The nodes and connections of a BudFlow workflow, its edges in any of their three shapes.

Reads     the part of a file that holds a workflow.
Gives     a raw workflow.
Reports   nodes without an id or type, edges to nothing, several triggers, none.
Promises  each node and each edge is in the raw workflow, or told.
Leaves    what the types of nodes mean to `system`.
"""

import json
from collections.abc import Iterator

from pipesmith.importing import codes
from pipesmith.importing.ledger import Part
from pipesmith.importing.workflows.raw import Raw, RawEdge, RawNode, listed, plain, settings, word
from pipesmith.importing.workflows.values import flag, text

TRIGGERS = ("manual_trigger", "webhook_trigger", "schedule_trigger", "trigger")
MAIN = frozenset(("main", "output", "out", "default", "0", "output_main", "result"))
OWN = frozenset(("if", "loop", "switch"))
"""Types whose outputs have names of their own, so that the first is not just the main one."""


def read_workflow(part: Part, name: str) -> Raw:
    """Read a workflow."""
    if not isinstance(part.value, dict):
        part.tell(codes.NOT_A_PIPELINE, "this is no workflow", "an object is expected")
        return Raw(name, name, part)
    own = word(part.part("id", "uuid", "workflowId", "workflow_id"))
    title = text(part.part("name", "title"))
    raw = Raw(own or title or name, title or name, part)
    raw.doc += [*_lines(part.part("description"))]
    ids: dict[str, str] = {}
    for each in listed(part.part("nodes")):
        _node(each, raw, ids)
    if not raw.nodes:
        part.note(codes.MISSING_FIELD, "a workflow has no `nodes`", "nodes are expected")
        return raw
    for edge in listed(part.part("connections", "edges", "links")):
        _edge(edge, raw, ids)
    raw.entry = _entry(part, raw)
    return raw


def _lines(part: Part) -> Iterator[str]:
    found = text(part) if part else None
    if found and found.strip():
        yield found.strip()


def _node(part: Part, raw: Raw, ids: dict[str, str]) -> None:
    if not isinstance(part.value, dict):
        part.tell(codes.BAD_FIELD, "this is no node", "an object is expected")
        return
    names = [word(part.part(name)) for name in ("uuid", "id", "name")]
    found = next((name for name in names if name), None)
    kind = word(part.part("type", "node_type"))
    if found is None or kind is None:
        missing = "uuid" if found is None else "type"
        part.tell(codes.MISSING_FIELD, f"a node has no `{missing}`", f"no `{missing}`")
        return
    node = RawNode(
        found,
        names[2] or found,
        plain(kind),
        part,
        settings(part.part("parameters", "config", "params")),
    )
    node.doc += [*_lines(part.part("notes", "description"))]
    part.part("execute_once", "executeOnce").take()  # every node runs once for what comes in
    _disable(node)
    raw.add(node)
    for name in names:
        if name:
            ids.setdefault(name, found)
    if node.type in TRIGGERS:
        raw.doc.append(_trigger(node))


def _disable(node: RawNode) -> None:
    """Let a node that is switched off pass on what comes in."""
    switch = node.part.part("disabled")
    if flag(switch):
        node.type = "disabled"
        node.part.tell(
            codes.LEFT_OUT, f"the node `{node.title}` is disabled", "passes on what comes in"
        )


def _trigger(node: RawNode) -> str:
    """Say in the program what starts the workflow, which the language leaves to others."""
    given = node.config.take() if node.config else None
    told = f": {json.dumps(given, ensure_ascii=False)}" if given else ""
    kind = node.type.removesuffix("_trigger")
    return f"Started by the {kind} trigger `{node.title}`{told}."


# ---------------------------------------------------------------- edges


def _edge(part: Part, raw: Raw, ids: dict[str, str]) -> None:
    """Read an edge: uuids, plain names with a port, or two ends with a node each."""
    start, output = _end(part.part("from"), "output")
    end, at = _end(part.part("to"), "input")
    start = start or word(part.part("source_node_uuid", "source", "source_node", "from"))
    end = end or word(part.part("target_node_uuid", "target", "target_node", "to"))
    output = output or word(part.part("source_output", "port", "source_port", "output"))
    at = at or word(part.part("target_input", "target_port", "input"))
    for name in ("uuid", "id"):
        part.part(name).take()
    if start is None or end is None:
        missing = "source" if start is None else "target"
        part.tell(codes.MISSING_FIELD, f"an edge has no `{missing}`", f"no `{missing}`")
        return
    start, end = ids.get(start, start), ids.get(end, end)
    kind = raw.nodes[start].type if start in raw.nodes else ""
    raw.connect(start, RawEdge(part, end, _label(output, kind), None, _number(at)))


def _end(part: Part, port: str) -> tuple[str | None, str | None]:
    if not isinstance(part.value, dict):
        return None, None
    return word(part.part("node", "uuid", "id")), word(part.part(port, "port", "index"))


def _label(output: str | None, kind: str) -> str | None:
    if output is None:
        return None
    plain = output.strip().lower()
    if kind == "if":
        return {"0": "true", "1": "false"}.get(plain, plain)
    if kind == "loop" and plain in ("0", "1", "main"):
        return None
    if plain in MAIN and kind not in OWN:
        return None
    return plain


def _number(at: str | None) -> int:
    digits = "".join(each for each in at or "" if each in "0123456789")[:4]
    return int(digits) if digits else 0


# ---------------------------------------------------------------- the entry


def _entry(part: Part, raw: Raw) -> str | None:
    """Find where a workflow starts: at its trigger, or at the node that no edge leads to."""
    targets = raw.targets()
    starts = [node.id for node in raw.nodes.values() if node.type in TRIGGERS]
    starts = starts or [name for name in raw.nodes if name not in targets]
    if not starts:
        part.note(codes.MISSING_FIELD, "each node of this stands behind another", "no trigger")
        return None
    for other in starts[1:]:
        message = f"the workflow starts at `{raw.nodes[starts[0]].title}` too"
        raw.nodes[other].part.note(codes.ASSUMED, message, "this start is not taken")
    return starts[0]
