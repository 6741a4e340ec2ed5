"""What everything a program declares is called in Python."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from pipesmith.ir import nodes as n
from pipesmith.ir.signals import awaited_signals
from pipesmith_targets.identifiers import Namespace, capitals
from pipesmith_targets.python.reserved import (
    BUILTINS,
    ENUM_MEMBERS,
    KEYWORDS,
    MODULE_NAMES,
    RECORD_MEMBERS,
)

Key = tuple[str, str]
"""Module and name of a declaration."""

_TOP_LEVEL = KEYWORDS | BUILTINS | MODULE_NAMES


@dataclass(frozen=True, slots=True)
class Names:
    """Python's names for declarations, and for the members of each."""

    declarations: dict[Key, str] = field(default_factory=dict)
    members: dict[Key, dict[str, str]] = field(default_factory=dict)
    errors: set[Key] = field(default_factory=set)

    def declaration(self, module: str, name: str) -> str:
        """Give what a declaration is called."""
        return self.declarations[module, name]

    def member(self, module: str, owner: str, name: str) -> str:
        """Give what a field, a parameter or an enum's value is called."""
        return self.members[module, owner][name]


def name_program(program: n.Program) -> Names:
    """Choose the names of all modules."""
    names = Names()
    for module in program.modules:
        taken = Namespace(names=set(_TOP_LEVEL))
        for item in module.declarations:
            key = (module.name, item.name)
            names.declarations[key] = taken.claim(_wanted(item))
            if isinstance(item, n.ErrorKind):
                names.errors.add(key)
        for signal in (each for item in module.declarations for each in awaited_signals(item)):
            key = (module.name, signal.key)
            if key not in names.declarations:
                names.declarations[key] = taken.claim(capitals(f"{signal.name}_signal"))
        known = _known(module, names)
        for item in module.declarations:
            names.members[module.name, item.name] = _members(item, known)
    return names


def _known(module: n.Module, names: Names) -> set[str]:
    """Give the names in a module that a parameter would hide."""
    own = {names.declaration(module.name, item.name) for item in module.declarations}
    imported = ((each.module, name) for each in module.imports for name in each.names)
    return own | {names.declaration(*key) for key in imported}


def _wanted(item: n.Declaration) -> str:
    """Write errors as the constants that they become; all else keeps its name."""
    return capitals(item.name) if isinstance(item, n.ErrorKind) else item.name


def _members(item: n.Declaration, known: set[str]) -> dict[str, str]:
    match item:
        case n.Record(fields=fields):
            return _distinct((each.name for each in fields), _field)
        case n.Enum(values=values):
            return _distinct((each.name for each in values), _value)
        case n.Function() | n.Component() | n.Pipeline():
            names = (each.name for each in item.parameters)
            return _distinct(names, lambda name: _parameter(name) or name in known)
        case n.Alias() | n.ErrorKind():
            return {}


def _distinct(names: Iterable[str], reserved: Callable[[str], bool]) -> dict[str, str]:
    originals = tuple(names)
    taken = Namespace(names={name for name in originals if not reserved(name)})
    return {name: taken.claim(_respelt(name)) if reserved(name) else name for name in originals}


def _respelt(name: str) -> str:
    """Give a name that is not reserved; pydantic and readers take a leading `_` for private."""
    return f"{name.strip('_') or 'field'}_"


def _field(name: str) -> bool:
    return name in KEYWORDS | BUILTINS | RECORD_MEMBERS or name.startswith("_")


def _value(name: str) -> bool:
    return name in KEYWORDS | ENUM_MEMBERS or name.startswith("_")


def _parameter(name: str) -> bool:
    return name in _TOP_LEVEL or name.startswith("_")
