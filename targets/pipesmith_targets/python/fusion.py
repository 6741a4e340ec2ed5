"""`filter` and `compact` under a `map`: one comprehension where two would do the same.

Two lists in a row evaluate all conditions before the first value. One comprehension takes turns,
which cannot be told apart unless both can fail.
"""

from collections.abc import Callable

import libcst as cst

from pipesmith.ir import nodes as n
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.failing import can_fail
from pipesmith_targets.python.scope import Scope

Write = Callable[[n.Expression, Scope], py.Node]


def fused(call: n.Call, scope: Scope, write: Write) -> py.Node | None:
    """Write `xs | filter(p) | map(f)` as one comprehension, None where it is something else."""
    match call:
        case n.Call("map", (n.Call() as kept, n.Lambda(parameters=(parameter,)) as made)):
            known, inner = scope.inner().bind(parameter)
            item = py.name(known)
            condition = _condition(kept, made, item, scope.inner(), write)
            items = kept.arguments[0]
            if condition is None or items is None:
                return None
            source = write(items, scope.inner(strict=True))
            return _comprehension(write(made.body, inner), item, source, condition)
        case _:
            return None


def _condition(
    kept: n.Call, made: n.Lambda, item: cst.Name, scope: Scope, write: Write
) -> py.Node | None:
    match kept:
        case n.Call("compact"):
            return py.compared(item, ("is not", py.NONE))
        case n.Call("filter", (_, n.Lambda(parameters=(parameter,)) as test)):
            if can_fail(test.body) and can_fail(made.body):
                return None
            scope.names.names.add(item.value)
            return write(test.body, scope.knowing(**{parameter: item}))
        case _:
            return None


def _comprehension(
    value: py.Node, item: cst.Name, items: py.Node, condition: py.Node
) -> cst.ListComp:
    test = cst.CompIf(py.fit(condition, py.OR))
    return cst.ListComp(
        py.fit(value, py.LAMBDA), cst.CompFor(item, py.fit(items, py.OR), ifs=[test])
    )
