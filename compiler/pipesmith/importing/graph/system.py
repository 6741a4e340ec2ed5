"""What the nodes of a graph do, by their types."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pipesmith import types as t
from pipesmith.importing import codes
from pipesmith.importing.expressions.coercing import a_list, call, converted
from pipesmith.importing.ledger import Part
from pipesmith.importing.values import Shape, Value, mapped
from pipesmith.importing.workflows import acts as a
from pipesmith.importing.workflows import calls, computing
from pipesmith.importing.workflows.depth import Called
from pipesmith.importing.workflows.moments import Moment
from pipesmith.importing.workflows.policies import clauses
from pipesmith.importing.workflows.programs import Program
from pipesmith.importing.workflows.raw import RawNode, word
from pipesmith.importing.workflows.scopes import Words
from pipesmith.importing.workflows.values import flag, whole
from pipesmith.importing.workflows.variables import (
    assigning,
    getting,
    mappings,
    stopping,
    sub_workflow,
)
from pipesmith.importing.workflows.waiting import delay
from pipesmith.syntax import nodes as n

WORDS = Words(
    start=frozenset(("input", "inputs", "trigger", "payload", "$trigger", "$start")),
    incoming=frozenset(("$json", "data", "previous", "prev", "$input", "$prev", "current")),
    item=frozenset(("item", "$item", "each", "element")),
    index=frozenset(("index", "$index", "i")),
    nodes=frozenset(("nodes", "$node", "$nodes", "node", "steps", "outputs", "results")),
    variables=frozenset(("variables", "vars", "$vars", "variable", "state", "context")),
    environment=frozenset(("env", "$env", "environment")),
    secrets=frozenset(("secrets", "secret", "$secrets", "credentials")),
    bare=True,
)

ROLES: Mapping[str, str] = {
    "condition": "condition", "if": "condition", "conditional": "condition", "branch": "condition",
    "switch": "switch", "router": "switch", "case": "switch",
    "loop": "loop", "for": "loop", "foreach": "loop", "for_each": "loop", "while": "loop",
    "repeat": "loop", "break": "break", "continue": "continue", "try": "try",
    "try_catch": "try", "catch": "catch", "finally": "finally",
    "stop": "stop", "return": "stop", "end_with_error": "stop", "throw": "stop", "fail": "stop",
}  # fmt: skip

Make = Callable[[RawNode], a.Act]

PLAIN: Mapping[str, Make] = {
    "http_request": calls.http, "http": calls.http, "api_call": calls.http, "webhook": calls.http,
    "email": calls.email, "send_email": calls.email,
    "database": calls.database, "database_query": calls.database, "sql": calls.database,
    "map": computing.mapping, "filter": computing.filtering, "reduce": computing.reducing,
    "merge": computing.merging, "join": computing.merging, "split": computing.splitting,
    "delay": delay, "wait": delay, "sleep": delay,
}  # fmt: skip

PASSING = (
    "trigger", "start", "end", "output", "catch", "finally", "parallel", "fork", "noop",
    "pass", "input", "manual_trigger", "webhook_trigger", "schedule_trigger", "break", "continue",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class GraphSystem:
    """Graphs of nodes with a `node_type`."""

    words: Words = WORDS

    def role(self, node: RawNode) -> str:
        """Tell which part a node has in the flow."""
        return ROLES.get(node.type, "")

    def act(self, node: RawNode, program: Program) -> a.Act:
        """Give what a node does."""
        if node.type in PASSING:
            return a.Pass()
        if node.type in PLAIN:
            return PLAIN[node.type](node)
        match node.type:
            case "code" | "function" | "script" | "python" | "javascript":
                return calls.code(node, program.operators)
            case "file" | "file_operation":
                return calls.file(node, program.operators)
            case "set_variable" | "set" | "assign":
                return assigning(node, program)
            case "get_variable" | "get":
                return getting(node, program)
            case "sub_workflow" | "subworkflow" | "sub_graph" | "workflow":
                return sub_workflow_of(node, program)
            case "transform":
                return a.Compute(lambda moment: moment.expression(node.field("expression")))
            case _:
                pass
        role = self.role(node)
        if role == "loop":
            return looping(node)
        return stopping(node) if role == "stop" else calls.unknown(node, program.operators)


def looping(node: RawNode) -> a.Loop:
    """Read what a loop goes over: items, a number of turns, or a condition."""
    limit = whole(node.field("max_iterations", "maxIterations", "max", "limit"), 1) or 1000
    many = whole(node.field("max_concurrency", "concurrency", "parallelism"), 1, 1000)
    if flag(node.field("parallel")):
        many = many or 10
    items = node.field("items", "collection", "items_expression", "over", "list", "array", "in")
    times = node.field("count", "times", "iterations", "repeat", "n", "repeat_count")
    asked = node.field("condition", "while", "expression", "until")
    if items:
        batch = whole(node.field("batch_size", "batchSize"), 1)
        name = computing.item_name(node)
        return a.Loop("each", lambda moment: _items(items, batch, moment), limit, many, name)
    if times:
        return a.Loop("times", lambda moment: moment.expression(times))
    if asked:
        return a.Loop("while", lambda moment: Value(moment.condition(asked), t.BOOL), limit)
    start, end = node.field("start", "from"), node.field("end", "to", "stop")
    if end:
        step = node.field("step")
        name = computing.item_name(node)
        return a.Loop("each", lambda moment: _range(start, end, step, moment), limit, many, name)
    message = f"`{node.id}` does not say what it goes over"
    node.part.note(codes.MISSING_FIELD, message, "no `items`, `count` or `condition`")
    return a.Loop("times", lambda _: Value(n.IntLiteral(0), t.INT))


def _items(items: Part, batch: int | None, moment: Moment) -> Value:
    found = a_list(moment.expression(items))
    if batch is None or batch == 1:
        return found
    kind = t.ListType(found.type)
    return Value(call("chunk", found.code, n.IntLiteral(batch)), kind, Shape(kind))


def _range(start: Part, end: Part, step: Part, moment: Moment) -> Value:
    ends = [converted(moment.expression(each), t.INT) for each in (start, end, step) if each]
    if not start:
        ends.insert(0, n.IntLiteral(0))
    return Value(call("range", *ends), t.ListType(t.INT), Shape(t.ListType(t.INT)))


def sub_workflow_of(node: RawNode, program: Program) -> a.Act:
    """Read a call of another graph of the file; one that is elsewhere becomes an operator."""
    part = node.field(
        "workflow_id", "workflow", "workflow_name", "graph_id", "name", "sub_workflow"
    )
    name = word(part)
    if name is None:
        node.part.note(codes.MISSING_FIELD, f"`{node.id}` names no workflow", "no `workflow_id`")
        return a.Pass()
    if program.pipeline(name) is None:
        return _elsewhere(node, name, part, program)
    return sub_workflow(node, program, Called(name, part), lambda moment: _given(node, moment))


def _given(node: RawNode, moment: Moment) -> Value:
    part = node.field("inputs", "input", "input_mapping", "parameters", "data", "arguments")
    if not part:
        return moment.around.input()
    return mapped({name: moment.value(each) for name, each in mappings(part)})


def _elsewhere(node: RawNode, name: str, part: Part, program: Program) -> a.Act:
    doc = f"Run the workflow `{name}`, which is not in the file."
    operator = program.operators.declare(f"workflow {name}", name, ("input",), doc, part)

    def perform(moment: Moment) -> a.Performed:
        found = calls.invocation(operator, {"input": _given(node, moment).code})
        return a.Performed(found, t.JSON, clauses(node))

    return a.Perform(perform)
