"""Fan-outs: how many of the branches are waited for, and what is made of their values."""

from collections.abc import Mapping

from pipesmith.importing import codes
from pipesmith.importing.ledger import Part
from pipesmith.importing.workflows import acts as a
from pipesmith.importing.workflows.raw import RawNode
from pipesmith.importing.workflows.values import text, whole

GATHERS: Mapping[str, str] = {
    "merge": "merge", "merged": "merge", "combine": "merge", "object": "merge",
    "array": "array", "append": "array", "list": "array", "collect": "array", "concat": "array",
    "first": "first", "last": "last",
}  # fmt: skip


def split(node: RawNode, ways: int) -> a.Split:
    """Read how many of the branches are waited for, and what is made of their values."""
    mode = (text(node.field("parallel_wait_mode", "wait_mode", "waitMode")) or "all").lower()
    part = node.field("parallel_wait_n", "wait_n", "waitN")
    count = whole(part, 1, ways)
    gather = text(node.field("parallel_aggregation", "aggregation"))
    found = GATHERS.get(gather.lower()) if gather else None
    node.field("parallel").take()
    if gather and found is None:
        _no_word(node.field("parallel_aggregation", "aggregation"), gather)
    kinds = {"all": "all", "any": "any", "first": "any", "race": "any", "n_of_m": "count"}
    if mode not in kinds:
        _no_word(node.field("parallel_wait_mode", "wait_mode", "waitMode"), mode)
    if kinds.get(mode) == "count" and count is None and not part:
        message = f"`{node.id}` does not say how many branches it waits for"
        node.part.note(codes.MISSING_FIELD, message, "no `parallel_wait_n`")
    return a.Split(kinds.get(mode, "all"), count, found)  # type: ignore[arg-type]


def _no_word(part: Part, word: str) -> None:
    part.note(codes.BAD_FIELD, f"`{part.name}` cannot be `{word}`", "not known")
