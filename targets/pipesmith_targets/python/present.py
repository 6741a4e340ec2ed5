"""Values that may be null: `a ?? b` and `a?.b`, each evaluating `a` once.

A path of names is simply read twice. Anything else is kept under a name by `:=`, or, where Python
forbids that, as the parameter of a lambda called on the spot.
"""

from collections.abc import Callable

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.scope import Scope

Write = Callable[[n.Expression, Scope], py.Node]


def coalesced(node: n.Coalesce, scope: Scope, write: Write) -> py.Node:
    """Write `a ?? b`; in `a?.b ?? c` one question is enough where `b` cannot be null."""
    otherwise = write(node.right, scope)
    left = node.left
    if isinstance(left, n.IfPresent) and not _may_be_null(left.body.type):
        return _with_body(left, scope, write, otherwise)
    return unless_null(left, scope, write, lambda value, _: value, otherwise)


def if_present(node: n.IfPresent, scope: Scope, write: Write) -> py.Node:
    """Write `a?.b`."""
    return _with_body(node, scope, write, py.NONE)


def _with_body(node: n.IfPresent, scope: Scope, write: Write, otherwise: py.Node) -> py.Node:
    def body(value: py.Node, inner: Scope) -> py.Node:
        return write(node.body, inner.knowing(**{node.name: value}))

    return unless_null(node.subject, scope, write, body, otherwise)


def unless_null(
    subject: n.Expression,
    scope: Scope,
    write: Write,
    body: Callable[[py.Node, Scope], py.Node],
    otherwise: py.Node,
) -> py.Node:
    """Write `body(subject)`, or `otherwise` where the subject is null."""
    value = write(subject, scope)
    if is_path(subject):
        return _choice(value, body(value, scope), otherwise)
    if scope.strict:
        inner = scope.inner()
        known = py.name(inner.temporary(_hint(subject), subject.type))
        choice = _choice(known, body(known, inner), otherwise)
        return py.call(py.parenthesized(py.function([known.value], choice)), value)
    known = py.name(scope.temporary(_hint(subject), subject.type))
    return _choice(py.assigned(known.value, value), body(known, scope), otherwise)


def is_path(node: n.Expression) -> bool:
    """Tell whether an expression is a name, or members of one."""
    while isinstance(node, n.Member):
        node = node.subject
    return isinstance(node, n.Local)


def _choice(tested: py.Node, body: py.Node, otherwise: py.Node) -> py.Node:
    return py.choice(py.compared(tested, ("is not", py.NONE)), body, otherwise)


def _hint(node: n.Expression) -> str:
    return node.name if isinstance(node, n.Member) else "found"


def _may_be_null(type_: t.Type) -> bool:
    return isinstance(type_, t.OptionalType) or type_ in (t.JSON, t.NULL)
