"""Comparisons that Python's own equality would get wrong: of values that hold sets.

Sets are lists without repeats, so that they keep their order; as such, `==` would ask for the
order too. Sets themselves are compared by what is in them. Values around sets are not compared.
"""

from collections.abc import Iterator

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.declared import Declared
from pipesmith.ir.walk import inside
from pipesmith_targets.python.refusal import Refusal, unsupported


def set_refusals(program: n.Program) -> Iterator[Refusal]:
    """Refuse to compare values that hold sets."""
    if not any(_declares_set(item) for module in program.modules for item in module.declarations):
        return
    declared = Declared.of(program)
    for node in (node for module in program.modules for node in inside(module)):
        if isinstance(node, n.Comparison) and any(
            _holds_set(operand.type, declared) for operand in node.operands
        ):
            yield unsupported("comparing values that hold sets", node.place)


def _declares_set(item: n.Declaration) -> bool:
    match item:
        case n.Record(fields=fields):
            types = [field.type for field in fields]
        case n.Alias(type=type_):
            types = [type_]
        case n.Function() | n.Component() | n.Pipeline():
            types = [each.type for each in item.parameters]
            types += [item.result] if item.result is not None else []
        case n.Enum() | n.ErrorKind():
            return False
    return any(isinstance(part, t.SetType) for type_ in types for part in t.inside(type_))


def _holds_set(type_: t.Type, declared: Declared) -> bool:
    """Tell whether there is a set inside a value, other than the value itself."""
    pending = [t.present(declared.unaliased(type_))]
    whole = pending[0]
    seen: set[t.Type] = set()
    for outer in pending:
        for part in t.inside(outer):
            if isinstance(part, t.SetType) and part is not whole:
                return True
            if isinstance(part, t.NominalType) and part.module and part not in seen:
                seen.add(part)
                pending += _parts(part, declared)
    return False


def _parts(type_: t.NominalType, declared: Declared) -> list[t.Type]:
    if type_.of == "alias":
        return [declared.unaliased(type_)]
    fields = declared.records.get((type_.module, type_.name), {})
    return [field.type for field in fields.values()]
