"""Type variables of one call: what they stand for so far, and what patterns come to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, assert_never

from pipesmith import types as t
from pipesmith.analysis.functions.signatures import Applied, Arrow, Pattern, Variable


class TypeFacts(Protocol):
    """What the checker knows of types; it owns the rules of assignment and joining."""

    def assignable(self, given: t.Type, wanted: t.Type) -> bool:
        """Tell whether a direct value of one type may be given for another (int widens)."""
        ...

    def join(self, left: t.Type, right: t.Type) -> t.Type | None:
        """Give the type that two values have in common, or None."""
        ...

    def expand(self, type_: t.Type) -> t.Type:
        """Give what an alias stands for; any other type is itself."""
        ...

    def fields(self, type_: t.Type) -> Mapping[str, t.Type] | None:
        """Give the fields of a record type in declared order, or None when it has none."""
        ...


@dataclass(slots=True)
class Bindings:
    """What each type variable of a call stands for so far."""

    facts: TypeFacts
    types: dict[str, t.Type] = field(default_factory=dict)

    def learn(self, pattern: Pattern, given: t.Type) -> None:
        """Bind the variables of a pattern by a given type; what does not fit binds nothing."""
        match pattern:
            case Variable(name=name):
                self._bind(name, given)
            case Applied():
                self._learn_applied(pattern, given)
            case Arrow():
                pass  # a lambda teaches by its result, when that is known
            case _:
                pass  # a type without variables teaches nothing

    def _bind(self, name: str, given: t.Type) -> None:
        given = self._plain_number(given) if name in "NM" else given
        bound = self.types.get(name)
        self.types[name] = given if bound is None else self._joined(bound, given)

    def _plain_number(self, given: t.Type) -> t.Type:
        """Arithmetic leaves aliases and scales behind (rule 66)."""
        plain = self.facts.expand(given)
        return t.DECIMAL if isinstance(plain, t.DecimalType) else plain

    def _joined(self, bound: t.Type, given: t.Type) -> t.Type:
        """Widen to what both have in common; what differs from an alias leaves its condition."""
        if given in (bound, t.NEVER) or bound == t.ANY:
            return bound
        if t.NULL not in (bound, given):
            bound, given = self.facts.expand(bound), self.facts.expand(given)
        if self.facts.assignable(given, bound):
            return bound
        if self.facts.assignable(bound, given):
            return given
        return self.facts.join(bound, given) or bound

    def _learn_applied(self, pattern: Applied, given: t.Type) -> None:
        if pattern.of == "optional":
            if given != t.NULL:
                self.learn(pattern.parts[0], t.present(given))
            return
        for part, item in zip(pattern.parts, self._items(pattern, given), strict=False):
            self.learn(part, item)

    def _items(self, pattern: Applied, given: t.Type) -> tuple[t.Type, ...]:
        match pattern.of, self.facts.expand(t.present(given)):
            case _, t.AnyType():
                return (t.ANY,) * len(pattern.parts)
            case ("list", t.ListType(item=item)) | ("set", t.SetType(item=item)):
                return (item,)
            case "map", t.MapType(value=value):
                return (value,)
            case "tuple", t.TupleType(items=items):
                return items
            case _:
                return ()

    def resolve(self, pattern: Pattern) -> t.Type:
        """Give the type that a pattern comes to; a variable that nothing bound is `never`."""
        match pattern:
            case Variable(name=name):
                return self.types.get(name, t.NEVER)
            case Applied():
                return self._resolve_applied(pattern)
            case Arrow(parameters=parameters, result=result):
                return t.FunctionType(tuple(map(self.resolve, parameters)), self.resolve(result))
            case _:
                return pattern

    def _resolve_applied(self, pattern: Applied) -> t.Type:
        parts = tuple(map(self.resolve, pattern.parts))
        match pattern.of:
            case "list":
                return t.ListType(parts[0])
            case "set":
                return t.SetType(parts[0])
            case "map":
                return t.MapType(parts[0])
            case "tuple":
                return t.TupleType(parts)
            case "optional":
                return t.optional(parts[0])
            case other:
                assert_never(other)

    def unfit(self) -> str | None:
        """Give the first variable that stands for a type it may not stand for."""
        return next(
            (name for name, type_ in self.types.items() if not self._allowed(name, type_)), None
        )

    def _allowed(self, name: str, type_: t.Type) -> bool:
        plain = self.facts.expand(type_)
        if isinstance(plain, t.AnyType | t.NeverType):
            return True
        match name:
            case "N":
                return plain in _NUMBERS
            case "M":
                return plain in _NUMBERS or plain == t.DURATION
            case "O":
                return _ordered(plain)
            case "P":
                return not isinstance(plain, t.OptionalType | t.FunctionType) and plain != t.NULL
            case "R":
                return isinstance(plain, t.NominalType) and plain.of == "record"
            case _:
                return not isinstance(plain, t.FunctionType)


_NUMBERS = (t.INT, t.FLOAT, t.DECIMAL)
_ORDERED = (*_NUMBERS, t.STRING, t.EMAIL, t.URL, t.DATE, t.DATETIME, t.DURATION)


def _ordered(plain: t.Type) -> bool:
    match plain:
        case t.UnionType(members=members):
            return all(isinstance(member, t.LiteralType) for member in members)
        case t.DecimalType() | t.LiteralType():
            return True
        case _:
            return plain in _ORDERED


def holds_secret(type_: t.Type) -> bool:
    """Tell whether a value of the type can hold a secret."""
    match type_:
        case t.SecretType():
            return True
        case t.ListType(item=item) | t.SetType(item=item) | t.OptionalType(item=item):
            return holds_secret(item)
        case t.MapType(value=value) | t.OutcomeType(value=value):
            return holds_secret(value)
        case t.TupleType(items=items):
            return any(map(holds_secret, items))
        case t.AnonymousType(fields=fields):
            return any(holds_secret(each.type) for each in fields)
        case _:
            return False


def without_secret(type_: t.Type) -> t.Type:
    """Give the type with plain texts where it holds secrets, to compare it with a signature."""
    match type_:
        case t.SecretType():
            return t.STRING
        case t.ListType(item=item):
            return t.ListType(without_secret(item))
        case t.SetType(item=item):
            return t.SetType(without_secret(item))
        case t.MapType(value=value):
            return t.MapType(without_secret(value))
        case t.OptionalType(item=item):
            return t.optional(without_secret(item))
        case t.TupleType(items=items):
            return t.TupleType(tuple(map(without_secret, items)))
        case _:
            return type_
