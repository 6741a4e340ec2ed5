"""One pipeline while it is built: its names, its parameters, and what its stages give."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from pipesmith import types as t
from pipesmith.importing import codes
from pipesmith.importing.declared import Declared
from pipesmith.importing.expressions.coercing import call
from pipesmith.importing.expressions.translating import Unresolved
from pipesmith.importing.flowmason.branches import Label
from pipesmith.importing.flowmason.components import OUTPUTS
from pipesmith.importing.flowmason.dialect import Pipeline
from pipesmith.importing.flowmason.inputs import Inputs
from pipesmith.importing.flowmason.scope import Loop, StageScope, caught_error
from pipesmith.importing.flowmason.structure import Home, Step, Structure
from pipesmith.importing.flowmason.usage import Usage
from pipesmith.importing.ledger import Part
from pipesmith.importing.names import PREDEFINED, Names, top_level_names
from pipesmith.importing.rewriting import references
from pipesmith.importing.schemas import Schemas
from pipesmith.importing.unbound import Unbound
from pipesmith.importing.values import Shape, Value, as_json_function, needs_as_json, text
from pipesmith.syntax import nodes as n


@dataclass(slots=True)
class Signature:
    """How a pipeline or component is called: its name, and its parameters by original names."""

    name: str
    parameters: Mapping[str, tuple[str, t.Type]]
    result: t.Type
    file: str = ""


@dataclass(slots=True)
class ModuleBuilding:
    """One module while it is built."""

    file: str
    names: Names = field(default_factory=top_level_names)
    schemas: Schemas = field(default_factory=Schemas.empty)
    components: list[n.TopLevel] = field(default_factory=list)
    pipelines: list[n.TopLevel] = field(default_factory=list)
    tests: list[tuple[Part, n.Test]] = field(default_factory=list)
    imports: dict[str, list[str]] = field(default_factory=dict)
    unbound: dict[str, Unbound] = field(default_factory=dict)

    @property
    def declared(self) -> Declared:
        """Give the types of the module."""
        return self.schemas.declared

    def declarations(self) -> tuple[n.TopLevel, ...]:
        """Give the whole module in reading order."""
        imports = [
            n.Import(tuple(n.Name(name) for name in sorted(names)), text(f"./{file}"))
            for file, names in sorted(self.imports.items())
        ]
        written = tuple(each.declaration() for each in self.unbound.values())
        made = (*written, *self.components, *self.pipelines, *(test for _, test in self.tests))
        return (
            *imports,
            *self.schemas.declarations,
            *((as_json_function(),) if needs_as_json(made) else ()),
            *made,
        )


@dataclass(slots=True)
class Building:
    """One pipeline while it is built."""

    module: ModuleBuilding
    pipeline: Pipeline
    structure: Structure
    inputs: Inputs
    names: Names
    usage: Usage
    pipelines: Mapping[str, Signature]
    variables: dict[str, Value] = field(default_factory=dict)
    loops: dict[str, Loop] = field(default_factory=dict)
    caught_as: dict[str, tuple[str, str]] = field(default_factory=dict)
    outputs: dict[str, Value] = field(default_factory=dict)
    loop_results: dict[str, Value] = field(default_factory=dict)
    returns: list[Value] = field(default_factory=list)
    tested: dict[str, Value] = field(default_factory=dict)
    joined: set[tuple[str, str]] = field(default_factory=set)
    mocked: dict[str, n.Expression] = field(default_factory=dict)

    # ---- what stages give

    def output(self, name: str, scope: StageScope) -> Value:
        """Give what a stage gives, as seen from another."""
        if name not in self.structure.stages:
            raise Unresolved(f"there is no stage `{name}`")
        around = [label for control, label in scope.home if control == name]
        if around:
            return self._from_within(name, around[0], scope)
        if name not in self.outputs:
            raise Unresolved(f"`{name}` has not run when this is read")
        home = self.structure.homes[name]
        if self.structure.inside(scope.home, home):
            return self.outputs[name]
        return self._exported(name, home, scope)

    def _from_within(self, name: str, label: tuple[str, ...], scope: StageScope) -> Value:
        """Give what the stages in a block see of the stage that has it."""
        loop = self.loops.get(name)
        if loop is not None:
            return Value(
                loop.item.code, loop.item.type, loop.item.shape, _LoopViews(loop), loop.item
            )
        if label == ("catch",):
            found = self.caught(name, "error")
            views = {
                each: self.caught(name, each)
                for each in ("error_message", "error_type", "error_occurred")
            }
            whole = {key: value for key, value in views.items() if value is not None}
            if found is not None:
                return Value(
                    found.code, found.type, found.shape, {**found.views, "error": found, **whole}
                )
        taken = Value(text(label[-1]), t.STRING, Shape(t.STRING))
        return Value(
            taken.code, t.STRING, taken.shape, {"branch_taken": taken, "route_taken": taken}
        )

    def _exported(self, name: str, home: Home, scope: StageScope) -> Value:
        """Give what a stage in a block gives to those outside: null where the block did not run."""
        depth = next(at for at, step in enumerate(home) if scope.home[at : at + 1] != (step,))
        control, label = home[depth]
        if any(step[0] == control for step in scope.home):
            raise Unresolved(f"`{name}` runs in another block of `{control}` than this")
        value = self.outputs[name]
        if control in self.loops:
            raise Unresolved(
                f"`{name}` runs for each item of `{control}`, and gives nothing outside of it"
            )
        if label == ("finally",):
            outside = {each.name.text for each in self.inputs.fields.values()} | PREDEFINED
            if references(value.code) - outside - {*self.module.declared.enums}:
                raise Unresolved(f"`{name}` cleans up, and gives nothing outside of it")
            return value
        self._note_join(name, control, scope)
        return self._seen(name, self.yielded(name, home[depth]), value)

    def yielded(self, name: str, step: Step) -> n.Expression:
        """Read what a block yields of one of its stages."""
        control, label = step
        base: n.Expression = n.Reference(self.names.of(control))
        if label[0] == "side":
            branch = n.Member(base, n.Name(self.branch_name(control, label)))
            return n.Index(branch, text(self.key(name)))
        return call("get", base, text(self.key(name)))

    def branch_name(self, control: str, label: Label) -> str:
        """Give the name of a branch that runs beside others."""
        return self.names.of(f"{control} {label}", label[-1])

    def _seen(self, name: str, code: n.Expression, value: Value) -> Value:
        if not self.usage.whole(name):
            shape = value.main.shape if value.main is not None else value.shape
            main = Value(code, t.JSON, Shape(t.JSON, shape.members, shape.item))
            synonyms = OUTPUTS.get(self.structure.stages[name].kind, OUTPUTS["unknown"])
            again = Value(code, t.JSON, main.shape, {"loop_results": main, "results": main}, main)
            views = {**dict.fromkeys(synonyms, main), "directive": again}
            return Value(code, t.JSON, main.shape, views, main)
        views = {
            key: Value(found, t.JSON, Shape(t.JSON, each.shape.members, each.shape.item))
            for key, each in value.views.items()
            if (found := self._moved(name, each.code, value.code, code)) is not None
        }
        return Value(code, t.JSON, views=views)

    def _moved(
        self, name: str, view: n.Expression, whole: n.Expression, code: n.Expression
    ) -> n.Expression | None:
        """Give a member of a stage's output where only the output itself is seen; or None."""
        if view == whole:
            return code
        if isinstance(whole, n.MapLiteral):
            key = next((each.key for each in whole.entries if each.value == view), None)
            if key is not None:
                return call("get", code, text(key))
        match view:
            case n.Member(subject=n.Reference(name=own), name=n.Name(text=key)):
                return call("get", code, text(key)) if own == self.names.of(name) else None
            case n.Index(subject=n.Reference(name=own), index=n.Text(parts=(str() as key,))):
                return call("get", code, text(key)) if own == self.names.of(name) else None
            case _:
                return view if not references(view) else None

    def exported_code(self, name: str) -> n.Expression:
        """Give what a block yields of one of its stages."""
        value = self.outputs[name]
        if self.usage.whole(name) or value.main is None:
            return value.code
        return value.main.code

    def key(self, name: str) -> str:
        """Give the name under which a block yields what a stage gives."""
        return self.names.of(name)

    def _note_join(self, name: str, control: str, scope: StageScope) -> None:
        if (name, str(scope.part.path)) in self.joined:
            return
        self.joined.add((name, str(scope.part.path)))
        kind = self.structure.stages[control].kind
        if kind == "parallel":
            return
        scope.part.note(
            codes.BRANCH_JOIN,
            f"`{name}` runs on one way through `{control}` only, and is read after all of them",
            "null where another way is taken",
        )

    # ---- errors, variables, the environment

    def caught(self, control: str, name: str) -> Value | None:
        """Give what a name means of the error that a block handles."""
        if control not in self.caught_as:
            return None
        variable, own = self.caught_as[control]
        return caught_error(variable, name, own)

    def environment(self, name: str) -> Value:
        """Give a variable of the environment; one that holds a secret is a secret."""
        head = "secret" if name in self.usage.secrets else "env"
        return Value(n.Member(n.Reference(head), n.Name(name)), t.STRING, Shape(t.STRING))

    def variable_name(self, original: str) -> str:
        """Give the name of a variable that several stages set."""
        return self.names.of(f"a variable: {original}", original)

    @property
    def ids(self) -> Collection[str]:
        """Give the names in expressions that may hold a `-`."""
        return (*self.structure.stages, *self.inputs)


class _LoopViews(dict[str, Value]):
    """The names of a loop's item and index as members of its stage."""

    def __init__(self, loop: Loop) -> None:
        super().__init__()
        self.loop = loop

    def __contains__(self, name: object) -> bool:
        return self.loop.value(str(name)) is not None

    def __getitem__(self, name: str) -> Value:
        found = self.loop.value(name)
        if found is None:
            raise KeyError(name)
        return found
