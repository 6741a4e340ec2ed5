"""What the Python being written can see: names of values, of the run, and of the module around."""

from dataclasses import dataclass, field, replace

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.declared import Declared
from pipesmith.target import Options
from pipesmith_targets.identifiers import Namespace
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.facts import Facts, Key
from pipesmith_targets.python.imports import Imports
from pipesmith_targets.python.names import Names

NO_CHOICES = Options()


@dataclass(frozen=True, slots=True)
class ModuleScope:
    """The module being written, what it knows of the program, and what the build chose."""

    module: n.Module
    names: Names
    declared: Declared
    imports: Imports
    facts: dict[Key, Facts]
    options: Options = NO_CHOICES
    written: set[str] = field(default_factory=set)
    anonymous: dict[t.AnonymousType, str] = field(default_factory=dict)

    def declaration(self, module: str, name: str) -> str:
        """Give the name of a declaration as this module knows it, importing it if need be."""
        known = self.names.declaration(module, name)
        return known if module == self.module.name else self.imports.use(module, known)

    def field(self, record: t.NominalType, name: str) -> str:
        """Give what a field of a record is called; built-in records keep their names."""
        return self.names.member(record.module, record.name, name) if record.module else name

    def tag(self, members: tuple[t.Type, ...]) -> str | None:
        """Give the field whose literal tells the members of a union apart."""
        records = [each for each in members if isinstance(each, t.NominalType)]
        fields = [self.declared.records[each.module, each.name] for each in records]
        for name in fields[0]:
            kinds = {each[name].type for each in fields if name in each}
            if len(kinds) == len(members) and all(isinstance(k, t.LiteralType) for k in kinds):
                return self.field(records[0], name)
        return None


@dataclass(frozen=True, slots=True)
class Scope:
    """One Python function, or an expression in it.

    `values` holds how each name of the source is read. `run` is the name of the scope of the run
    at hand. In a `strict` place Python allows no assignment within an expression.
    """

    module: ModuleScope
    names: Namespace
    values: dict[str, py.Node] = field(default_factory=dict)
    run: str = "run"
    strict: bool = False
    frame: Namespace | None = None

    def knowing(self, /, **values: py.Node) -> "Scope":
        """Give a scope in which some names of the source are read in a given way."""
        return replace(self, values={**self.values, **values})

    def bind(self, source: str, kind: object = None) -> tuple[str, "Scope"]:
        """Take a Python name for a name of the source, and give the scope that knows it.

        Values of one kind in blocks side by side may have one name.
        """
        reach = self._in_reach(source) if source in self.names else {self.run}
        name = self.names.share(source, kind, reach)
        return name, self.knowing(**{source: py.name(name)})

    def _in_reach(self, besides: str = "") -> set[str]:
        """Give the names that are read in this scope."""
        others = (value for source, value in self.values.items() if source != besides)
        return {self.run, *(py.root(value) for value in others)}

    def temporary(self, wanted: str, kind: object, *read: str) -> str:
        """Take a name that an expression assigns; it belongs to the function around.

        It is none of those that this function may `read` of functions around it.
        """
        reach = {*self._in_reach(), *read}
        return (self.frame or self.names).share(wanted, kind, reach)

    def inner(self, *, strict: bool | None = None, run: str | None = None) -> "Scope":
        """Give the scope of a lambda or comprehension inside this one."""
        return replace(
            self,
            names=Namespace(self.names),
            frame=self.frame or self.names,
            strict=self.strict if strict is None else strict,
            run=run or self.run,
        )

    def function(self, run: str | None = None) -> "Scope":
        """Give the scope of a function inside this one."""
        return replace(self.inner(run=run), frame=None, strict=False)

    def runtime(self, name: str, part: str = "") -> py.Node:
        """Import a name of the runtime, and read it."""
        return py.name(self.module.imports.runtime(name, part))
