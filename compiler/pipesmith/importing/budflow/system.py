"""What the nodes of a BudFlow workflow do, by their types."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pipesmith import types as t
from pipesmith.importing import codes
from pipesmith.importing.budflow.paths import ROOT, read_path
from pipesmith.importing.expressions.coercing import a_list, call
from pipesmith.importing.ledger import Part
from pipesmith.importing.values import Shape, Value, mapped
from pipesmith.importing.workflows import acts as a
from pipesmith.importing.workflows import calls, computing
from pipesmith.importing.workflows.depth import DEEPEST, Called
from pipesmith.importing.workflows.moments import Moment
from pipesmith.importing.workflows.policies import failed
from pipesmith.importing.workflows.programs import Program
from pipesmith.importing.workflows.raw import RawNode, word
from pipesmith.importing.workflows.scopes import Words
from pipesmith.importing.workflows.values import flag, text, whole
from pipesmith.importing.workflows.variables import mappings, stopping, sub_workflow
from pipesmith.importing.workflows.waiting import delay
from pipesmith.syntax import nodes as n

WORDS = Words(
    start=frozenset(("$trigger", "$start", "input")),
    incoming=frozenset(("$json", "json", "$input", "$data", "$")),
    item=frozenset(("$item", "item")),
    index=frozenset(("$index", "$runIndex", "$itemIndex", "index")),
    nodes=frozenset(("$node", "$nodes", "nodes")),
    variables=frozenset(("$vars", "$variables", "vars")),
    environment=frozenset(("$env", "env")),
    secrets=frozenset(("$secrets", "secrets", "$credentials")),
)

ROLES: Mapping[str, str] = {
    "if": "condition", "switch": "switch", "loop": "loop", "stop": "stop", "stop_error": "stop",
    "disabled": "disabled",
}  # fmt: skip

Make = Callable[[RawNode], a.Act]

PLAIN: Mapping[str, Make] = {
    "http_request": calls.http, "email_send": calls.email, "database_query": calls.database,
    "merge": computing.merging, "wait": delay,
}  # fmt: skip

PASSING = ("manual_trigger", "webhook_trigger", "schedule_trigger", "trigger", "disabled", "noop")


@dataclass(frozen=True, slots=True)
class BudflowSystem:
    """Workflows of nodes with a `type` and `parameters`."""

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
            case "function" | "code":
                return calls.code(node, program.operators)
            case "file_operation":
                return calls.file(node, program.operators)
            case "set":
                return setting(node)
            case "loop":
                return looping(node)
            case "stop" | "stop_error":
                return stopping(node)
            case "subworkflow":
                return _called(node, program)
            case _:
                return calls.unknown(node, program.operators)


# ---------------------------------------------------------------- set


def setting(node: RawNode) -> a.Act:
    """Read a node that sets fields of what comes in; with `keep_only_set` nothing else is kept."""
    fields = node.field("values", "fields", "assignments", "set")
    only = flag(node.field("keep_only_set", "keepOnlySet", "only_set"))
    if not isinstance(fields.value, dict | list):
        fields = node.config

    def value(moment: Moment) -> Value:
        members: dict[str, Value] = {}
        for name, part in mappings(fields):
            if name not in ("keep_only_set", "keepOnlySet", "only_set"):
                members[name] = moment.value(part)
        made = mapped(members)
        incoming = moment.around.input()
        if only or isinstance(incoming.type, t.ListType):
            return made
        items = n.ListLiteral((incoming.code, made.code))
        return moment.around.merged(items)

    return a.Compute(value)


# ---------------------------------------------------------------- loops


def looping(node: RawNode) -> a.Loop:
    """Read a loop over items, in batches if it says so, or of a number of turns."""
    mode = (text(node.field("mode")) or "items").lower()
    limit = whole(node.field("max_iterations", "maxIterations"), 1) or 1000
    if mode == "count":
        times = node.field("count", "times", "iterations", "n")
        if not times:
            node.part.note(codes.MISSING_FIELD, f"`{node.title}` has no `count`", "no `count`")
        return a.Loop("times", lambda moment: moment.expression(times), limit)
    if mode not in ("items", "each", "batch", "batches"):
        node.field("mode").note(codes.BAD_FIELD, f"`mode` cannot be `{mode}`", "items or count")
    items = node.field("items", "field", "source", "collection", "input")
    batch = whole(node.field("batch_size", "batchSize"), 1)
    return a.Loop("each", lambda moment: _items(items, batch, moment), limit)


def _items(items: Part, batch: int | None, moment: Moment) -> Value:
    found = a_list(moment.expression(items) if items else moment.around.input())
    if batch is None or batch == 1:
        return found
    kind = t.ListType(found.type)
    return Value(call("chunk", found.code, n.IntLiteral(batch)), kind, Shape(kind))


# ---------------------------------------------------------------- subworkflows


def _called(node: RawNode, program: Program) -> a.Act:
    part = node.field("workflowId", "workflow_id", "workflow")
    name = word(part)
    if name is None:
        node.part.note(codes.MISSING_FIELD, f"`{node.title}` names no workflow", "no `workflowId`")
        return a.Pass()
    if program.pipeline(name) is None:
        part.note(
            codes.MISSING_STAGE,
            f"the workflow `{name}` is in none of the files",
            "no such workflow",
            "files that call one another are imported together",
        )
        return a.Pass()
    _waits(node)
    most = whole(node.field("maxDepth", "max_depth"), 1, DEEPEST)
    inputs = node.config.part("inputMapping", "input_mapping", "inputs")
    outputs = node.config.part("outputMapping", "output_mapping", "outputs")
    return sub_workflow(
        node,
        program,
        Called(name, part, most),
        lambda moment: _mapped(inputs, moment.around.input(), moment),
        (lambda raw, moment: _mapped(outputs, raw, moment)) if outputs and outputs.value else None,
        _handled(node),
    )


def _waits(node: RawNode) -> None:
    part = node.field("waitForCompletion", "wait_for_completion")
    if part and not flag(part):
        message = "a pipeline always waits for what it calls"
        part.note(codes.ASSUMED, message, "read as if it were true")


def _handled(node: RawNode) -> tuple[n.Clause, ...]:
    part = node.field("errorHandling", "error_handling", "onError")
    word = (text(part) or "fail").lower()
    if word == "continue":
        return (n.ValueClause("fallback", failed("")),)
    if word != "fail":
        part.note(codes.BAD_FIELD, f"`errorHandling` cannot be `{word}`", "fail or continue")
    return ()


def _mapped(part: Part, subject: Value, moment: Moment) -> Value:
    """Give the object that a mapping makes of a value; without one, the value."""
    if not part or not part.value:
        part.take()
        return subject
    return mapped({name: _selected(each, subject, moment) for name, each in mappings(part)})


def _selected(part: Part, subject: Value, moment: Moment) -> Value:
    if not isinstance(part.value, str) or not part.value.startswith("$") or "{{" in part.value:
        return moment.value(part)
    tree = read_path(part.value)
    if tree is None:
        message = f"the path `{part.value}` selects more than one place"
        part.tell(codes.UNTRANSLATED, message, "members and indexes are expected")
        return Value(n.NullLiteral(), t.JSON)
    return moment.of_tree(part, tree, {ROOT: subject})
