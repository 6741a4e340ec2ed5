"""Statements of the language for the shapes of a workflow.

Reads     nodes that say what they do, and the shapes in which they run.
Gives     the body of a pipeline.
Reports   what the configuration of a node says and the language cannot.
Promises  a value is read where it was made: from its stage where that can be seen, else from a
variable that is set behind it, or from what a branch gives.
Leaves    the order that data does not give to `chaining`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import assert_never

from pipesmith import types as t
from pipesmith.importing import codes
from pipesmith.importing.expressions.coercing import call
from pipesmith.importing.expressions.translating import Scope
from pipesmith.importing.names import Names
from pipesmith.importing.structuring.flow import END
from pipesmith.importing.structuring.shapes import (
    Again,
    Choose,
    Compound,
    Endless,
    Goto,
    Leave,
    Machine,
    Return,
    Run,
    Sequence,
    Take,
    Weave,
)
from pipesmith.importing.values import Value
from pipesmith.importing.workflows import acts as a
from pipesmith.importing.workflows.blocks import JSON_TYPE, Block
from pipesmith.importing.workflows.choices import ChoiceWriter
from pipesmith.importing.workflows.compounds import Compounds
from pipesmith.importing.workflows.endings import Ending
from pipesmith.importing.workflows.here import Here
from pipesmith.importing.workflows.machines import MachineWriter, States
from pipesmith.importing.workflows.moments import Moment
from pipesmith.importing.workflows.reading import Reading, Wishes
from pipesmith.importing.workflows.tracing import Trace, runs_beside
from pipesmith.importing.workflows.weaving import write_weave
from pipesmith.syntax import nodes as n


@dataclass(frozen=True, slots=True)
class Workflow:
    """One workflow: its nodes, where they start, in which shapes they run."""

    name: str
    nodes: Mapping[str, a.Node]
    entry: str
    shapes: Sequence
    scope: Callable[[Here], Scope]
    variables: Mapping[str, n.Expression] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """The body of a pipeline, and what it needs declared beside it."""

    body: n.Block
    enums: tuple[n.Enum, ...]
    merges: bool


def write(workflow: Workflow, enum_name: Callable[[int], str]) -> Written:
    """Write a workflow: again and again, until no reader asks for more."""
    wishes, trace = Wishes(), Trace(workflow.nodes).read(workflow.shapes)
    while True:
        before = wishes.size()
        writer = Writer(workflow, trace, wishes, enum_name)
        body = writer.body()
        if wishes.size() == before:
            return Written(body, tuple(writer.states.types), writer.merges)


class Writer:
    """Writes the body of one workflow once."""

    def __init__(
        self,
        workflow: Workflow,
        trace: Trace,
        wishes: Wishes,
        enum_name: Callable[[int], str],
    ) -> None:
        """Begin with what the readers of the last time asked for."""
        self.workflow, self.nodes, self.wishes = workflow, workflow.nodes, wishes
        names = Names(frozenset({"input", "result"}))
        self.reading = Reading(
            workflow.nodes, workflow.entry, trace, wishes, names, workflow.variables
        )
        self.states = States()
        self.enum_name = enum_name
        self.merges = False
        self._made: set[str] = set()
        self._compounds = Compounds(self)
        self._machines = MachineWriter(self)
        self._choices = ChoiceWriter(self)

    def body(self) -> n.Block:
        """Write all statements, and the end of the pipeline."""
        block = Block()
        self.reading.blocks[()] = block
        value = self.sequence(self.workflow.shapes, block, ("", ""), END, wanted=True)
        if value is not None:
            block.add(n.Return(value.code))
        return block.finish(self.reading.names)

    def sequence(
        self, shapes: Sequence, block: Block, key: tuple[str, str], follow: str, wanted: bool
    ) -> Value | None:
        """Write the shapes of a part, and give the value with which it ends."""
        variable = self.reading.word(key[0], "result") if key[0] else "result"
        ends = self.reading.trace.ends[key]
        roots = {self.reading.root(take) for take in ends}
        ending = Ending(follow, block, wanted and len(roots) > 1, variable)
        self.shapes(shapes, block, ending)
        if wanted and len(roots) == 1:
            return self.reading.edge(roots.pop(), block)
        return ending.value

    def shapes(self, shapes: Sequence, block: Block, ending: Ending) -> None:
        """Write shapes into a block."""
        for shape, following in zip(shapes, (*shapes[1:], None), strict=True):
            match shape:
                case Run(point):
                    self.run(point, block)
                case Take():
                    self._take(shape, block, ending, isinstance(following, Return))
                case Choose():
                    self._choices.write(shape, block, ending)
                case Endless():
                    self._choices.endless(shape, block, ending)
                case Compound():
                    self._compounds.write(shape, block)
                case Weave():
                    write_weave(shape, block, self)
                case Machine():
                    self._machines.write(shape, block, ending)
                case Goto(state):
                    self._machines.go(state, block)
                case Leave():
                    block.add(n.Break())
                case Again():
                    block.add(n.Continue())
                case Return():
                    pass  # written with the way that leads to it
                case _:
                    assert_never(shape)

    # ---------------------------------------------------------------- ways

    def _take(self, take: Take, block: Block, ending: Ending, returned: bool) -> None:
        if returned:
            block.add(n.Return(self.reading.edge(take, block).code))
        elif take.to == ending.follow:
            if ending.several:
                ending.reached(self.reading.edge(take, block), block)
        elif take.to in self.wishes.inputs:
            name = self.reading.word(take.to, "input")
            block.set(name, self.reading.edge(take, block).code)

    # ---------------------------------------------------------------- nodes

    def moment(self, node: str, block: Block) -> Moment:
        """Give what a node can read here."""
        here = Here(self, node, block)
        return Moment(self.nodes[node], here, self.workflow.scope(here))

    def doc_of(self, node: str) -> str | None:
        """Give what is said of a node."""
        return self.nodes[node].doc

    def runs_beside(self, node: str) -> bool:
        """Tell whether the parts of a node run at once."""
        return runs_beside(self.nodes[node])

    def run(self, point: str, block: Block) -> None:
        """Write what a node does."""
        act, moment = self.nodes[point].act, self.moment(point, block)
        match act:
            case a.Pass():
                self.passes(point, block)
            case a.Compute():
                self._compute(point, act.value(moment), block)
            case a.Perform():
                self._perform(point, act.call(moment), block)
            case a.Pause():
                wait = n.Wait(act.time(moment), act.until)
                block.add(n.Control(wait, doc=self.doc_of(point)), self.reading.word(point))
                self.passes(point, block)
            case a.Assign():
                for name, say in act.values.items():
                    block.set(self.reading.variable_name(name), say(moment).code)
                self.passes(point, block)
            case a.Finish():
                self._finish(act, moment, block)
            case a.Decide() | a.Switch() | a.Loop() | a.Split() | a.Guard():
                raise AssertionError(act)
            case _:
                assert_never(act)
        self.keep(point, block)

    def passes(self, point: str, block: Block) -> None:
        """Let a node give what comes in."""
        block.outputs[point] = lambda: self.reading.input(point, block)

    def _compute(self, point: str, value: Value, block: Block) -> None:
        literal = isinstance(value.code, n.MapLiteral | n.ListLiteral)
        if isinstance(value.code, n.Reference | n.NullLiteral) and point not in self.wishes.values:
            block.outputs[point] = lambda: value
            return
        name = self.reading.word(point)
        typed = JSON_TYPE if literal or value.type == t.NULL else None
        block.add(n.Let(n.Name(name), typed, value.code, doc=self.doc_of(point)))
        kind = t.JSON if typed else value.type
        views = {} if literal else value.views
        block.outputs[point] = lambda: Value(n.Reference(name), kind, value.shape, views)

    def _perform(self, point: str, done: a.Performed, block: Block) -> None:
        self.wishes.results[point] = done.result
        name, doc = self.reading.word(point), self.doc_of(point)
        body = n.Invoke(done.call)
        if point in self.wishes.values or done.made is not None:
            block.add(n.Stage(n.Name(name), None, body, done.clauses, doc=doc))
        else:
            block.add(n.Do(body, done.clauses, doc=doc), name)

        raw = Value(n.Reference(name), done.type)
        if done.made is not None:
            self._make(point, done.made(raw), block)
            return

        def output() -> Value:
            self.wishes.values.add(point)
            return done.result(raw)

        block.outputs[point] = output

    def _make(self, point: str, value: Value, block: Block) -> None:
        """Give what is made of the result of a call a name."""
        name = self.reading.word(point, "mapped")
        self._made.add(point)
        block.add(n.Let(n.Name(name), JSON_TYPE, value.code))
        block.outputs[point] = lambda: Value(n.Reference(name), t.JSON, value.shape)

    def _finish(self, act: a.Finish, moment: Moment, block: Block) -> None:
        if act.error is not None:
            message = act.error(moment).code
            block.add(n.Raise(n.Name("execution"), message))
        else:
            value = moment.around.input() if act.value is None else act.value(moment)
            block.add(n.Return(value.code))

    def keep(self, point: str, block: Block) -> None:
        """Set the variable from which a node is read where it cannot be seen."""
        found = block.outputs.get(point)
        if point not in self.wishes.kept or found is None:
            return
        whole = isinstance(self.nodes[point].act, a.Perform) and point not in self._made
        code = n.Reference(self.reading.word(point)) if whole else found().code
        block.set(self.reading.word(point, "output"), code)

    def gathered(self, values: Mapping[str, Value], act: a.Split) -> Value:
        """Give what is made of the values of all branches."""
        items = n.ListLiteral(tuple(each.code for each in values.values()))
        match act.gather:
            case "merge":
                return self.merged(items)
            case "first" | "last":
                return [*values.values()][0 if act.gather == "first" else -1]
            case _:
                views = values if act.gather is None else {}
                return Value(items, t.ListType(t.JSON), views=views)

    def merged(self, items: n.Expression) -> Value:
        """Give the objects of a list as one."""
        self.merges = True
        return Value(call("merged", items), t.JSON)

    def tell_bound(self, node: str, message: str, turns: int) -> None:
        """Say that a loop has a bound in the program, which it had not before."""
        note = f"the program fails after {turns} turns"
        self.nodes[node].part.note(codes.ASSUMED, message, "a loop begins here", note)
