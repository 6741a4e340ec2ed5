"""When a value of one type may stand where another is wanted, without a conversion.

In the IR every change of representation is a node, so this is narrower than what source allows:
`int` does not fit `float` here.
"""

from collections.abc import Mapping
from itertools import zip_longest

from pipesmith import types as t

Aliases = Mapping[tuple[str, str], t.Type]
"""(module, name) of an alias to the type it stands for."""


def fits(given: t.Type, wanted: t.Type, aliases: Aliases) -> bool:
    """Tell whether `given` may stand for `wanted` as it is."""
    if given == wanted or isinstance(given, t.NeverType):
        return True
    match given, wanted:
        case t.NominalType(of="alias"), t.OptionalType(item=item) if fits(given, item, aliases):
            return True
        case t.NominalType(of="alias"), _:
            return fits(aliases[given.module, given.name], wanted, aliases)
        case _, t.NominalType(of="alias"):
            return _is_union(aliases[wanted.module, wanted.name]) and fits(
                given, aliases[wanted.module, wanted.name], aliases
            )
        case t.UnionType(members=members), _:
            return all(fits(member, wanted, aliases) for member in members)
        case _, t.UnionType(members=members):
            return any(fits(given, member, aliases) for member in members)
        case t.LiteralType(), t.Scalar(name="string"):
            return True
        case t.Scalar(name="null"), t.OptionalType() | t.Scalar(name="json"):
            return True
        case t.OptionalType(item=item), t.OptionalType(item=other):
            return fits(item, other, aliases)
        case _, t.OptionalType(item=item):
            return fits(given, item, aliases)
        case _:
            return _parts_fit(given, wanted, aliases)


def _parts_fit(given: t.Type, wanted: t.Type, aliases: Aliases) -> bool:
    """Compare types made of types: collections are immutable, so they are covariant."""
    match given, wanted:
        case (t.ListType(item=a), t.ListType(item=b)) | (t.SetType(item=a), t.SetType(item=b)):
            return fits(a, b, aliases)
        case (t.MapType(value=a), t.MapType(value=b)) | (
            t.OutcomeType(value=a),
            t.OutcomeType(value=b),
        ):
            return fits(a, b, aliases)
        case t.TupleType(items=a), t.TupleType(items=b):
            return _all_fit(a, b, aliases)
        case t.FunctionType(), t.FunctionType():
            return _all_fit(wanted.parameters, given.parameters, aliases) and fits(
                given.result, wanted.result, aliases
            )
        case t.DecimalType(), t.Scalar(name="decimal"):
            return True
        case _:
            return False


def _all_fit(given: tuple[t.Type, ...], wanted: tuple[t.Type, ...], aliases: Aliases) -> bool:
    return all(
        a is not None and b is not None and fits(a, b, aliases)
        for a, b in zip_longest(given, wanted)
    )


def _is_union(type_: t.Type) -> bool:
    return isinstance(type_, t.UnionType)
