"""JSON that looks like files of other systems, more or less."""

import json
from typing import Any

from hypothesis import strategies as st

WORDS = (
    "{{ $json.a }}", "{{ input.x }}", "{{ a.b | upper }}", "x > 1", "{{ a", "$.a[0]", "$", "5s",
    "a", "b", "c", "true", "main", "body", "done", "{{ $node['a'].json.x }}", "\u0000", "é", "",
    "{{ [1, 2][0] }}", "{{ a ? b : c }}", "a == b and c", "1d", "select {{ a.x }}", "output_true",
)  # fmt: skip
NAMES = st.sampled_from(("a", "b", "c", "d", "e"))
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 2**70), st.floats(allow_nan=False),
    st.sampled_from(WORDS), NAMES,
)  # fmt: skip
FIELDS = (
    "url", "method", "headers", "body", "condition", "conditions", "expression", "items", "count",
    "cases", "value", "name", "variables", "seconds", "duration", "unit", "timeout", "retry",
    "max_tries", "retry_on_fail", "wait_between_tries", "code", "language", "query", "operation",
    "path", "to", "subject", "workflowId", "workflow_id", "inputMapping", "outputMapping",
    "maxDepth", "errorHandling", "mode", "batch_size", "strategy", "sources", "initial",
    "parallel", "parallel_wait_mode", "parallel_wait_n", "parallel_aggregation", "error",
    "max_iterations", "until", "separator", "amount", "values", "left", "operator", "right",
    "disabled", "continue_on_fail", "next", "item_name", "start", "end", "parameters",
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(FIELDS), inner, max_size=3)
    ),
    max_leaves=5,
)
CONFIGS = st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=5)
GRAPH_TYPES = (
    "trigger", "http_request", "code", "condition", "switch", "loop", "for", "while", "repeat",
    "break", "continue", "try", "catch", "finally", "map", "filter", "reduce", "merge", "split",
    "delay", "set_variable", "get_variable", "sub_workflow", "parallel", "odd", "stop",
)  # fmt: skip
BUDFLOW_TYPES = (
    "manual.trigger", "webhook.trigger", "http.request", "email.send", "database.query",
    "file.operation", "if", "loop", "set", "merge", "wait", "stop", "function", "code",
    "subworkflow", "odd",
)  # fmt: skip
LABELS = st.sampled_from(
    ("true", "false", "body", "done", "catch", "finally", "next", "main", 0, 1, "error", "a", None)
)


@st.composite
def graphs(draw: st.DrawFn) -> str:
    """Draw a graph."""
    names = draw(st.lists(NAMES, min_size=1, max_size=5, unique=draw(st.booleans())))
    ends = st.sampled_from(names)
    nodes = [
        {"node_id": name, "node_type": draw(st.sampled_from(GRAPH_TYPES)), "config": draw(CONFIGS)}
        for name in names
    ]
    edges = [
        {"from": draw(ends), "to": draw(ends), "branch": draw(LABELS)}
        for _ in range(draw(st.integers(0, 8)))
    ]
    whole = {"nodes": nodes, "edges": edges, "entry_node_id": names[0]}
    return json.dumps(draw(st.sampled_from([whole, {"graph_config": whole}, {"graph": whole}])))


@st.composite
def workflows(draw: st.DrawFn) -> str:
    """Draw a BudFlow workflow."""
    names = draw(st.lists(NAMES, min_size=1, max_size=5, unique=True))
    ends = st.sampled_from(names)
    nodes = [
        {
            "uuid": name,
            "name": name,
            "type": draw(st.sampled_from(BUDFLOW_TYPES)),
            "parameters": draw(CONFIGS),
            "disabled": draw(st.sampled_from([False, False, False, True])),
        }
        for name in names
    ]
    edges = [
        {"source": draw(ends), "target": draw(ends), "port": draw(LABELS)}
        for _ in range(draw(st.integers(0, 8)))
    ]
    return json.dumps({"id": "a", "name": "a", "nodes": nodes, "connections": edges})


def anything() -> st.SearchStrategy[str]:
    """Draw any JSON, and text that is none."""
    keys = st.sampled_from((*FIELDS, "nodes", "edges", "connections", "node_id", "node_type"))
    values = st.recursive(
        SCALARS,
        lambda inner: st.one_of(
            st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)
        ),
        max_leaves=12,
    )
    return st.one_of(values.map(json.dumps), st.text(max_size=30))


# ---------------------------------------------------------------- sound parts, drawn together


@st.composite
def sound_graphs(draw: st.DrawFn) -> str:
    """Draw a graph whose nodes are all well told; only its ways may be no flow."""
    names = [f"n{at}" for at in range(draw(st.integers(2, 9)))]
    nodes = [draw(sound_nodes(name, names)) for name in names]
    edges = [edge for node in nodes for edge in draw(sound_edges(node, names))]
    whole = {"name": "drawn", "entry_node_id": names[0], "nodes": nodes, "edges": edges}
    return json.dumps(whole)


@st.composite
def sound_nodes(draw: st.DrawFn, name: str, names: list[str]) -> dict[str, Any]:
    """Draw one node that reads what others give."""
    other = draw(st.sampled_from(names))
    reads = draw(
        st.sampled_from(
            (
                f"{{{{ {other}.output.x }}}}",
                f"{{{{ {other} }}}}",
                "{{ data }}",
                "{{ input.y }}",
                "v",
            )
        )
    )
    kinds: dict[str, Any] = {
        "http_request": {"url": f"https://x.test/{reads}", "method": "POST", "body": {"a": reads}},
        "code": {"code": "f()", "language": "python"},
        "set_variable": {"name": draw(st.sampled_from("ab")), "value": reads},
        "get_variable": {"name": draw(st.sampled_from("ab"))},
        "delay": {"seconds": 1},
        "condition": {"condition": f"{other}.output.ok == true"},
        "switch": {"expression": f"{{{{ {other}.output.kind }}}}"},
        "loop": {"items": f"{{{{ {other}.output.list }}}}"},
        "while": {"condition": f"{other}.output.more == true", "max_iterations": 5},
        "repeat": {"count": 2},
        "try": {},
        "merge": {"sources": [reads, f"{{{{ {other}.output }}}}"]},
        "map": {"items": f"{{{{ {other}.output.list }}}}", "expression": "item.x"},
        "stop": {},
        "break": {},
        "continue": {},
    }
    kind = draw(st.sampled_from(sorted(kinds)))
    return {"node_id": name, "node_type": kind, "config": kinds[kind]}


@st.composite
def sound_edges(draw: st.DrawFn, node: dict[str, Any], names: list[str]) -> list[Any]:
    """Draw the edges that a node of its kind may have, most of them onwards."""
    later = names[names.index(node["node_id"]) + 1 :]
    target = st.sampled_from([*later * 4, *names]) if later else st.sampled_from(names)
    labels: dict[str, list[str | None]] = {
        "condition": ["true", "false"],
        "switch": ["a", "b", "default"],
        "loop": ["body", "done"],
        "while": ["body", "done"],
        "repeat": ["body", "done"],
        "try": ["try", "catch", "next"],
        "stop": [],
        "break": [],
        "continue": [],
    }
    few: list[str | None] = [None] * draw(st.sampled_from([1, 1, 1, 1, 2, 3]))
    wanted = labels.get(node["node_type"], few)
    return [
        {"from": node["node_id"], "to": draw(target), "branch": label}
        for label in wanted
        if draw(st.integers(0, 9))
    ]
