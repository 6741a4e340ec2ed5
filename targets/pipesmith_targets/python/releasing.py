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
    _held: dict[int, Named] = field(default_factory=dict)

    def before(self, part: Plan) -> ln.Lines:
        """Let go of what nothing reads from a part on, if the part takes time."""
        waits = any(takes_time(self.block.statements[at]) for at in positions(part))
        if not waits or self.frame.scope.module.options.traced:
            return []
        read = {at: each for at, each in sorted(self._held.items()) if self._is_read(each)}
        for at in read:
            del self._held[at]
        names = [python_name(each, self.frame) for each in read.values()]
        places = [each.place for each in read.values()]
        return [self.frame.marks.at(ln.deleted(names), places[-1])] if names else []

    def after(self, part: Plan, lines: ln.Lines) -> None:
        """Note that a part was written as these lines."""
        self._done.update(positions(part))
        large = [at for at in positions(part) if _is_large_value(self.block.statements[at])]
        assigned = _assigned(lines) - self.frame.foreign if large else set()
        for at in large:
            for each in named([at], self.block):
                if python_name(each, self.frame) in assigned:
                    self._held[at] = each

    def _is_read(self, value: Named) -> bool:
        """Tell whether a value has been read for the last time."""
        return self.readers.reading.get(value.name or "", set()) <= self._done


def _is_large_value(statement: n.Statement) -> bool:
    """Tell whether a statement makes a value without a bound, which is never set again."""
    return isinstance(statement, n.Stage | n.Let) and _is_large(statement.type)


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
