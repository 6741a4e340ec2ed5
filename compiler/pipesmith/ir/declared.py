"""What a program declares, by module and name."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.signals import awaited_signals
from pipesmith.ir.subtypes import Aliases, fits

_Key = tuple[str, str]


@dataclass(frozen=True)
class Declared:
    """Tables of declarations; the key is (module, name)."""

    records: dict[_Key, dict[str, n.Field]] = field(default_factory=dict)
    enums: dict[_Key, frozenset[str]] = field(default_factory=dict)
    aliases: Aliases = field(default_factory=dict)
    functions: dict[_Key, n.Function] = field(default_factory=dict)
    components: dict[_Key, n.Component] = field(default_factory=dict)
    pipelines: dict[_Key, n.Pipeline] = field(default_factory=dict)

    @classmethod
    def of(cls, program: n.Program) -> Self:
        """Collect the declarations of a program."""
        items = [(m.name, item) for m in program.modules for item in m.declarations]
        return cls(
            {
                (module, item.name): {part.name: part for part in item.fields}
                for module, item in items
                if isinstance(item, n.Record)
            },
            {
                (module, item.name): frozenset(value.name for value in item.values)
                for module, item in items
                if isinstance(item, n.Enum)
            },
            {(m, item.name): item.type for m, item in items if isinstance(item, n.Alias)},
            {(m, item.name): item for m, item in items if isinstance(item, n.Function)},
            {(m, item.name): item for m, item in items if isinstance(item, n.Component)},
            {(m, item.name): item for m, item in items if isinstance(item, n.Pipeline)},
        )

    @cached_property
    def signals(self) -> dict[_Key, t.Type]:
        """Give the types of the signals that the stages of each module wait for."""
        return {
            (module, signal.key): signal.result
            for (module, _), pipeline in self.pipelines.items()
            for signal in awaited_signals(pipeline)
        }

    def has_type(self, type_: t.NominalType) -> bool:
        """Tell whether a nominal type is declared."""
        key = (type_.module, type_.name)
        match type_.of:
            case "record":
                return key in self.records or (
                    not type_.module and type_.name in t.BUILT_IN_RECORDS
                )
            case "enum":
                return key in self.enums
            case "alias":
                return key in self.aliases

    def unaliased(self, type_: t.Type) -> t.Type:
        """Give the type behind an alias, and behind the alias that it may stand for."""
        while isinstance(type_, t.NominalType) and type_.of == "alias":
            type_ = self.aliases[type_.module, type_.name]
        return type_

    def fits(self, given: t.Type, wanted: t.Type) -> bool:
        """Tell whether a value of one type may stand for another as it is."""
        return fits(given, wanted, self.aliases)

    def member(self, type_: t.Type, name: str) -> t.Type | None:
        """Give the type of a member, None where there is no such member."""
        match self.unaliased(type_):
            case t.NominalType(of="record", module="", name=record):
                return dict(t.BUILT_IN_RECORDS[record]).get(name)
            case t.NominalType(of="record") as record:
                found = self.records[record.module, record.name].get(name)
                return found.type if found else None
            case t.AnonymousType(fields=fields):
                return next((part.type for part in fields if part.name == name), None)
            case t.OutcomeType(value=value):
                return dict(t.outcome_members(value)).get(name)
            case t.UnionType(members=members):
                return self._shared_member(members, name)
            case _:
                return None

    def _shared_member(self, members: tuple[t.Type, ...], name: str) -> t.Type | None:
        found = [self.member(member, name) for member in members]
        if any(type_ is None for type_ in found):
            return None
        kinds = tuple(dict.fromkeys(type_ for type_ in found if type_ is not None))
        return kinds[0] if len(kinds) == 1 else t.UnionType(kinds)
