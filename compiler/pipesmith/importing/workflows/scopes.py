"""What names mean in the expressions of a workflow."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipesmith import types as t
from pipesmith.importing import codes
from pipesmith.importing.declared import Declared
from pipesmith.importing.expressions.translating import Unresolved
from pipesmith.importing.values import Value
from pipesmith.importing.workflows.moments import Around
from pipesmith.importing.workflows.raw import RawNode
from pipesmith.syntax import nodes as n

RUN_ID = Value(n.Member(n.Reference("context"), n.Name("run_id")), t.STRING)
NOW = Value(n.Member(n.Reference("context"), n.Name("now")), t.DATETIME)


@dataclass(frozen=True, slots=True)
class Words:
    """Which names of a system mean what."""

    start: frozenset[str] = frozenset()  # the input of the workflow
    incoming: frozenset[str] = frozenset()  # what comes in
    item: frozenset[str] = frozenset()
    index: frozenset[str] = frozenset()
    nodes: frozenset[str] = frozenset()  # behind which nodes are named
    variables: frozenset[str] = frozenset()  # behind which variables are named
    environment: frozenset[str] = frozenset()
    secrets: frozenset[str] = frozenset()
    bare: bool = False  # whether nodes and variables are named by themselves


@dataclass(slots=True)
class WorkflowScope:
    """The names that a node can read where it stands."""

    words: Words
    around: Around
    node: RawNode
    ids: Mapping[str, str]  # names of nodes, and their ids
    declared: Declared

    def value(self, name: str) -> Value | None:
        """Give the value of a name."""
        words = self.words
        if (item := self.around.named_item(name)) is not None:
            return item
        if words.bare and name in self.ids:
            return _viewed(self.output(name))
        if name in words.start:
            return Value(n.Reference("input"), t.JSON, views={})
        if name in words.incoming:
            return _viewed(self.around.input())
        if name in words.item:
            return self.around.item()
        if name in words.index:
            return self.around.index()
        if name in words.nodes:
            return _holder(_Outputs(self))
        if name in words.variables:
            return _holder(_Variables(self))
        return self._other(name)

    def _other(self, name: str) -> Value | None:
        match name:
            case "loop":
                return self._loop()
            case "error" | "$error":
                return self.around.error()
            case "$now":
                return NOW
            case "$execution":
                return _holder({"id": RUN_ID})
            case _:
                pass
        return self.around.variable(name) if self.words.bare else None

    def _loop(self) -> Value | None:
        item, index = self.around.item(), self.around.index()
        views = {"item": item, "value": item, "index": index}
        return _holder({name: value for name, value in views.items() if value is not None})

    def output(self, name: str) -> Value:
        """Give what a node gave."""
        return self.around.output(self.ids[name])

    def within(self, head: str, name: str) -> Value | None:
        """Give the value of `env.NAME`."""
        for word, heads in (("env", self.words.environment), ("secret", self.words.secrets)):
            if head in heads:
                return Value(n.Member(n.Reference(word), n.Name(name)), t.STRING)
        return None

    def note(self, what: str) -> None:
        """Note that an expression is read as what was likely meant."""
        self.node.part.note(codes.ASSUMED, what, "an expression of this node")


@dataclass(frozen=True, slots=True)
class _Outputs(Mapping[str, Value]):
    """Nodes by their names."""

    scope: WorkflowScope

    def __getitem__(self, name: str) -> Value:
        if name not in self.scope.ids:
            raise Unresolved(f"no node is called `{name}`")
        return _viewed(self.scope.output(name))

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str)

    def __iter__(self) -> Iterator[str]:
        return iter(self.scope.ids)

    def __len__(self) -> int:
        return len(self.scope.ids)


@dataclass(frozen=True, slots=True)
class _Variables(Mapping[str, Value]):
    """Variables by their names."""

    scope: WorkflowScope

    def __getitem__(self, name: str) -> Value:
        found = self.scope.around.variable(name)
        if found is None:
            raise Unresolved(f"no variable is called `{name}`")
        return found

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _holder(views: Mapping[str, Value]) -> Value:
    """Give what is nothing but the place of other values."""
    return Value(n.NullLiteral(), t.NULL, views=views)


def _viewed(value: Value) -> Value:
    """Let a value be read as `.json` or `.output` too, as these systems write it."""
    plain = Value(value.code, value.type, value.shape, {"json": value, **value.views})
    own = {"json": value, "output": value, "item": plain}
    return Value(value.code, value.type, value.shape, {**own, **value.views})
