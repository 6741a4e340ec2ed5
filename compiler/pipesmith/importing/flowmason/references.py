"""What the expressions of a stage read: other stages, and inputs."""

from collections.abc import Collection, Iterator

from pipesmith.importing.expressions import tree as e
from pipesmith.importing.expressions.lexer import PREFIX, Unreadable
from pipesmith.importing.expressions.parser import read_expression
from pipesmith.importing.expressions.templates import read_template
from pipesmith.importing.ledger import Part

CONDITIONS = frozenset(
    ("condition", "condition_expression", "filter_expression", "skip_if", "when", "expression")
)
"""Fields that hold an expression without braces."""

LOCAL = frozenset(("data", "item", "value", "input", "context", "loop", "env", "index", "error"))
"""Names that mean something of their own before they mean a stage."""


def texts(part: Part) -> Iterator[Part]:
    """Give all texts in an element."""
    match part.value:
        case str():
            yield part
        case dict():
            for member in part.members():
                yield from texts(member)
        case list():
            for item in part.items():
                yield from texts(item)
        case _:
            return


def tree_of(part: Part, ids: Collection[str]) -> e.Tree | None:
    """Read a text as a template or condition; None when it cannot be read."""
    try:
        if part.name in CONDITIONS and "{{" not in part.value:
            return read_expression(part.value, ids)
        return read_template(part.value, ids)
    except Unreadable:
        return None


def stages_read(part: Part, ids: Collection[str]) -> Iterator[tuple[str, Part]]:
    """Give the stages that the texts in an element read, and where."""
    for text in texts(part):
        if not any(each in text.value for each in (".", "[")):
            continue
        tree = tree_of(text, ids)
        for name in dict.fromkeys(_stage(each, ids) for each in e.inside(tree)):
            if name is not None:
                yield name, text


def _stage(tree: e.Tree, ids: Collection[str]) -> str | None:
    match tree:
        case e.Attribute(subject=e.Name(text=head), name=name) if head in PREFIX:
            return name if name in ids else None
        case e.Subscript(subject=e.Name(text=head), index=e.Constant(value=str() as name)):
            return name if head in PREFIX and name in ids else None
        case e.Attribute(subject=e.Name(text=name)) if name in ids and name not in LOCAL:
            return name
        case _:
            return None


def inputs_read(part: Part, ids: Collection[str]) -> Iterator[str]:
    """Give the names of the inputs that the texts in an element read."""
    for text in texts(part):
        if "input" not in text.value:
            continue
        for each in e.inside(tree_of(text, ids)):
            match each:
                case e.Attribute(subject=e.Name(text="input" | "inputs"), name=name):
                    yield name
                case e.Subscript(
                    subject=e.Name(text="input" | "inputs"), index=e.Constant(value=str() as name)
                ):
                    yield name
                case _:
                    pass
