"""Types as source writes them -> types, each place once."""

from collections.abc import Callable
from dataclasses import dataclass, field

from pipesmith import types as t
from pipesmith.analysis.bindings import Names
from pipesmith.analysis.identity import IdentityMap
from pipesmith.analysis.type_findings import bad_type
from pipesmith.diagnostics import Finding
from pipesmith.syntax import nodes as s


@dataclass(slots=True)
class TypeReader:
    """Reads types; what is wrong with one is reported where it is written."""

    names: Names
    findings: list[Finding]
    _known: IdentityMap[t.Type] = field(default_factory=IdentityMap)

    def read(self, node: s.TypeSyntax, module: str) -> t.Type:
        """Give the type that a piece of source means in a module."""
        known = self._known.get(node)
        if known is None:
            known = self._read(node, module)
            self._known[node] = known
        return known

    def _read(self, node: s.TypeSyntax, module: str) -> t.Type:
        match node:
            case s.NamedType(name=name):
                return self._named(name, module)
            case s.GenericType():
                return self._generic(node, module)
            case s.DecimalType(precision=precision, scale=scale):
                if not 1 <= precision <= 28 or not 0 <= scale <= precision:
                    return self._refuse(
                        node, "a decimal has 1 to 28 digits, and no more behind the point"
                    )
                return t.DecimalType(precision, scale)
            case s.LiteralType(value=value):
                return t.LiteralType(value)
            case s.OptionalType(item=item):
                return t.optional(self.read(item, module))
            case s.UnionType(members=members):
                return self._union(node, members, module)

    def _named(self, name: s.Name, module: str) -> t.Type:
        if name.text in t.SCALARS:
            return t.SCALARS[name.text]
        if name.text in t.BUILT_IN_RECORDS:
            return t.NominalType("record", name.text, "")
        if name.text in ("list", "set", "map", "tuple", "Outcome"):
            return self._refuse(
                name, f"`{name.text}` needs to say of what, as in `{_EXAMPLES[name.text]}`"
            )
        declared = self.names.find(module, name.text)
        match declared.node if declared else None:
            case s.Record() if declared:
                return t.NominalType("record", declared.name, declared.module)
            case s.Enum() if declared:
                return t.NominalType("enum", declared.name, declared.module)
            case s.TypeAlias() if declared:
                return t.NominalType("alias", declared.name, declared.module)
            case _:
                return t.ANY  # reported by `resolve`

    def _generic(self, node: s.GenericType, module: str) -> t.Type:
        name = node.name.text
        make = _GENERICS.get(name)
        if make is None:
            known = self._named(node.name, module)
            if known == t.ANY:
                return t.ANY
            return self._refuse(node, f"`{name}` takes no types in `[ ]`")
        arguments = tuple(self.read(argument, module) for argument in node.arguments)
        wanted = _ARITY.get(name, len(arguments))
        if len(arguments) != wanted or not arguments:
            return self._refuse(node, f"`{name}` is written `{_EXAMPLES[name]}`")
        if name == "map" and arguments[0] not in (t.STRING, t.ANY):
            return self._refuse(node, "the keys of a map are `string`")
        return make(arguments)

    def _union(self, node: s.UnionType, members: tuple[s.TypeSyntax, ...], module: str) -> t.Type:
        types = tuple(self.read(member, module) for member in members)
        if t.ANY in types:
            return t.ANY
        if len(set(types)) < len(types):
            return self._refuse(node, "a union names one type twice")
        literals = all(isinstance(member, t.LiteralType) for member in types)
        records = all(isinstance(m, t.NominalType) and m.of == "record" for m in types)
        if not literals and not records:
            return self._refuse(node, "a union is of records alone, or of literal texts alone")
        return t.UnionType(types) if literals else self._tagged(node, t.UnionType(types))

    def _tagged(self, node: s.UnionType, union: t.UnionType) -> t.Type:
        """Refuse a union of records that no field tells apart (rule 45)."""
        if self.tag_of(union) is not None:
            return union
        return self._refuse(
            node,
            "the records of a union need a field that all have, each with its own literal text",
        )

    def tag_of(self, union: t.UnionType) -> str | None:
        """Give the field that tells the records of a union apart."""
        tables = [self._literal_fields(member) for member in union.members]
        for name in tables[0]:
            values = [table.get(name) for table in tables]
            if None not in values and len(set(values)) == len(values):
                return name
        return None

    def _literal_fields(self, member: t.Type) -> dict[str, str]:
        if not isinstance(member, t.NominalType):
            return {}
        space = self.names.spaces.get(member.module, {})
        declared = space.get(member.name)
        if declared is None or not isinstance(declared.node, s.Record):
            return {}
        return {
            field.name.text: field.type.value
            for field in declared.node.fields
            if isinstance(field.type, s.LiteralType)
        }

    def _refuse(self, node: s.TypeSyntax | s.Name, why: str) -> t.Type:
        self.findings.append(bad_type(node.span, why))
        return t.ANY


_EXAMPLES = {
    "list": "list[string]",
    "set": "set[string]",
    "map": "map[string, int]",
    "tuple": "tuple[string, int]",
    "Outcome": "Outcome[string]",
}
_ARITY = {"list": 1, "set": 1, "map": 2, "Outcome": 1}
_GENERICS: dict[str, Callable[[tuple[t.Type, ...]], t.Type]] = {
    "list": lambda items: t.ListType(items[0]),
    "set": lambda items: t.SetType(items[0]),
    "map": lambda items: t.MapType(items[1]),
    "tuple": t.TupleType,
    "Outcome": lambda items: t.OutcomeType(items[0]),
}
