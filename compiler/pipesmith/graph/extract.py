"""The graph of a pipeline.

Reads     a pipeline of the IR, and the sources for the words of its conditions.
Gives     stages, control statements and jumps, nested as written, with the edges between them.
Promises  edges are the fewest that say the same order; same pipeline, same graph.
Leaves    where things stand and how they are drawn.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self, assert_never

from pipesmith.graph.model import Block, Graph, Item, Role
from pipesmith.ir import nodes as n
from pipesmith.source import Source

LONGEST = 48
"""Words of the source are cut beyond this length."""


def graph_of(program: n.Program, pipeline: n.Pipeline, sources: Mapping[str, Source]) -> Graph:
    """Give the graph of one pipeline of a program."""
    extractor = Extractor.of(program, sources)
    parameters = ", ".join(field.name for field in pipeline.parameters)
    result = f" -> {pipeline.result}" if pipeline.result else ""
    block = extractor.block("", pipeline.body)
    if pipeline.on_error is not None:
        handler = extractor.block("", pipeline.on_error.body)
        item = Item(f"on error as {pipeline.on_error.name}", "", "control", (handler,))
        block = Block("", (*block.items, item), block.edges)
    return Graph(pipeline.name, f"{pipeline.name}({parameters}){result}", block)


def _roles(program: n.Program) -> dict[tuple[str, str], Role]:
    return {
        (module.name, item.name): item.role
        for module in program.modules
        for item in module.declarations
        if isinstance(item, n.Component)
    }


@dataclass(frozen=True, slots=True)
class Extractor:
    """Gives the words and edges of statements."""

    roles: Mapping[tuple[str, str], Role]
    sources: Mapping[str, Source]

    @classmethod
    def of(cls, program: n.Program, sources: Mapping[str, Source]) -> Self:
        """Read what a program declares."""
        return cls(_roles(program), sources)

    def block(self, label: str, block: n.Block) -> Block:
        """Give a block; statements that only compute are folded into the edges through them."""
        shown = [at for at, it in enumerate(block.statements) if is_shown(it)]
        numbers = {at: number for number, at in enumerate(shown)}
        items = tuple(self.item(block.statements[at]) for at in shown)
        return Block(label, items, fewest_edges(_shown_edges(block, numbers)))

    def item(self, statement: n.Statement) -> Item:
        """Give one statement that is shown."""
        match statement:
            case n.Stage():
                return self.stage(statement)
            case n.Return():
                return Item("return", self.words(statement.value), "jump")
            case n.Raise():
                return Item("raise", statement.error or "", "jump")
            case n.Jump():
                return Item(statement.to, "", "jump")
            case n.Let() | n.Var() | n.Set():
                raise AssertionError("statements that only compute are not shown")
            case _:
                assert_never(statement)

    def stage(self, stage: n.Stage) -> Item:
        """Give a stage, or a control statement without a name."""
        role, detail, blocks = self.body(stage.body)
        words = " ".join([detail, *_policies(stage.policies)])
        if stage.name is not None:
            return Item(stage.name, words, role, blocks)
        called = isinstance(stage.body, n.ComponentCall | n.PipelineCall)
        return Item(f"do {words}" if called else words, "", role, blocks)

    def body(self, body: n.Body) -> tuple[Role, str, tuple[Block, ...]]:
        """Give what a body is: its role, its words, its blocks."""
        match body:
            case n.ComponentCall():
                role = self.roles.get((body.module, body.component), "operator")
                return role, body.component, ()
            case n.PipelineCall():
                return "pipeline", body.pipeline, ()
            case n.Wait():
                until = "until " if body.until else ""
                return "operator", f"wait {until}{self.words(body.value)}", ()
            case n.Signal():
                return "operator", body.key, ()
            case _:
                return "control", self.control(body), tuple(self.blocks(body))

    def control(self, body: "_Control") -> str:
        """Give the first words of a control statement."""
        match body:
            case n.If():
                return f"if {self.words(body.arms[0].condition)}"
            case n.Switch():
                return f"switch {self.words(body.subject)}"
            case n.Foreach():
                many = f" parallel {self.words(body.parallel)}" if body.parallel else ""
                collect = " collect errors" if body.collect_errors else ""
                return f"foreach {body.item} in {self.words(body.items)}{many}{collect}"
            case n.While():
                return f"while {self.words(body.condition)} max {self.words(body.limit)}"
            case n.Repeat():
                return f"repeat {self.words(body.count)}"
            case n.Try():
                return "try"
            case n.Parallel():
                count = f" {self.words(body.count)} of" if body.count else ""
                return f"parallel{' any' if body.mode == 'any' else count}"
            case _:
                assert_never(body)

    def blocks(self, body: "_Control") -> Iterator[Block]:
        """Give the blocks of a control statement, each with the words that lead to it."""
        match body:
            case n.If():
                for at, arm in enumerate(body.arms):
                    yield self.block(f"else if {self.words(arm.condition)}" if at else "", arm.body)
                yield from self.last("else", body.otherwise)
            case n.Switch():
                for case in body.cases:
                    yield self.block(f"case {', '.join(map(self.words, case.values))}", case.body)
                yield from self.last("else", body.otherwise)
            case n.Foreach() | n.While() | n.Repeat():
                yield self.block("", body.body)
            case n.Try():
                yield self.block("", body.body)
                for caught in body.catches:
                    yield self.block(f"catch {', '.join(caught.errors or '*')}", caught.body)
                yield from self.last("finally", body.final)
            case n.Parallel():
                for branch in body.branches:
                    yield self.block(branch.name, branch.body)
            case _:
                assert_never(body)

    def last(self, label: str, block: n.Block | None) -> Iterator[Block]:
        """Give the block that may be left out."""
        if block is not None:
            yield self.block(label, block)

    def words(self, expression: n.Expression | None) -> str:
        """Give an expression as the source writes it, in one line, cut when it is long."""
        if expression is None:
            return ""
        text = " ".join(_written(expression.place, self.sources).split()) or "..."
        return text if len(text) <= LONGEST else text[: LONGEST - 3].rstrip() + "..."


_Control = n.If | n.Switch | n.Foreach | n.While | n.Repeat | n.Try | n.Parallel


def is_shown(statement: n.Statement) -> bool:
    """Tell a statement that does something from one that only computes."""
    return not isinstance(statement, n.Let | n.Var | n.Set)


def _policies(policies: n.Policies) -> Iterator[str]:
    """Name the clauses that apply; the timeout only where it is written, as every call has one."""
    for word in _CLAUSES:
        if getattr(policies, word) is not None and (word != "timeout" or policies.own_timeout):
            yield word


_CLAUSES = (
    *("when", "cache", "idempotent", "timeout", "retry", "deadline", "fallback"),
    *("concurrency", "priority"),
)


def _shown_edges(block: n.Block, numbers: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    for at, number in numbers.items():
        seen: set[int] = set()
        pending = list(block.statements[at].waits_for)
        while pending:
            before = pending.pop()
            if before in seen:
                continue
            seen.add(before)
            if before in numbers:
                yield numbers[before], number
            else:
                pending.extend(block.statements[before].waits_for)


def fewest_edges(edges: Iterator[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Leave out every edge that a longer way says already."""
    before: dict[int, set[int]] = {}
    for source, target in edges:
        before.setdefault(target, set()).add(source)
    above: dict[int, set[int]] = {}
    kept = []
    for target in sorted(before):
        direct = before[target]
        implied = set().union(*(_above(source, before, above) for source in direct))
        kept += [(source, target) for source in sorted(direct - implied)]
    return tuple(kept)


def _above(node: int, before: Mapping[int, set[int]], known: dict[int, set[int]]) -> set[int]:
    """Give all that a node waits for, directly or not."""
    pending = [node]
    while pending:
        current = pending[-1]
        missing = [other for other in before.get(current, ()) if other not in known]
        if missing:
            pending += missing
            continue
        direct = before.get(current, set())
        known[current] = direct.union(*(known[other] for other in direct))
        pending.pop()
    return known[node]


def _written(place: n.Place, sources: Mapping[str, Source]) -> str:
    source = sources.get(place.path)
    if source is None or (place.end_line, place.end_column) <= (place.line, place.column):
        return ""
    lines = list(source.lines[place.line - 1 : place.end_line])
    if not lines:
        return ""
    lines[-1] = lines[-1][: place.end_column - 1]
    lines[0] = lines[0][place.column - 1 :]
    return " ".join(lines)
