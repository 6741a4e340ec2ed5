"""Nodes that set variables, end a workflow, or call another one."""

from collections.abc import Callable, Iterator

from pipesmith import types as t
from pipesmith.importing import codes
from pipesmith.importing.ledger import Part
from pipesmith.importing.values import Value
from pipesmith.importing.workflows import acts as a
from pipesmith.importing.workflows.calls import invocation
from pipesmith.importing.workflows.computing import variable_part
from pipesmith.importing.workflows.depth import Called
from pipesmith.importing.workflows.moments import Moment
from pipesmith.importing.workflows.policies import clauses
from pipesmith.importing.workflows.programs import Program
from pipesmith.importing.workflows.raw import RawNode
from pipesmith.importing.workflows.values import text
from pipesmith.syntax import nodes as n


def assigning(node: RawNode, program: Program) -> a.Act:
    """Read a node that sets variables."""
    parts = variable_part(node)
    if not parts:
        node.part.note(codes.MISSING_FIELD, f"`{node.id}` names no variable", "no `name`")
    for name in parts:
        program.variable(name)
    return a.Assign({name: _value(part) for name, part in parts.items()})


def _value(part: Part) -> a.Say:
    return lambda moment: moment.value(part)


def getting(node: RawNode, program: Program) -> a.Act:
    """Read a node that gives a variable."""
    name = text(node.field("name", "variable", "variable_name", "variableName", "key"))
    if name is None:
        node.part.note(codes.MISSING_FIELD, f"`{node.id}` names no variable", "no `name`")
        return a.Pass()
    program.variable(name)
    return a.Compute(lambda moment: moment.around.variable(name) or moment.around.input())


def stopping(node: RawNode) -> a.Finish:
    """Read a node that ends the workflow, with a value or an error."""
    error = node.field("error", "error_message", "errorMessage")
    if node.type in ("throw", "fail", "end_with_error") or error:
        message = error or node.field("message", "reason")
        return a.Finish(error=lambda moment: _text(message, node, moment))
    value = node.field("value", "output", "result")
    return a.Finish(lambda moment: moment.value(value)) if value else a.Finish()


def _text(part: Part, node: RawNode, moment: Moment) -> Value:
    if isinstance(part.value, bool) or not part:
        part.take()
        return Value(n.Text((f"stopped by {node.title}",)), t.STRING)
    return Value(moment.text(part), t.STRING)


def sub_workflow(
    node: RawNode,
    program: Program,
    call: Called,
    given: Callable[[Moment], Value],
    made: Callable[[Value, Moment], Value] | None = None,
    more: tuple[n.Clause, ...] = (),
) -> a.Act:
    """Make a call of another workflow of the program."""
    name = program.pipeline(call.workflow)
    assert name is not None
    program.called(call)

    def perform(moment: Moment) -> a.Performed:
        found = invocation(name, {"input": given(moment).code})
        own = tuple(each for each in clauses(node) if not (more and _is_fallback(each)))
        if made is None:
            return a.Performed(found, t.JSON, (*own, *more))
        return a.Performed(found, t.JSON, (*own, *more), made=lambda raw: made(raw, moment))

    return a.Perform(perform)


def _is_fallback(clause: n.Clause) -> bool:
    return isinstance(clause, n.ValueClause) and clause.keyword == "fallback"


def mappings(part: Part) -> Iterator[tuple[str, Part]]:
    """Give the members of a mapping: an object, or a list of names and values."""
    if isinstance(part.value, list):
        for each in part.items():
            name = text(each.part("target", "name", "to", "key"))
            if name is not None:
                yield name, each.part("source", "value", "from", "path", "expression")
    else:
        for each in part.members():
            yield each.name, each
