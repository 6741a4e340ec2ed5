"""Values that nothing reads any more: large ones are let go before a block waits again."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import libcst as cst

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.plan.parts import Plan, positions
from pipesmith_targets.python import lines as ln
from pipesmith_targets.python.duration import takes_time
from pipesmith_targets.python.frame import Frame
from pipesmith_targets.python.naming import Named, named, python_name
from pipesmith_targets.python.readers import Readers


@dataclass(slots=True)
class Releases:
    """The values that a function holds as parts of a block are written one after another.

    Only what a function assigns itself, once, is let go, and only before something is awaited: at
    the end of a block its values go anyway.
    """

    block: n.Block
    readers: Readers
    frame: Frame
    _done: set[int] = field(default_factory=set)
    _held: set[str] = field(default_factory=set)

    def before(self, part: Plan) -> ln.Lines:
        """Let go of what nothing reads from a part on, if the part takes time."""
        waits = any(takes_time(self.block.statements[at]) for at in positions(part))
        if not waits or self.frame.scope.module.options.traced:
            return []
        read = [each for each in named(sorted(self._done), self.block) if self._is_read(each)]
        names = [python_name(each, self.frame) for each in read]
        self._held.difference_update(names)
        return [self.frame.marks.at(ln.deleted(names), read[-1].place)] if names else []

    def after(self, part: Plan, lines: ln.Lines) -> None:
        """Note that a part was written as these lines."""
        self._done.update(positions(part))
        self._held |= _assigned(lines) - self.frame.foreign

    def _is_read(self, value: Named) -> bool:
        """Tell whether a large value that is held has been read for the last time."""
        if isinstance(value, n.Var) or not _is_large(value.type):
            return False
        read = self.readers.reading.get(value.name or "", set()) <= self._done
        return read and python_name(value, self.frame) in self._held


def _is_large(type_: t.Type) -> bool:
    """Tell whether nothing bounds the size of a value; a text or a record seldom is large."""
    match type_:
        case t.ListType() | t.SetType() | t.MapType():
            return True
        case t.OptionalType(item=inner):
            return _is_large(inner)
        case t.TupleType(items=items):
            return any(map(_is_large, items))
        case _:
            return type_ == t.JSON


def _assigned(lines: ln.Lines) -> set[str]:
    """Give the variables that lines assign themselves, not the functions in them."""
    found = _Assignments()
    for line in lines:
        line.visit(found)
    return found.names


class _Assignments(cst.CSTVisitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_AssignTarget(self, node: cst.AssignTarget) -> bool:
        self.names.update(_targets(node.target))
        return False

    def visit_AnnAssign(self, node: cst.AnnAssign) -> bool:
        if node.value is not None:
            self.names.update(_targets(node.target))
        return False

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        return False

    def visit_Lambda(self, node: cst.Lambda) -> bool:
        return False


def _targets(target: cst.BaseExpression) -> Iterator[str]:
    match target:
        case cst.Name(value=name):
            yield name
        case cst.Tuple(elements=elements):
            for each in elements:
                yield from _targets(each.value)
        case _:
            return
