"""What a statement is called in addresses (rule 6)."""

from collections import Counter
from collections.abc import Iterator

from pipesmith.analysis.dependencies import keyword
from pipesmith.syntax import nodes as s

Work = s.Stage | s.Do | s.Control


def segment_of(node: Work, seen: Counter[str]) -> str:
    """Give a statement's part of the address; the second and later of equal ones are numbered."""
    match node:
        case s.Stage(name=name):
            segment = name.text
        case s.Do(body=body):
            segment = body.call.function.text
        case s.Control():
            segment = keyword(node)
    seen[segment] += 1
    return segment if seen[segment] == 1 else f"{segment}#{seen[segment]}"


def segments_of(block: s.Block) -> Iterator[tuple[str, Work]]:
    """Give the statements of a block that have an address, each with its part of it."""
    seen: Counter[str] = Counter()
    for statement in block.statements:
        if isinstance(statement, Work):
            yield segment_of(statement, seen), statement
