"""How types stand to each other: what may be given for what, by which conversions, and what two
have in common.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest

from pipesmith import types as t
from pipesmith.analysis.bindings import Names
from pipesmith.analysis.schemas import Schemas
from pipesmith.syntax import nodes as s

Steps = tuple[t.Type, ...]
"""Conversions to make, each by the type it leads to; the runtime value changes, or is checked, at
each.
"""

NUMBERS = (t.INT, t.FLOAT, t.DECIMAL)


@dataclass(slots=True)
class Relations:
    """Relations between the types of one program; standard functions ask for these facts."""

    names: Names
    schemas: Schemas

    # ------------------------------------------------------------ parts of types

    def expand(self, type_: t.Type) -> t.Type:
        """Give what an alias stands for, through aliases of aliases; a circle is unknown."""
        seen: set[t.Type] = set()
        while isinstance(type_, t.NominalType) and type_.of == "alias":
            if type_ in seen:
                return t.ANY
            seen.add(type_)
            type_ = self.schemas.alias(type_)
        return type_

    def fields(self, type_: t.Type) -> Mapping[str, t.Type] | None:
        """Give the fields of a record in declared order, None for what is no record."""
        match self.expand(type_):
            case t.NominalType(of="record", module="", name=name):
                return dict(t.BUILT_IN_RECORDS[name])
            case t.NominalType(of="record") as record:
                schema = self.schemas.record(record)
                return {slot.name: slot.type for slot in schema.slots} if schema else None
            case t.AnonymousType(fields=fields):
                return {field.name: field.type for field in fields}
            case t.OutcomeType(value=value):
                return dict(t.outcome_members(value))
            case t.UnionType(members=members) if not isinstance(members[0], t.LiteralType):
                return self._shared_fields(members)
            case _:
                return None

    def _shared_fields(self, members: tuple[t.Type, ...]) -> Mapping[str, t.Type]:
        """Give the fields that all records of a union have, where their types go together."""
        tables = [self.fields(member) or {} for member in members]
        shared: dict[str, t.Type] = {}
        for name in tables[0]:
            found = [table.get(name) for table in tables]
            kinds = tuple(dict.fromkeys(kind for kind in found if kind is not None))
            literal = all(isinstance(kind, t.LiteralType) for kind in kinds)
            if None not in found and (len(kinds) == 1 or literal):
                shared[name] = kinds[0] if len(kinds) == 1 else t.UnionType(kinds)
        return shared

    def enum_values(self, type_: t.Type) -> tuple[str, ...]:
        """Give the values of an enum in declared order."""
        if not isinstance(type_, t.NominalType) or type_.of != "enum":
            return ()
        declared = self.names.find(type_.module, type_.name)
        node = declared.node if declared else None
        return tuple(value.name.text for value in node.values) if isinstance(node, s.Enum) else ()

    def literals(self, type_: t.Type) -> tuple[str, ...]:
        """Give the texts of a literal type or a union of them."""
        match self.expand(t.present(type_)):
            case t.LiteralType(value=value):
                return (value,)
            case t.UnionType(members=members):
                return tuple(m.value for m in members if isinstance(m, t.LiteralType))
            case _:
                return ()

    # ------------------------------------------------------------ giving one for another

    def assignable(self, given: t.Type, wanted: t.Type) -> bool:
        """Tell whether a direct value of one type may be given where another is wanted."""
        return self.steps(given, wanted) is not None

    def steps(self, given: t.Type, wanted: t.Type) -> Steps | None:
        """Give the conversions that make one type of another, None when nothing does."""
        if self.fits(given, wanted):
            return ()
        match given, wanted:
            case t.OptionalType(item=item), t.OptionalType(item=other):
                return _optional(self.steps(item, other))
            case t.OptionalType(), t.Scalar(name="json"):
                return (wanted,) if self._is_data(given) else None
            case t.OptionalType(), _:
                return None
            case _, t.OptionalType(item=item):
                return self.steps(given, item)
            case _, t.NominalType(of="alias"):
                inner = self.steps(given, self.schemas.alias(wanted))
                return None if inner is None else (*inner, wanted)
            case t.NominalType(of="alias"), _:
                return self.steps(self.schemas.alias(given), wanted)
            case _:
                return self._direct_steps(given, wanted)

    def _direct_steps(self, given: t.Type, wanted: t.Type) -> Steps | None:
        match given, wanted:
            case t.Scalar(name="int"), t.Scalar(name="float" | "decimal"):
                return (wanted,)
            case t.Scalar(name="int"), t.DecimalType():
                return (t.DECIMAL, wanted)
            case t.Scalar(name="decimal") | t.DecimalType(), t.DecimalType():
                return (wanted,)
            case t.Scalar(name="email" | "url"), t.Scalar(name="string"):
                return (wanted,)
            case _, t.Scalar(name="json"):
                return (wanted,) if self._is_data(given) else None
            case t.AnonymousType(), t.NominalType(of="record"):
                return (wanted,) if self._same_fields(given, wanted) else None
            case _:
                return None

    def fits(self, given: t.Type, wanted: t.Type) -> bool:
        """Tell whether a value of one type is one of another as it stands."""
        if given == wanted or isinstance(given, t.NeverType | t.AnyType) or wanted == t.ANY:
            return True
        match given, wanted:
            case t.NominalType(of="alias"), t.OptionalType(item=item) if self.fits(given, item):
                return True
            case t.NominalType(of="alias"), _:
                return self.fits(self.schemas.alias(given), wanted)
            case _, t.NominalType(of="alias"):
                return self._is_plain_union(wanted) and self.fits(given, self.expand(wanted))
            case t.UnionType(members=members), _:
                return all(self.fits(member, wanted) for member in members)
            case _, t.UnionType(members=members):
                return any(self.fits(given, member) for member in members)
            case t.LiteralType(), t.Scalar(name="string"):
                return True
            case t.Scalar(name="null"), t.OptionalType() | t.Scalar(name="json"):
                return True
            case t.OptionalType(item=item), t.OptionalType(item=other):
                return self.fits(item, other)
            case _, t.OptionalType(item=item):
                return self.fits(given, item)
            case _:
                return self._parts_fit(given, wanted)

    def _parts_fit(self, given: t.Type, wanted: t.Type) -> bool:
        """Compare types made of types: collections are immutable, so they are covariant."""
        match given, wanted:
            case (t.ListType(item=a), t.ListType(item=b)) | (t.SetType(item=a), t.SetType(item=b)):
                return self.fits(a, b)
            case t.MapType(value=a), t.MapType(value=b):
                return self.fits(a, b)
            case t.OutcomeType(value=a), t.OutcomeType(value=b):
                return self.fits(a, b)
            case t.TupleType(items=a), t.TupleType(items=b):
                return len(a) == len(b) and all(map(self.fits, a, b))
            case t.DecimalType(), t.Scalar(name="decimal"):
                return True
            case t.AnonymousType(fields=a), t.AnonymousType(fields=b):
                return all(
                    x is not None
                    and y is not None
                    and x.name == y.name
                    and self.fits(x.type, y.type)
                    for x, y in zip_longest(a, b)
                )
            case _:
                return False

    def _is_plain_union(self, alias: t.NominalType) -> bool:
        """Tell that an alias names a union and adds no condition: then it is but a name."""
        declared = self.names.find(alias.module, alias.name)
        node = declared.node if declared else None
        if not isinstance(node, s.TypeAlias) or node.where is not None:
            return False
        return isinstance(self.expand(alias), t.UnionType)

    def _same_fields(self, given: t.AnonymousType, wanted: t.NominalType) -> bool:
        """Tell that an anonymous record has exactly the fields of a named one (rule 14)."""
        fields = self.fields(wanted)
        if fields is None or {field.name for field in given.fields} != set(fields):
            return False
        return all(self.fits(field.type, fields[field.name]) for field in given.fields)

    def _is_data(self, type_: t.Type) -> bool:
        """Tell that a value can be written as JSON: no lambda, no secret."""
        return not any(isinstance(part, t.FunctionType | t.SecretType) for part in t.inside(type_))

    # ------------------------------------------------------------ two types at once

    def join(self, left: t.Type, right: t.Type) -> t.Type | None:
        """Give the type that two values have in common, None when there is none (section 3, rule
        53).
        """
        if t.ANY in (left, right):
            return t.ANY
        if self.fits(left, right) and not _is_literal_pair(left, right):
            return right
        if self.fits(right, left) and not _is_literal_pair(left, right):
            return left
        if t.NULL in (left, right):
            return t.optional(left if right == t.NULL else right)
        if isinstance(left, t.OptionalType) or isinstance(right, t.OptionalType):
            inner = self.join(t.present(left), t.present(right))
            return None if inner is None else t.optional(inner)
        return self._join_values(left, right)

    def _join_values(self, left: t.Type, right: t.Type) -> t.Type | None:
        one, other = self.expand(left), self.expand(right)
        if self.literals(one) and self.literals(other):
            return t.STRING
        if one == other:
            return one
        names = {_number(one), _number(other)}
        if names == {"int", "float"}:
            return t.FLOAT
        if names in ({"int", "decimal"}, {"decimal"}):
            return t.DECIMAL
        match one, other:
            case t.ListType(item=a), t.ListType(item=b) if self.fits(a, b) or self.fits(b, a):
                return t.ListType(b if self.fits(a, b) else a)
            case _:
                if (one, other) != (left, right):
                    return self.join(one, other)
                return None

    def comparable(self, left: t.Type, right: t.Type) -> bool:
        """Tell whether `==` may stand between two types (rule 18)."""
        one, other = self._compared(left), self._compared(right)
        if t.ANY in (one, other) or t.NULL in (one, other):
            return True
        if t.JSON in (one, other):
            return t.SECRET not in (one, other)
        if self.fits(one, other) or self.fits(other, one):
            return not isinstance(one, t.FunctionType | t.SecretType)
        if {_number(one), _number(other)} in ({"int", "float"}, {"int", "decimal"}, {"decimal"}):
            return True
        match one, other:
            case (t.ListType(item=a), t.ListType(item=b)) | (t.SetType(item=a), t.SetType(item=b)):
                return self.comparable(a, b)
            case t.MapType(value=a), t.MapType(value=b):
                return self.comparable(a, b)
            case _:
                return False

    def _compared(self, type_: t.Type) -> t.Type:
        return self.expand(t.present(self.expand(type_)))


def _number(type_: t.Type) -> str:
    if isinstance(type_, t.DecimalType):
        return "decimal"
    return type_.name if isinstance(type_, t.Scalar) and type_ in NUMBERS else ""


def _is_literal_pair(left: t.Type, right: t.Type) -> bool:
    return isinstance(left, t.LiteralType) and isinstance(right, t.LiteralType) and left != right


def _optional(steps: Steps | None) -> Steps | None:
    """Convert what is inside a `T?`."""
    return None if steps is None else tuple(map(t.optional, steps))
