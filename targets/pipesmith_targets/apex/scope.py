"""What the Apex being written can see: the class around it, and the names of values."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.declared import Declared
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.naming import Kind, Names, camel, pascal
from pipesmith_targets.apex.program_names import ProgramNames
from pipesmith_targets.apex.types import Types


@dataclass(frozen=True, slots=True)
class Value:
    """How a name of the source is read, and the type that it is held as."""

    read: ax.Expression
    type: t.Type


@dataclass(slots=True)
class ClassScope:
    """The class being written; `support` are methods that it came to need, by what they do."""

    name: str
    program: ProgramNames
    declared: Declared
    members: Names
    inner: Names
    support: dict[tuple[str, t.Type], ax.Method] = field(default_factory=dict)
    joins: dict[t.AnonymousType, str] = field(default_factory=dict)

    @property
    def types(self) -> Types:
        """Write types as this class knows them."""
        return Types(self.declared, self.nominal, self.join)

    def written(self, type_: t.Type) -> str:
        """Write a type."""
        return self.types.written(type_)

    def locals(self, *taken: str) -> Names:
        """Give the scope of a method that has names of its own."""
        names = self.program.locals()
        names.taken.update(each.lower() for each in taken)
        return names

    def plain(self, type_: t.Type) -> t.Type:
        """Give what is left of a type without null and without aliases."""
        return self.types.plain(type_)

    def as_json(self, value: ax.Expression, type_: t.Type) -> ax.Expression:
        """Write what turns a value into JSON values."""
        from pipesmith_targets.apex.json_writing import as_json

        return as_json(value, type_, self)

    def now(self) -> ax.Expression:
        """Write the start of the run."""
        return ax.call("PipelineRun.now")

    def nominal(self, type_: t.NominalType) -> str:
        """Name a record or enum."""
        if (type_.module, type_.name) in self.program.textual:
            return "String"
        home, name = self.program.types[type_.module, type_.name]
        return name if home in ("", self.name) else f"{home}.{name}"

    def method(self, module: str, name: str) -> str:
        """Name a function or component."""
        home, known = self.program.methods[module, name]
        return known if home == self.name else f"{home}.{known}"

    def join(self, type_: t.AnonymousType, wanted: str = "branches") -> str:
        """Name the record of a join, which is made where it is first asked for."""
        if type_ not in self.joins:
            self.joins[type_] = self.inner.claim(pascal(wanted), Kind.inner)
        return self.joins[type_]

    def field(self, type_: t.Type, name: str) -> str:
        """Name a field of a record, or of one of a union's."""
        match self.types.plain(type_):
            case t.NominalType(module=module, name=record) if module:
                return self.program.fields[module, record][name]
            case t.UnionType(members=(first, *_)):
                return self.field(first, name)
            case t.AnonymousType(fields=fields):
                names = self.program.locals()
                return {each.name: names.claim(camel(each.name)) for each in fields}[name]
            case t.NominalType():
                return camel(name)
            case _:
                return name

    def supported(
        self, task: str, type_: t.Type, wanted: str, make: Callable[[str], ax.Method]
    ) -> str:
        """Name a method that does a task for a type; it is made where it is first asked for."""
        key = (task, self.types.plain(type_))
        if key not in self.support:
            name = self.members.claim(wanted, Kind.method)
            self.support[key] = ax.Method("", None, name, (), None)
            self.support[key] = make(name)
        return self.support[key].name


@dataclass(frozen=True, slots=True)
class Place:
    """Where an expression or statement is written; `lines` takes what must be done before it.

    `wanted` is the variable that is to hold the value, where it is not declared yet.
    """

    home: ClassScope
    names: Names
    values: dict[str, Value] = field(default_factory=dict)
    lines: ax.Lines = field(default_factory=list)
    wanted: str | None = None

    def knowing(self, source: str, value: Value) -> "Place":
        """Give a place in which a name of the source is read in a given way."""
        return replace(self, values={**self.values, source: value})

    def bind(self, source: str, type_: t.Type) -> tuple[str, "Place"]:
        """Take an Apex name for a name of the source, and give the place that knows it."""
        name = self.names.claim(camel(source))
        return name, self.knowing(source, Value(ax.Name(name), type_))

    def inner(self) -> "Place":
        """Give the place of a block in this one, with lines of its own."""
        return replace(self, names=self.names.inner(), lines=[], wanted=None)

    def plain(self) -> "Place":
        """Give this place for a part of the value that is wanted."""
        return replace(self, wanted=None) if self.wanted else self

    def wanting(self, name: str | None) -> "Place":
        """Give this place for a value that a variable is to hold."""
        return replace(self, wanted=name)

    def add(self, *lines: ax.Statement) -> None:
        """Write statements."""
        self.lines.extend(lines)

    def open(self, lines: tuple[ax.Statement, ...]) -> None:
        """Write the statements of a block without the block: its variables are of this one now."""
        self.add(*lines)
        self.names.taken.update(each.name.lower() for each in lines if isinstance(each, ax.Declare))

    def kept(self, value: ax.Expression, type_: t.Type, wanted: str) -> ax.Expression:
        """Give a value that may be read twice: as it is, or held by a variable."""
        if isinstance(value, ax.Name):
            return value
        return ax.Name(self.declare(value, type_, wanted))

    def declare(self, value: ax.Expression | None, type_: t.Type, wanted: str) -> str:
        """Write a variable, which is the wanted one where there is one."""
        name = self.wanted or self.names.claim(camel(wanted))
        self.add(ax.Declare(self.home.written(type_), name, value))
        return name


def parameters_of(
    place: Place, fields: tuple[n.Field, ...]
) -> tuple[tuple[ax.Parameter, ...], Place]:
    """Bind the parameters of a method."""
    made = []
    for each in fields:
        name, place = place.bind(each.name, each.type)
        made.append(ax.Parameter(place.home.written(each.type), name))
    return tuple(made), place
