"""What nodes give, and how it is read where another one stands.

A value is read from the stage that made it where that stage can be seen. Elsewhere the writer is
asked for something that can: a variable behind the stage, a variable for what comes in by several
ways, a value of a statement with parts. It is asked by a wish, and writes again until none is new.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pipesmith import types as t
from pipesmith.importing.expressions.translating import Unresolved
from pipesmith.importing.names import Names
from pipesmith.importing.structuring.shapes import Take
from pipesmith.importing.values import Value
from pipesmith.importing.workflows import acts as a
from pipesmith.importing.workflows.blocks import Block
from pipesmith.importing.workflows.tracing import Place, Trace
from pipesmith.syntax import nodes as n

PASSING = (a.Pass, a.Decide, a.Switch, a.Pause, a.Assign)
"""What gives what came in."""


@dataclass(slots=True)
class Wishes:
    """What readers need: `kept` nodes in variables, `inputs` of nodes that several ways lead to,
    `values` of statements, `counted` loops, what branches `give` beside their values.
    """

    kept: set[str] = field(default_factory=set)
    inputs: set[str] = field(default_factory=set)
    values: set[str] = field(default_factory=set)
    counted: set[str] = field(default_factory=set)
    given: set[tuple[str, str, str]] = field(default_factory=set)
    results: dict[str, Callable[[Value], Value]] = field(default_factory=dict)

    def size(self) -> int:
        """Count the wishes."""
        kinds = (self.kept, self.inputs, self.values, self.counted, self.given)
        return sum(len(each) for each in kinds)


class Reading:
    """Gives values of nodes while the program is written."""

    def __init__(
        self,
        nodes: Mapping[str, a.Node],
        entry: str,
        trace: Trace,
        wishes: Wishes,
        names: Names,
        variables: Mapping[str, n.Expression],
    ) -> None:
        """Start at the entry, which is given the input of the workflow."""
        self.nodes, self.entry, self.trace = nodes, entry, trace
        self.wishes, self.names, self.variables = wishes, names, variables
        self.start = Value(n.Reference("input"), t.JSON)
        self.place: Place = ()
        self.blocks: dict[Place, Block] = {}
        self.items: dict[str, Value] = {}
        self.errors: dict[str, Value] = {}
        self._variables: dict[tuple[str, Place], str] = {}
        self._words: dict[tuple[str, str], str] = {}

    # ---------------------------------------------------------------- names

    def word(self, node: str, what: str = "") -> str:
        """Give the name of a node, or of something that belongs to it."""
        key = (node, what)
        if key not in self._words:
            self._words[key] = self.names.give(_wanted(self.nodes[node], what))
        return self._words[key]

    def variable(self, name: str) -> Value | None:
        """Give a variable of the workflow."""
        if name not in self.variables:
            return None
        return Value(n.Reference(self.variable_name(name)), t.JSON)

    def variable_name(self, name: str, place: Place | None = None) -> str:
        """Give the name of a variable: a branch that sets it has one of its own."""
        place = self.place if place is None else place
        while place and name not in self.trace.assigned(place):
            place = place[:-1]
        key = (name, place)
        if key not in self._variables:
            initial = self.variables[name]
            if place:
                initial = n.Reference(self.variable_name(name, place[:-1]))
            self._variables[key] = self.names.give(f"{place[-1][1]} {name}" if place else name)
            self.blocks[place].declare(self._variables[key], initial)
        return self._variables[key]

    # ---------------------------------------------------------------- what comes in

    def input(self, node: str, block: Block) -> Value:
        """Give what comes into a node."""
        takes = self.trace.incoming.get(node, [])
        if node == self.entry and not takes:
            return self.start
        roots = {self.root(take) for take in takes}
        if len(roots) == 1 and node != self.entry:
            return self.edge(roots.pop(), block)
        if node in self.trace.together:
            return self._all_of(takes, block)
        self.wishes.inputs.add(node)
        name = self.word(node, "input")
        initial = self.start.code if node == self.entry else n.NullLiteral()
        self._declare(node, name, initial)
        return Value(n.Reference(name), t.JSON)

    def _all_of(self, takes: list[Take], block: Block) -> Value:
        """Give what comes in by several ways at once: a list, and each value by its node."""
        views = {self.nodes[take.start].title: self.edge(take, block) for take in takes}
        items = n.ListLiteral(tuple(value.code for value in views.values()))
        return Value(items, t.ListType(t.JSON), views=views)

    def root(self, take: Take) -> Take:
        """Give the way by which a value came that was only passed on since."""
        seen = {take}
        while isinstance(self.nodes[take.start].act, PASSING):
            before = self.trace.incoming.get(take.start, [])
            if len(before) != 1 or take.start == self.entry or before[0] in seen:
                return Take(take.start, "", "")
            take = before[0]
            seen.add(take)
        return Take(take.start, take.label, "")

    def edge(self, take: Take, block: Block) -> Value:
        """Give what goes along a way."""
        act = self.nodes[take.start].act
        if isinstance(act, a.Loop) and take.label == "body":
            return self.items.get(take.start) or self.input(take.start, block)
        if isinstance(act, a.Guard) and take.label in act.errors:
            return self.errors.get(take.start) or Value(n.NullLiteral(), t.JSON)
        if isinstance(act, a.Guard | a.Split) and take.label:
            return self.input(take.start, block)
        return self.output(take.start, block)

    # ---------------------------------------------------------------- what was given

    def output(self, node: str, block: Block) -> Value:
        """Give what a node gave; Unresolved says why it cannot be read here."""
        found = block.find(node)
        if found is not None:
            return found()
        if node not in self.trace.places:
            raise Unresolved(f"`{node}` never runs")
        home = self.trace.places[node]
        if home == self.place[: len(home)]:
            return self._kept(node)
        return self._across(node, home, block)

    def _kept(self, node: str) -> Value:
        """Read a node from a variable that is set behind it."""
        self.wishes.kept.add(node)
        self.wishes.values.add(node)
        name = self.word(node, "output")
        self._declare(node, name, n.NullLiteral())
        raw = Value(n.Reference(name), t.JSON)
        result = self.wishes.results.get(node)
        return result(raw) if result is not None else raw

    def _across(self, node: str, home: Place, block: Block) -> Value:
        """Read a node that runs beside others, from what its branch gives in the end."""
        at = next(at for at, part in enumerate(home) if part not in self.place[at : at + 1])
        owner, label = home[at]
        act = self.nodes[owner].act
        if self.place[at : at + 1] and self.place[at][0] == owner:
            raise Unresolved(f"`{node}` runs at the same time")
        if not isinstance(act, a.Split):
            raise Unresolved(f"each turn of `{owner}` has a `{node}` of its own")
        if act.mode != "all":
            raise Unresolved(f"`{node}` is in a branch that may not run to its end")
        found = block.find(owner)
        if found is None:
            raise Unresolved(f"`{owner}`, which runs `{node}`, may not run before")
        self.wishes.values.add(owner)
        self.wishes.given.add((owner, label, node))
        name = n.Name(self.word(owner, f"{label} branch"))
        branch = n.Member(n.Reference(self.word(owner)), name)
        return Value(n.Index(branch, n.Text((node,))), t.JSON)

    def _declare(self, node: str, name: str, initial: n.Expression) -> None:
        block = self.blocks.get(self.trace.places[node])
        if block is not None:
            block.declare(name, initial)

    # ---------------------------------------------------------------- what is around

    def around(self, node: str, known: Mapping[str, Value]) -> Value | None:
        """Give the nearest of some values that statements around a node have."""
        for owner in reversed(self.trace.around.get(node, ())):
            if owner in known:
                return known[owner]
        return None

    def named_item(self, node: str, name: str) -> Value | None:
        """Give the item of a loop around a node that calls it so."""
        for owner in reversed(self.trace.around.get(node, ())):
            act = self.nodes[owner].act
            if isinstance(act, a.Loop) and act.item == name:
                return self.items.get(owner)
        return None

    def index(self, node: str) -> Value | None:
        """Give the number of the turn of the loop around a node."""
        for owner in reversed(self.trace.around.get(node, ())):
            act = self.nodes[owner].act
            if isinstance(act, a.Loop) and act.mode != "while":
                self.wishes.counted.add(owner)
                return Value(n.Reference(self.word(owner, "index")), t.INT)
        return None


def _wanted(node: a.Node, what: str) -> str:
    """Give the name that something would best have."""
    if what in ("item", "index", "error"):
        own = node.act.item if isinstance(node.act, a.Loop) and what == "item" else None
        return own or ("failure" if what == "error" else what)
    if what.endswith((" branch", " values")):
        return what
    return f"{node.title} {what}" if what else node.title
