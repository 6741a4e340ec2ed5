"""The classes of a program, and what is called how in each.

Every pipeline has a class of its own. What a module declares besides stands in the class of its
one pipeline, or, where it has none or several, in a class that is named after the module.
"""

from dataclasses import dataclass, field

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.declared import Declared
from pipesmith_targets.apex.credentials import Credentials
from pipesmith_targets.apex.naming import Kind, Names, camel, is_legal, pascal
from pipesmith_targets.apex.taken import CLASSES, INNER, MEMBERS
from pipesmith_targets.apex.transactions import jobs_of

Key = tuple[str, str]

_BUILT_IN = {("", name): ("", f"Pipeline{name}") for name in t.BUILT_IN_RECORDS}


@dataclass(slots=True)
class ProgramNames:
    """Names by module and name of the source: a class, and the name in it.

    `tests` names the test class of each class; `tried` the methods of the tests, by their classes.
    """

    homes: dict[str, str] = field(default_factory=dict)
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
    credentials: Credentials = field(default_factory=Credentials)
    classes: set[str] = field(default_factory=set)
    inner: dict[str, Names] = field(default_factory=dict)
    members: dict[str, Names] = field(default_factory=dict)

    @classmethod
    def of(cls, program: n.Program) -> "ProgramNames":
        """Allocate all names of a program, in source order."""
        names, classes = cls(), Names(taken=set(CLASSES))
        names.jobs = jobs_of(Declared.of(program))
        for module in program.modules:
            names._module(module, classes, _is_imported(module, program))
        for module in program.modules:
            names._tests(module, classes)
        names.classes = classes.taken
        names.credentials = Credentials.in_program(program)
        return names

    def _module(self, module: n.Module, classes: Names, is_imported: bool) -> None:
        for each in module.pipelines:
            known = classes.claim(pascal(each.name), Kind.type)
            self.pipelines[module.name, each.name] = known
            self.actions[module.name, each.name] = classes.claim(f"{known}Action", Kind.type)
            self._open(known)
        if len(module.pipelines) == 1:
            home = self.pipelines[module.name, module.pipelines[0].name]
        elif not is_imported and _only_tests(module):
            home = classes.claim(_test_class(pascal(module.name)), Kind.type)
            self.tests[home] = home
            self._open(home)
        else:
            home = classes.claim(f"{pascal(module.name)}Module", Kind.type)
            self._open(home)
        self.homes[module.name] = home
        for item in module.declarations:
            self._item(module.name, home, item)

    def _tests(self, module: n.Module, classes: Names) -> None:
        """Name the test classes of a module, and the methods of its tests."""
        own = [self.pipelines[module.name, each.name] for each in module.pipelines]
        home = self.homes[module.name]
        for each in (*own, home):
            if each not in self.tests:
                self.tests[each] = classes.claim(_test_class(each), Kind.type)
                self._open(self.tests[each])
        for test in module.tests:
            if isinstance(test, n.Test):
                name = self.members[self.tests[home]].claim(camel(test.title), Kind.method)
                self.tried[self.tests[home], name] = test

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


def _is_imported(module: n.Module, program: n.Program) -> bool:
    return any(each.module == module.name for other in program.modules for each in other.imports)


def _only_tests(module: n.Module) -> bool:
    """Tell whether a module holds tests, and what they need, alone."""
    work = n.Pipeline | n.Component
    return bool(module.tests) and not any(isinstance(each, work) for each in module.declarations)


def _test_class(name: str) -> str:
    return name if name.endswith("Test") else f"{name}Test"
