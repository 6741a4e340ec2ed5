"""A definitional interpreter of the checked tree: what a run of a program is, by the rules alone.

Sequential and in virtual time. It shares the checked tree with the compiler, and nothing of what
comes after: no IR, no generated code, no stage of the runtime.

Here are pipelines and `on error` (rules 11, 42, 74, 82), blocks and their order (language 7, rule
0), `let`, `set` and jumps (rules 28 and 34), `when` (rules 30 and 31), addresses (rule 6).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from tests.oracle.answers import Ask, Question
from tests.oracle.bodies import Bodies
from tests.oracle.ending import Cancelled, Failure, Jump
from tests.oracle.expressions import Env
from tests.oracle.policies import Clauses, Stage, StageBody, is_stage, located
from tests.oracle.program import Program
from tests.oracle.running import GRACE, Execution, PipelineCall, Place, Running, Slots
from tests.oracle.simulation import Simulation, Until, Work
from tests.oracle.values import read_json
from tests.oracle.waiting import takes_time, waits

from pipesmith.syntax import nodes as s

START = datetime(2026, 1, 1, tzinfo=UTC)
OPERATOR_TIMEOUT, NODE_TIMEOUT = 30_000, 60_000
CONCURRENCY = 64


@dataclass(frozen=True, slots=True)
class Report:
    """What a run came to; times are milliseconds since its start.

    `unclear` tells that the rules leave the order of two things open that happened at one instant.
    `ends` are the instants at which work was stopped. `idle` are the addresses of skipped
    statements that take no time: when one is looked at is left open, as nothing depends on it.
    """

    value: Any
    error: Failure | None
    took: int
    executions: list[Execution]
    questions: list[Question]
    unclear: bool
    ends: set[int]
    idle: set[str]


def interpret(
    program: Program,
    pipeline: str,
    given: dict[str, Any],
    ask: Ask,
    clock: Simulation | None = None,
) -> Report:
    """Run a pipeline; `given` is its input as JSON, `ask` answers for the components."""
    run = Running(program, ask, START, clock or Simulation())
    node = program.pipeline(pipeline)
    values = {
        field.name.text: read_json(program.read_type(field.type), given[field.name.text], program)
        for field in node.parameters
        if field.name.text in given
    }
    main = run.clock.run(Interpreter(run).pipeline(node, values, ""))
    assert not isinstance(main.ending, Jump | Cancelled)
    clock = run.clock
    done = run.executions, run.questions
    return Report(main.value, main.failure, clock.now, *done, clock.unclear, clock.ends, run.idle)


class Interpreter:
    """Runs the blocks of one run."""

    def __init__(self, run: Running) -> None:
        self.run = run
        self.bodies = Bodies(run, self.block)

    # ------------------------------------------------------------ pipelines

    def pipeline(
        self, node: s.Pipeline, given: dict[str, Any], prefix: str, attempt: int = 1
    ) -> Work[Any]:
        """Run a pipeline; its `on error` runs once and changes nothing."""
        limits = Clauses().with_those(node.clauses, Env())
        concurrency = limits.value("concurrency")
        count = self.run.value(*concurrency) if concurrency is not None else CONCURRENCY
        stage = prefix.removesuffix("/") or None, attempt
        call = PipelineCall(node.name.text, Slots(count, self.run.clock), stage)
        work = self._result(node, given, prefix, call)
        timeout = limits.value("timeout")
        if timeout is not None:
            late = self.run.milliseconds(*timeout)
            work = self.run.clock.within(
                late, GRACE, work, lambda: self.run.failure("timeout", "the pipeline took too long")
            )
        try:
            return (yield from work)
        except Failure as failure:
            located(failure, *call.stage, call.name)
            yield from self._on_error(node, failure, given, prefix, call)
            raise

    def _result(
        self, node: s.Pipeline, given: dict[str, Any], prefix: str, call: PipelineCall
    ) -> Work[Any]:
        env = self.run.guarded(lambda: self.run.evaluator.parameters(node.parameters, given))
        try:
            yield from self.block(node.body, Place(env, prefix, call, call.stage))
        except Jump as jump:
            return jump.value
        return None

    def _on_error(
        self,
        node: s.Pipeline,
        failure: Failure,
        given: dict[str, Any],
        prefix: str,
        call: PipelineCall,
    ) -> Work[None]:
        if node.on_error is None:
            return
        env = self.run.guarded(lambda: self.run.evaluator.parameters(node.parameters, given))
        inner = env.inner(**{node.on_error.name.text: failure})
        try:
            place = Place(inner, f"{prefix}on_error/", call, call.stage)
            yield from self.block(node.on_error.body, place)
        except Failure as other:
            located(other, None, 1, call.name)
            failure.suppressed.append(other)

    # ------------------------------------------------------------ blocks

    def block(self, block: s.Block, place: Place) -> Work[Any]:
        """Start each statement when all that it waits for is done; then give the block's value."""
        here = replace(place, env=place.env.inner())
        needed = waits(block, self.run.program)
        timed = {at for at, each in enumerate(block.statements) if takes_time(each)}
        begun: set[int] = set()
        done: set[int] = set()

        def turn(at: int, work: Work[None]) -> Work[None]:
            yield Until(lambda: needed[at] <= done)
            begun.add(at)
            try:
                yield from work
            except Failure:
                # Python may look at what takes no time only after its neighbours.
                late = at not in timed and bool(timed & done) and bool(begun - done - {at})
                self.run.clock.unclear |= late
                raise
            done.add(at)

        works = [self._statement(*pair, here) for pair in _segments(block)]
        yield from self.run.clock.all_of([turn(at, work) for at, work in enumerate(works)])
        return self.run.value(block.result.value if block.result is not None else None, here.env)

    def _statement(self, node: s.Statement, segment: str, place: Place) -> Work[None]:
        env = place.env
        match node:
            case s.Let(name=name, value=value) | s.Var(name=name, value=value):
                env.values[name.text] = self.run.value(value, env)
            case s.Set(name=name, value=value):
                home = env.home(name.text)
                assert home is not None
                home.values[name.text] = self.run.value(value, env)
            case s.Return(value=result):
                raise Jump("return", self.run.value(result, env))
            case s.Break():
                raise Jump("break")
            case s.Continue():
                raise Jump("continue")
            case s.Raise():
                raise self._raised(node, place)
            case _:
                value = yield from self._work(node, f"{place.prefix}{segment}", place)
                if isinstance(node, s.Stage):
                    env.values[node.name.text] = value

    def _raised(self, node: s.Raise, place: Place) -> Failure:
        if node.error is None:
            assert place.caught is not None
            return place.caught
        message = self.run.value(node.message, place.env)
        detail = self.run.value(node.detail, place.env)
        return self.run.failure(node.error.text, message or "", detail=detail)

    # ------------------------------------------------------------ stages

    def _work(self, node: s.Stage | s.Do | s.Control, address: str, place: Place) -> Work[Any]:
        """Execute a statement with a body, unless its `when` is false (rule 31)."""
        when = next((clause for clause in node.clauses if isinstance(clause, s.When)), None)
        try:
            if when is not None and not self.run.value(when.condition, place.env):
                now = self.run.clock.now
                self.run.executions.append(Execution(address, now, 0, "skipped", now))
                if not takes_time(node):
                    self.run.idle.add(address)
                return self.run.value(when.otherwise, place.env)
            return (yield from self._recorded(node, address, place))
        except Failure as failure:
            if is_stage(node):
                located(failure, address, 1, place.call.name)
            raise

    def _recorded(self, node: s.Stage | s.Do | s.Control, address: str, place: Place) -> Work[Any]:
        record = Execution(address, self.run.clock.now, outcome="cancelled")
        if isinstance(node.body, s.Invoke | s.Signal):
            self.run.executions.append(record)
        seen = Env()  # what the clauses of a component see: its parameters
        clauses = Clauses().with_those(self._component_clauses(node), seen)
        clauses = clauses.with_those((*node.clauses, *_timeout(node.body)), place.env)
        body = self._body(node, address, place, seen)
        stage = Stage(self.run, node, address, place, clauses, record, body)
        try:
            value = yield from stage.outcome()
            record.outcome = "completed"
        except Failure:
            record.outcome = "failed"
            raise
        finally:
            record.end = self.run.clock.now
        return value

    def _component_clauses(self, node: s.Stage | s.Do | s.Control) -> tuple[s.Clause, ...]:
        if not isinstance(node.body, s.Invoke):
            return ()
        declared = self.run.program.declared(node.body.call.function.text)
        return declared.clauses if isinstance(declared, s.Component) else ()

    def _body(
        self, node: s.Stage | s.Do | s.Control, address: str, place: Place, seen: Env
    ) -> StageBody:
        """Give what a stage does; `seen` takes the parameters of what it calls."""
        body, run = node.body, self.run
        if isinstance(body, s.Signal):
            return self._signal(body, address)
        if not isinstance(body, s.Invoke):

            def control(given: dict[str, Any], attempt: int) -> Work[Any]:
                inside = replace(place, stage=(address, attempt)) if is_stage(node) else place
                return self.bodies.body(body, address, inside)

            return StageBody(dict, control)
        name = body.call.function.text
        declared = run.program.declared(name)

        def arguments() -> dict[str, Any]:
            given = run.evaluator.arguments(body.call, place.env)
            if isinstance(declared, s.Component):
                given = run.evaluator.parameters(declared.parameters, given).values
            seen.values.update(given)
            return given

        def call(given: dict[str, Any], attempt: int) -> Work[Any]:
            if isinstance(declared, s.Pipeline):
                return self.pipeline(declared, given, f"{address}/", attempt)
            return self._component(name, address, attempt, given)

        timeout = None if isinstance(declared, s.Pipeline) else OPERATOR_TIMEOUT
        if isinstance(declared, s.Component) and declared.kind == "node":
            timeout = NODE_TIMEOUT
        return StageBody(arguments, call, name, timeout, not isinstance(declared, s.Pipeline))

    def _signal(self, body: s.Signal, address: str) -> StageBody:
        """Wait for what is sent; no slot is held."""
        name = f'signal "{body.name.constant}"'

        def call(given: dict[str, Any], attempt: int) -> Work[Any]:
            data = yield from self.run.answered(name, address, attempt, given)
            return read_json(self.run.program.read_type(body.type), data, self.run.program)

        return StageBody(dict, call, name)

    def _component(self, name: str, address: str, attempt: int, given: dict[str, Any]) -> Work[Any]:
        declared = self.run.program.declared(name)
        if not isinstance(declared, s.Component):
            yield from self.run.answered(name, address, attempt, given)
            return None
        data = yield from self.run.answered(name, address, attempt, given)
        return read_json(self.run.program.read_type(declared.result), data, self.run.program)


def _timeout(body: s.Body) -> Iterator[s.Clause]:
    """Give the timeout of a signal, which is a part of it."""
    if isinstance(body, s.Signal) and body.timeout is not None:
        yield s.ValueClause("timeout", body.timeout, span=body.span)


def _segments(block: s.Block) -> list[tuple[s.Statement, str]]:
    """Give each statement its part of addresses; equal ones are numbered (rule 6)."""
    seen: Counter[str] = Counter()
    found: list[tuple[s.Statement, str]] = []
    for statement in block.statements:
        segment = _segment(statement)
        seen[segment] += 1
        found.append((statement, segment if seen[segment] == 1 else f"{segment}#{seen[segment]}"))
    return found


def _segment(statement: s.Statement) -> str:
    match statement:
        case s.Stage(name=name):
            return name.text
        case s.Do(body=body):
            return body.call.function.text
        case s.Control(body=body):
            return type(body).__name__.lower()
        case _:
            return ""
