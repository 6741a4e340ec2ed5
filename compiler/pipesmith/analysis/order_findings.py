"""What is said of order."""

from collections.abc import Sequence

from pipesmith.analysis.dependencies import Edge, keyword
from pipesmith.analysis.name_findings import count_word, quoted
from pipesmith.diagnostics import Finding, Label, Suggestion
from pipesmith.diagnostics.analysis_codes import STAGE_CYCLE
from pipesmith.syntax import nodes as s


def stage_cycle(circle: Sequence[s.Statement], edges: Sequence[Edge]) -> Finding:
    """Show statements that wait for each other; each edge leads from its statement to the next."""
    if len(circle) == 1:
        message = f"{called(circle[0])} waits for itself"
        return Finding(STAGE_CYCLE, message, Label(edges[0].span, "read by its own statement"))
    following = [*circle[1:], circle[0]]
    labels = [
        Label(edge.span, _reason(statement, edge, after))
        for statement, edge, after in zip(circle, edges, following, strict=True)
    ]
    chain = ", which ".join(f"waits for {called(after)}" for after in following)
    return Finding(
        STAGE_CYCLE,
        _message(circle),
        labels[0],
        tuple(labels[1:]),
        (
            f"{called(circle[0])} {chain}",
            "a stage starts when every stage it names has finished; none of these can start",
        ),
        _way_out(edges),
    )


def _message(circle: Sequence[s.Statement]) -> str:
    if all(isinstance(statement, s.Stage) for statement in circle):
        names = quoted(called(statement).strip("`") for statement in circle)
        return f"{count_word(len(circle))} stages wait for each other: {names}"
    return f"{count_word(len(circle))} statements wait for each other: " + ", ".join(
        called(statement) for statement in circle
    )


def _reason(statement: s.Statement, edge: Edge, after: s.Statement) -> str:
    waits = f"{called(statement)} waits for {called(after)}"
    match edge.reason:
        case "barrier":
            return f"{waits}, because a jump waits for all above it, and all below wait for it"
        case "shares":
            return f"{waits}, because both touch one variable"
        case "reads" | "after":
            return waits


def _way_out(edges: Sequence[Edge]) -> Suggestion:
    barrier = any(edge.reason == "barrier" for edge in edges)
    if barrier:
        return Suggestion("put the statement that is read above the one that jumps")
    return Suggestion("take one of these edges away")


def called(statement: s.Statement) -> str:
    """Name a statement as a message does."""
    match statement:
        case s.Stage(name=name) | s.Let(name=name) | s.Var(name=name):
            return f"`{name.text}`"
        case s.Set(name=name):
            return f"`set {name.text}`"
        case s.Do(body=body):
            return f"`do {body.call.function.text}`"
        case _:
            return f"the `{keyword(statement)}`"
