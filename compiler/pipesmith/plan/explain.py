"""What will happen when a pipeline runs, as far as it is decided while compiling.

Reads     a pipeline of the IR, and the sources for the words of its conditions.
Gives     its statements with what they wait for, what runs at once, policies and the longest way.
Reports   nothing.
Promises  same pipeline, same plan; nothing is run.
Leaves    how the plan is written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipesmith.graph.extract import Extractor, is_shown
from pipesmith.graph.model import Item
from pipesmith.ir import nodes as n
from pipesmith.ir.walk import blocks_of
from pipesmith.plan.costs import longest_way, under_policies, within
from pipesmith.plan.dependencies import Dependencies
from pipesmith.plan.durations import Durations
from pipesmith.plan.model import PipelinePlan, Section, Unit
from pipesmith.plan.planning import plan
from pipesmith.plan.provenance import policies_of, policies_of_pipeline, shown
from pipesmith.plan.shapes import shape
from pipesmith.source import Source


def explain_plan(
    program: n.Program, pipeline: n.Pipeline, sources: Mapping[str, Source]
) -> PipelinePlan:
    """Give the plan of one pipeline of a program."""
    return _Planner(program, Extractor.of(program, sources)).plan(pipeline)


@dataclass(slots=True)
class _Planner:
    program: n.Program
    extractor: Extractor
    _durations: Durations = field(init=False)

    def __post_init__(self) -> None:
        self._durations = Durations(self._section_of)

    def plan(self, pipeline: n.Pipeline) -> PipelinePlan:
        """Give the plan of a pipeline."""
        parameters = ", ".join(f"{each.name}: {each.type}" for each in pipeline.parameters)
        result = f" -> {pipeline.result}" if pipeline.result else ""
        handler = pipeline.on_error
        body = self.section("", pipeline.body)
        return PipelinePlan(
            pipeline.name,
            f"{pipeline.name}({parameters}){result}",
            policies_of_pipeline(pipeline, self.extractor.words),
            body,
            within(body.cost, pipeline.timeout),
            None if handler is None else self.section("on error", handler.body),
        )

    def _section_of(self, call: n.PipelineCall) -> tuple[n.Pipeline, Section]:
        """Give a pipeline that is called, and the plan of its body."""
        found = self.program.module(call.module).pipelines
        pipeline = next(each for each in found if each.name == call.pipeline)
        return pipeline, self.section("", pipeline.body)

    def section(self, label: str, block: n.Block) -> Section:
        """Give one block: its statements, what of them runs at once, and the longest way."""
        picture = self.extractor.block(label, block)
        statements = [each for each in block.statements if is_shown(each)]
        names = [_name(each) for each in statements]
        before: list[list[int]] = [[] for _ in statements]
        for source, target in picture.edges:
            before[target].append(source)
        units = [
            self.unit(statement, item, [names[at] for at in needs])
            for statement, item, needs in zip(statements, picture.items, before, strict=True)
        ]
        costs = [unit.cost for unit in units]
        way, cost = longest_way(costs, before, Dependencies.of(before).order)
        timed = [at for at, each in enumerate(statements) if isinstance(each, n.Stage)]
        marked = tuple(replace(unit, longest=at in way) for at, unit in enumerate(units))
        spelt = shape(plan(before, timed), names)
        return Section(label, marked, spelt, tuple(names[at] for at in way), cost)

    def unit(self, statement: n.Statement, item: Item, after: Sequence[str]) -> Unit:
        """Give one statement with everything in it."""
        name = _name(statement)
        if not isinstance(statement, n.Stage):
            return Unit(name, item.detail, tuple(after), (), None)
        body = statement.body
        blocks = zip(item.blocks, blocks_of(body), strict=True)
        sections = tuple(self.section(picture.label, block) for picture, block in blocks)
        return Unit(
            name,
            self.extractor.body(body)[1],
            tuple(after),
            policies_of(statement, self.extractor.words),
            self._limit(body),
            under_policies(self._durations.of(body, sections), statement.policies),
            sections=sections,
        )

    def _limit(self, body: n.Body) -> str | None:
        """Say how many iterations or branches of a body run at once."""
        match body:
            case n.Foreach(parallel=None):
                return "one iteration after another"
            case n.Foreach(parallel=bound) if bound is not None:
                return f"at most {shown(bound, self.extractor.words)} iterations at once"
            case n.Parallel(branches=branches):
                return f"{len(branches)} branches at once"
            case _:
                return None


def _name(statement: n.Statement) -> str:
    match statement:
        case n.Stage(segment=segment):
            return segment
        case n.Jump(to=to):
            return to
        case _:
            return statement.kind
