"""What one run of the oracle knows: its program, its clock, what was asked and what was done.

Slots are those of rules 7 and 73, what is kept is that of rule 72.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.oracle.answers import Ask, Question
from tests.oracle.ending import Failure
from tests.oracle.expressions import Broken, Env, Evaluator
from tests.oracle.program import Program
from tests.oracle.simulation import Simulation, Until, Work
from tests.oracle.values import to_json

from pipesmith.syntax import nodes as s
from pipesmith_runtime.errors import ExpressionFault

GRACE = 10_000
"""How long `finally` blocks of work that is stopped by a timeout may take before they are stopped
too.
"""


@dataclass(slots=True)
class Execution:
    """One execution of a stage that calls something, or was skipped."""

    address: str
    start: int
    attempt: int = 1
    outcome: str = ""
    end: int = -1


class Slots:
    """So many may be under way; the higher priority goes first, then who came first."""

    def __init__(self, count: int, clock: Simulation) -> None:
        self.free = count
        self.clock = clock
        self.came: list[int] = []
        self.queue: list[tuple[int, int]] = []

    def held(self, priority: int, work: Work[Any]) -> Work[Any]:
        """Do work while holding a slot."""
        self.came.append(self.clock.now)
        turn = (-priority, len(self.came))
        self.queue.append(turn)
        try:
            if self.free == 0:  # who comes first of those that come at once is not said
                self.clock.unclear |= self.came.count(self.clock.now) > 1
            yield Until(lambda: self.free > 0 and min(self.queue) == turn)
        finally:
            self.queue.remove(turn)
        self.free -= 1
        try:
            return (yield from work)
        finally:
            self.free += 1


@dataclass(frozen=True, slots=True)
class Entry:
    """What a stage once gave, and when."""

    value: Any
    at: int


class Kept:
    """What stages with `cache` gave (rule 72)."""

    def __init__(self, clock: Simulation) -> None:
        self.clock = clock
        self.entries: dict[str, Entry] = {}
        self.looked: Counter[tuple[str, int]] = Counter()

    def looked_up(self, key: str, age: int) -> Entry | None:
        """Give what is not too old; what is put at this very instant may or may not be there."""
        now, found = self.clock.now, self.entries.get(key)
        self.looked[key, now] += 1
        self.clock.unclear |= found is not None and found.at == now
        return found if found is not None and now < found.at + age else None

    def put(self, key: str, value: Any) -> None:
        """Keep what a stage has given now."""
        self.clock.unclear |= self.looked[key, self.clock.now] > 0
        self.entries[key] = Entry(value, self.clock.now)


@dataclass(slots=True)
class PipelineCall:
    """One call of a pipeline; `stage` is what calls it, and the number of its attempt."""

    name: str
    slots: Slots
    stage: tuple[str | None, int]
    of_stages: dict[int, Slots] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block runs: the names it sees, how addresses in it begin, what `raise` rethrows.

    `stage` is the innermost stage around, and the number of its attempt.
    """

    env: Env
    prefix: str
    call: PipelineCall
    stage: tuple[str | None, int]
    caught: Failure | None = None


@dataclass(slots=True)
class Running:
    """One run."""

    program: Program
    ask: Ask
    started: datetime
    clock: Simulation = field(default_factory=Simulation)
    executions: list[Execution] = field(default_factory=list)
    idle: set[str] = field(default_factory=set)
    questions: list[Question] = field(default_factory=list)
    kept: Kept = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nothing kept."""
        self.kept = Kept(self.clock)

    @property
    def evaluator(self) -> Evaluator:
        """Give what evaluates expressions."""
        return Evaluator(self.program, self.started)

    def failure(self, code: str, message: str, **more: Any) -> Failure:
        """Make an error that arises now; one with a cause goes on from that."""
        self.clock.failures[self.clock.now] += "cause" not in more
        return Failure(self.program.lineage(code), message, self.clock.now, **more)

    def guarded(self, work: Callable[[], Any]) -> Any:
        """Evaluate something; what goes wrong in it is an EXPRESSION or VALIDATION error."""
        try:
            return work()
        except (ExpressionFault, ArithmeticError, LookupError) as fault:
            raise self.failure("expression", str(fault)) from fault
        except Broken as fault:
            raise self.failure("validation", str(fault)) from fault

    def value(self, node: s.Expression | None, env: Env) -> Any:
        """Give the value of an expression, null where there is none."""
        return self.guarded(lambda: self.evaluator.optional(node, env))

    def converted(self, node: s.Stage | s.Do | s.Control, value: Any) -> Any:
        """Give what a body gives as the value of its stage (rules 10, 17, 35)."""
        return self.guarded(lambda: self.evaluator.stage_value(node, value))

    def milliseconds(self, node: s.Expression, env: Env) -> int:
        """Give the length of a duration."""
        return int(self.value(node, env) / timedelta(milliseconds=1))

    def answered(
        self, component: str, address: str, attempt: int, given: dict[str, Any]
    ) -> Work[Any]:
        """Ask a component, and wait for its answer; give JSON."""
        question = Question(component, address, attempt, to_json(given), self.clock.now)
        self.questions.append(question)
        answer = self.ask(question)
        yield from self.clock.sleep(answer.takes)
        if answer.fails is not None:
            raise self.failure(answer.fails, "refused")
        return answer.gives
