"""What declarations look like from outside: the fields of records, the parameters and results of
what is called.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pipesmith import types as t
from pipesmith.analysis.bindings import Declared, Names
from pipesmith.analysis.identity import IdentityMap
from pipesmith.analysis.standard import StandardComponent
from pipesmith.analysis.type_reader import TypeReader
from pipesmith.syntax import nodes as s


@dataclass(frozen=True, slots=True)
class Slot:
    """A field or parameter: its name and type, and whether a call may leave it out.

    `secret` says that a secret may flow into it.
    """

    name: str
    type: t.Type
    optional: bool
    node: s.Field | None = None
    secret: bool = False


@dataclass(frozen=True)
class Schema:
    """Fields or parameters in declared order, and what a call gives."""

    name: str
    module: str
    slots: tuple[Slot, ...]
    result: t.Type

    @cached_property
    def by_name(self) -> Mapping[str, Slot]:
        """Give the slots by their names."""
        return {slot.name: slot for slot in self.slots}


@dataclass(slots=True)
class Schemas:
    """The schema of every declaration, read when it is asked for."""

    names: Names
    types: TypeReader
    _known: IdentityMap[Schema] = field(default_factory=IdentityMap)

    def of(self, declared: Declared) -> Schema:
        """Give the schema of a record, function, component or pipeline."""
        known = self._known.get(declared)
        if known is None:
            known = self._read(declared)
            self._known[declared] = known
        return known

    def record(self, type_: t.NominalType) -> Schema | None:
        """Give the schema of a declared record type."""
        declared = self.names.spaces.get(type_.module, {}).get(type_.name)
        return self.of(declared) if declared and isinstance(declared.node, s.Record) else None

    def alias(self, type_: t.NominalType) -> t.Type:
        """Give the type that an alias was declared as."""
        declared = self.names.find(type_.module, type_.name)
        assert declared is not None
        assert isinstance(declared.node, s.TypeAlias)
        return self.types.read(declared.node.type, declared.module)

    def _read(self, declared: Declared) -> Schema:
        node, module = declared.node, declared.module
        match node:
            case s.Record(fields=fields):
                result: t.Type = t.NominalType("record", declared.name, module)
                return Schema(declared.name, module, self._slots(fields, module), result)
            case s.Function(parameters=parameters):
                result = self.types.read(node.result, module)
            case s.Component(parameters=parameters) | s.Pipeline(parameters=parameters):
                result = self.types.read(node.result, module) if node.result else t.NULL
            case _:
                return Schema(declared.name, module, (), t.ANY)
        secret = isinstance(node, s.Component) and _is_host(node)
        return Schema(declared.name, module, self._slots(parameters, module, secret), result)

    def _slots(
        self, fields: tuple[s.Field, ...], module: str, secret: bool = False
    ) -> tuple[Slot, ...]:
        return tuple(self._slot(field, module, secret) for field in fields)

    def _slot(self, field: s.Field, module: str, secret: bool) -> Slot:
        type_ = self.types.read(field.type, module)
        optional = field.default is not None or may_be_absent(type_)
        return Slot(field.name.text, type_, optional, field, secret)


def _is_host(node: s.Component) -> bool:
    """Tell that a component is host code alone: secrets may flow there (language 4)."""
    return bool(node.bindings) and all(
        isinstance(binding, s.PythonBinding | s.ApexBinding) for binding in node.bindings
    )


def standard_schema(component: StandardComponent) -> Schema:
    """Give the schema of a standard component."""
    slots = tuple(
        Slot(each.name, each.type, each.default is not None, None, each.secret)
        for each in component.parameters
    )
    return Schema(component.name, "", slots, component.result)


def component_record_schema(name: str) -> Schema:
    """Give the schema of a record that a standard component gives."""
    slots = tuple(
        Slot(member, type_, may_be_absent(type_)) for member, type_ in t.BUILT_IN_RECORDS[name]
    )
    return Schema(name, "", slots, t.NominalType("record", name, ""))


def may_be_absent(type_: t.Type) -> bool:
    """Tell whether a field or parameter of a type may be left out without a default."""
    return isinstance(type_, t.OptionalType | t.LiteralType | t.AnyType) or type_ == t.JSON
