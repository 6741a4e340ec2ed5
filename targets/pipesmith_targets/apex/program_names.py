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
from pipesmith_targets.apex.taken import CLASSES, IN_ACTIONS, INNER, MEMBERS
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
    """Names by module and name of the source: a class, and the name in it.

    `tests` names the test class of each class; `tried` the methods of the tests, by their classes.
    """

    shares: Shares = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)
    shared: dict[str, tuple[str, ...]] = field(default_factory=dict)
    tests: dict[str, str] = field(default_factory=dict)
    tried: dict[Key, n.Test] = field(default_factory=dict)
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
    docs: dict[Key, str] = field(default_factory=dict)
    credentials: Credentials = field(default_factory=Credentials)
    classes: set[str] = field(default_factory=set)
    inner: dict[str, Names] = field(default_factory=dict)
    members: dict[str, Names] = field(default_factory=dict)

    @classmethod
    def of(cls, program: n.Program, shares: Shares = WHOLE) -> "ProgramNames":
        """Allocate all names of a program, in source order."""
        names, classes = cls(shares), Names(Names(taken=set(IN_ACTIONS)), set(CLASSES))
        names.jobs = jobs_of(Declared.of(program))
        for module in program.modules:
            names._module(module, classes, _is_imported(module, program))
        for module in program.modules:
            names._test_classes(module, classes)
        names.classes = classes.taken
        for module in program.modules:
            names._items(module)
        names.credentials = Credentials.in_program(program)
        return names

    def _module(self, module: n.Module, classes: Names, is_imported: bool) -> None:
        for each in module.pipelines:
            known = classes.claim(pascal(each.name), Kind.type)
            self.pipelines[module.name, each.name] = known
            self.actions[module.name, each.name] = classes.claim(f"{known}Action", Kind.type)
        if len(module.pipelines) == 1:
            home = self.pipelines[module.name, module.pipelines[0].name]
        elif not is_imported and _only_tests(module):
            home = classes.claim(_test_class(pascal(module.name)), Kind.type)
            self.tests[home] = home
        else:
            home = classes.claim(f"{pascal(module.name)}Module", Kind.type)
        self.homes[module.name] = home
        self.shared[module.name] = tuple(
            classes.claim(f"{pascal(module.name)}{each.kind}", Kind.type)
            for each in self.shares.get(module.name, ())
        )

    def _items(self, module: n.Module) -> None:
        """Name what a module declares: nothing in a class hides another class."""
        home, shared = self.homes[module.name], self.shared[module.name]
        pipelines = [self.pipelines[module.name, each.name] for each in module.pipelines]
        tests = (self.tests[each] for each in (*pipelines, home))
        for name in {*pipelines, home, *shared, *tests}:
            self.inner[name] = Names(taken={*self.classes, *INNER})
            self.members[name] = Names(taken=set(MEMBERS))
        shares = zip(self.shares.get(module.name, ()), shared, strict=True)
        apart = {item: name for share, name in shares for item in share.items}
        for each in module.declarations:
            self._item(module.name, apart.get(each.name, home), each)
        for test in module.tests:
            if isinstance(test, n.Test):
                known = self.members[self.tests[home]].claim(camel(test.title), Kind.method)
                self.tried[self.tests[home], known] = test

    def _test_classes(self, module: n.Module, classes: Names) -> None:
        """Name the test classes of a module: one for each pipeline, and for what it declares."""
        own = [self.pipelines[module.name, each.name] for each in module.pipelines]
        for each in (*own, self.homes[module.name]):
            if each not in self.tests:
                self.tests[each] = classes.claim(_test_class(each), Kind.type)

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

    def _item(self, module: str, home: str, item: n.Declaration) -> None:
        if isinstance(item, n.Record | n.Enum) and item.doc:
            self.docs[module, item.name] = item.doc
        match item:
            case n.Record(name=name, fields=parts):
                self.types[module, name] = (home, self.inner[home].claim(pascal(name), Kind.inner))
                scope = self.locals()
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


def _is_imported(module: n.Module, program: n.Program) -> bool:
    return any(each.module == module.name for other in program.modules for each in other.imports)


def _only_tests(module: n.Module) -> bool:
    """Tell whether a module holds tests, and what they need, alone."""
    work = n.Pipeline | n.Component
    return bool(module.tests) and not any(isinstance(each, work) for each in module.declarations)


def _test_class(name: str) -> str:
    return name if name.endswith("Test") else f"{name}Test"
