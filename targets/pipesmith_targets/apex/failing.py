"""Which expressions can fail: where they do, the run must know the stage at work."""

from pipesmith import types as t
from pipesmith.ir import failing
from pipesmith.ir import nodes as n
from pipesmith.ir.walk import inside
from pipesmith_targets.apex.scope import ClassScope


def can_fail(node: n.Expression, home: ClassScope) -> bool:
    """Tell whether evaluating an expression can raise."""
    return any(fails_itself(part, home) for part in inside(node))


def fails_itself(node: object, home: ClassScope) -> bool:
    """Tell whether a part of the IR can raise, the parts in it aside."""
    match node:
        case n.Construct(type=t.NominalType(module=module, name=name)):
            return (module, name) in home.program.limited
        case n.EnvValue():
            return True
        case _:
            return failing.fails_itself(node)
