"""A program of a file with graphs.

Reads     a JSON file: one graph, alone or under `graph_config`, or several that call one another.
Gives     the text of a program, and findings.
Reports   what is broken in the file, and what of it has no place in the program.
Promises  no file raises an exception; nothing of it is dropped unsaid.
Leaves    statements to `workflows`.
"""

from collections.abc import Iterator

from pipesmith.diagnostics import Findings
from pipesmith.importing import codes
from pipesmith.importing.graph.reading import read_graph
from pipesmith.importing.graph.system import GraphSystem
from pipesmith.importing.ledger import Ledger, Part
from pipesmith.importing.program import Imported
from pipesmith.importing.workflows.opening import opened, stem_of
from pipesmith.importing.workflows.programs import Program, imported
from pipesmith.importing.workflows.raw import Raw
from pipesmith.source import Source

HOLDERS = ("graph_config", "graph", "workflow", "definition")
OTHERS = ("sub_workflows", "subworkflows", "workflows", "graphs", "sub_graphs")


def import_graph(source: Source) -> Imported:
    """Make a program of the graphs in a file, or say why there is none."""
    findings = Findings({source.path: source})
    ledger = opened(source, findings)
    if ledger is None:
        return Imported({}, findings)
    stem = stem_of(source.path)
    raws = {raw.name: raw for raw in _graphs(ledger, stem)}
    program = Program(GraphSystem(), raws)
    return imported(program, [ledger], f"{stem}.pipe")


def _graphs(ledger: Ledger, stem: str) -> Iterator[Raw]:
    """Give the graphs of a file, the main one last."""
    root = ledger.root()
    for place in (root, root.part(*HOLDERS)):
        others = place.part(*OTHERS)
        yield from _named(others)
    main = next((part for part in _candidates(root) if "nodes" in _keys(part)), None)
    if main is not None:
        raw = read_graph(main, stem)
        _describe(root, raw)
        yield raw
    elif not isinstance(root.part(*OTHERS).value, dict | list):
        root.tell(codes.NOT_A_PIPELINE, "this file holds no graph", "no `nodes`")


def _candidates(root: Part) -> Iterator[Part]:
    yield root
    for name in HOLDERS:
        yield root.part(name)


def _keys(part: Part) -> set[str]:
    return set(part.value) if isinstance(part.value, dict) else set()


def _named(part: Part) -> Iterator[Raw]:
    each: Part
    for each in part.members() if isinstance(part.value, dict) else part.items():
        inner = next((one for one in _candidates(each) if "nodes" in _keys(one)), None)
        own = each.part("workflow_id", "graph_id", "id", "name").value
        name = own if isinstance(own, str) and isinstance(part.value, list) else each.name
        if inner is None:
            each.tell(codes.NOT_A_PIPELINE, f"`{each.name}` holds no graph", "no `nodes`")
        else:
            for field in ("workflow_id", "graph_id", "id"):
                each.part(field).take()
            yield read_graph(inner, str(name))


def _describe(root: Part, raw: Raw) -> None:
    """Take the name and the description that stand around a graph."""
    for field in ("workflow_id", "graph_id", "id", "version"):
        part = root.part(field)
        if isinstance(part.value, str | int) and raw.part.path:
            raw.doc.append(f"{field}: {part.take()}")
    named = root.part("name", "workflow_name", "title")
    if raw.part.path and isinstance(named.value, str):
        raw.title = named.take() if raw.title == raw.name else raw.title
    described = root.part("description")
    if isinstance(described.value, str) and raw.part.path:
        raw.doc.insert(0, described.take())
