"""The classes of a program, and what is called how in each.

Every pipeline has a class of its own. What a module declares besides stands in the class of its
one pipeline, or, where it has none or several, in a class that is named after the module. Shares
of it that stand apart have classes of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.declared import Declared
from pipesmith_targets.apex.credentials import Credentials
from pipesmith_targets.apex.naming import Kind, Names, camel, is_legal, pascal
from pipesmith_targets.apex.taken import CLASSES, INNER, MEMBERS
from pipesmith_targets.apex.transactions import jobs_of

Key = tuple[str, str]

TYPES = n.Record | n.Enum
METHODS = n.Function | n.Component


@dataclass(frozen=True, slots=True)
class Share:
    """Declarations of a module in a class that is named after it: `Module` or `Types` behind it."""

    kind: str
    items: tuple[str, ...]


Shares = Mapping[str, tuple[Share, ...]]
WHOLE: Shares = {}

_BUILT_IN = {("", name): ("", f"Pipeline{name}") for name in t.BUILT_IN_RECORDS}


@dataclass(slots=True)
class ProgramNames:
    """Names by module and name of the source: a class, and the name in it."""

    shares: Shares = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)
    shared: dict[str, tuple[str, ...]] = field(default_factory=dict)
    jobs: frozenset[Key] = frozenset()
    pipelines: dict[Key, str] = field(default_factory=dict)
    actions: dict[Key, str] = field(default_factory=dict)
    types: dict[Key, tuple[str, str]] = field(default_factory=lambda: dict(_BUILT_IN))
    methods: dict[Key, tuple[str, str]] = field(default_factory=dict)
    fields: dict[Key, dict[str, str]] = field(default_factory=dict)
    errors: dict[str, tuple[str, ...]] = field(default_factory=dict)
    limited: set[Key] = field(default_factory=set)
    textual: set[Key] = field(default_factory=set)
    conditions: dict[Key, n.Condition | None] = field(default_factory=dict)
    credentials: Credentials = field(default_factory=Credentials)
    classes: set[str] = field(default_factory=set)
    inner: dict[str, Names] = field(default_factory=dict)
    members: dict[str, Names] = field(default_factory=dict)

    @classmethod
    def of(cls, program: n.Program, shares: Shares = WHOLE) -> "ProgramNames":
        """Allocate all names of a program, in source order."""
        names, classes = cls(shares), Names(taken=set(CLASSES))
        names.jobs = jobs_of(Declared.of(program))
        for module in program.modules:
            names._module(module, classes)
        names.classes = classes.taken
        names.credentials = Credentials.in_program(program)
        return names

    def _module(self, module: n.Module, classes: Names) -> None:
        for each in module.pipelines:
            known = classes.claim(pascal(each.name), Kind.type)
            self.pipelines[module.name, each.name] = known
            self.actions[module.name, each.name] = classes.claim(f"{known}Action", Kind.type)
            self._open(known)
        if len(module.pipelines) == 1:
            home = self.pipelines[module.name, module.pipelines[0].name]
        else:
            home = classes.claim(f"{pascal(module.name)}Module", Kind.type)
            self._open(home)
        self.homes[module.name] = home
        shares = self.shares.get(module.name, ())
        shared = [classes.claim(f"{pascal(module.name)}{each.kind}", Kind.type) for each in shares]
        self.shared[module.name] = tuple(shared)
        apart = {
            item: name for each, name in zip(shares, shared, strict=True) for item in each.items
        }
        for name in shared:
            self._open(name)
        for item in module.declarations:
            self._item(module.name, apart.get(item.name, home), item)

    def declared_in(self, module: n.Module, name: str) -> tuple[n.Declaration, ...]:
        """Give what a module declares in a class."""
        return tuple(
            each
            for each in module.declarations
            if isinstance(each, TYPES | METHODS) and self._class_of(module, each) == name
        )

    def _class_of(self, module: n.Module, item: n.Declaration) -> str | None:
        """Give the class of a declaration, None where it has none: some enums are texts."""
        key = (module.name, item.name)
        return (self.methods if isinstance(item, METHODS) else self.types).get(key, (None,))[0]

    def locals(self) -> Names:
        """Give the scope of a method: no local hides a class that is called in it."""
        return Names(taken={*self.classes})

    def _open(self, name: str) -> None:
        self.inner[name] = Names(taken={name.lower(), *INNER})
        self.members[name] = Names(taken=set(MEMBERS))

    def _item(self, module: str, home: str, item: n.Declaration) -> None:
        match item:
            case n.Record(name=name, fields=parts):
                self.types[module, name] = (home, self.inner[home].claim(pascal(name), Kind.inner))
                scope = Names()
                self.fields[module, name] = {
                    each.name: scope.claim(camel(each.name)) for each in parts
                }
                if item.checks or any(each.where for each in parts):
                    self.limited.add((module, name))
            case n.Enum(name=name, values=values):
                texts = {each.name: each.name for each in values}
                self.fields[module, name] = texts
                if all(is_legal(text) and text == text.lower() for text in texts):
                    known = self.inner[home].claim(pascal(name), Kind.inner)
                    self.types[module, name] = (home, known)
                else:
                    self.textual.add((module, name))
            case n.ErrorKind(name=name, ancestors=ancestors):
                self.errors[name] = ancestors
            case n.Alias(name=name, where=where):
                self.conditions[module, name] = where
            case n.Function() | n.Component():
                known = self.members[home].claim(camel(item.name), Kind.method)
                self.methods[module, item.name] = (home, known)
            case _:
                pass
