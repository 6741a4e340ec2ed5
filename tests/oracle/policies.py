"""The policies of a stage, in their order (language 6, rules 7, 30, 32, 33, 35, 72)."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from typing import Any

from tests.oracle.ending import Failure
from tests.oracle.expressions import Env
from tests.oracle.running import GRACE, Execution, Place, Running, Slots
from tests.oracle.simulation import Work

from pipesmith.syntax import nodes as s

RETRIED = ("connectivity", "timeout", "rate_limit")


@dataclass(frozen=True, slots=True)
class Clauses:
    """The clauses of a stage by their words, each with the names that it sees."""

    given: dict[str, tuple[s.Clause, Env]] = field(default_factory=dict)

    def with_those(self, clauses: Iterable[s.Clause], env: Env) -> "Clauses":
        """Put clauses over these: a stage's own win over its component's."""
        own = {_word(clause): (clause, env) for clause in clauses}
        return Clauses({**self.given, **own})

    def value(self, word: str) -> tuple[s.Expression, Env] | None:
        """Give the expression of a clause that has just one."""
        clause, env = self.given.get(word, (None, Env()))
        return (clause.value, env) if isinstance(clause, s.ValueClause) else None

    @property
    def retry(self) -> tuple[s.Retry | None, Env]:
        """Give the `retry` clause."""
        clause, env = self.given.get("retry", (None, Env()))
        return (clause if isinstance(clause, s.Retry) else None), env

    @property
    def cache(self) -> tuple[s.Cache | None, Env]:
        """Give the `cache` clause."""
        clause, env = self.given.get("cache", (None, Env()))
        return (clause if isinstance(clause, s.Cache) else None), env


def _word(clause: s.Clause) -> str:
    return clause.keyword if isinstance(clause, s.ValueClause) else type(clause).__name__.lower()


@dataclass(frozen=True, slots=True)
class StageBody:
    """What a stage does.

    `arguments` evaluates what the call is given; `call` makes one attempt with it. `takes_slot`
    tells that the pipeline's own bound counts it.
    """

    arguments: Callable[[], dict[str, Any]]
    call: Callable[[dict[str, Any], int], Work[Any]]
    name: str = ""
    timeout: int | None = None
    takes_slot: bool = False


@dataclass(slots=True)
class Stage:
    """One execution of a stage."""

    run: Running
    node: s.Stage | s.Do | s.Control
    address: str
    place: Place
    clauses: Clauses
    record: Execution
    body: StageBody
    deadline: int | None = None

    def outcome(self) -> Work[Any]:
        """Execute the stage, `fallback` around all but `when`."""
        fallback = self.clauses.value("fallback")
        try:
            given = self.run.guarded(self.body.arguments)
            value = yield from self._cached(given)
            return self.run.converted(self.node, value)
        except Failure as failure:
            self._pass(failure)
            if fallback is None:
                raise
            return self._instead(*fallback, failure)

    def _instead(self, fallback: s.Expression, env: Env, failure: Failure) -> Any:
        """Evaluate `fallback`; an error in it belongs to the last attempt."""
        try:
            return self.run.value(fallback, env.inner(error=failure))
        except Failure as other:
            self._pass(other)
            raise

    def _pass(self, failure: Failure) -> None:
        """Locate an error that arose inside."""
        if is_stage(self.node):
            self._locate(failure)

    def _locate(self, failure: Failure) -> Failure:
        return located(failure, self.address, self.record.attempt, self.place.call.name)

    def _cached(self, given: dict[str, Any]) -> Work[Any]:
        """Give what was computed before, if it is not too old; failures are not kept."""
        cache, env = self.clauses.cache
        if cache is None:
            return (yield from self._in_time(given))
        own = given if cache.key is None else self.run.value(cache.key, env)
        place = self.body.name or re.sub(r"\[\d+\]", "[*]", self.address)
        key = f"{place} {own!r}"
        age = self.run.milliseconds(cache.age, env)
        found = self.run.kept.looked_up(key, age)
        if found is not None:
            return found.value
        value = yield from self._in_time(given)
        self.run.kept.put(key, value)
        return value

    def _in_time(self, given: dict[str, Any]) -> Work[Any]:
        limit = self.clauses.value("deadline")
        if limit is None:
            return (yield from self._retried(given))
        milliseconds = self.run.milliseconds(*limit)
        self.deadline = self.run.clock.now + milliseconds
        work = self._retried(given)
        return (yield from self.run.clock.within(milliseconds, GRACE, work, self._late))

    def _late(self, **more: Failure) -> Failure:
        return self._locate(self.run.failure("timeout", "took too long", **more))

    def _retried(self, given: dict[str, Any]) -> Work[Any]:
        retry, env = self.clauses.retry
        count = self.run.value(retry.count, env) if retry is not None else 0
        while True:
            try:
                return (yield from self._slotted(given))
            except Failure as failure:
                self._pass(failure)
                if retry is None or not failure.matches(_retried_errors(retry)) or count == 0:
                    raise
                if self.record.attempt > count:
                    raise self._locate(
                        self.run.failure("retry_exhausted", "no attempt is left", cause=failure)
                    ) from None
                yield from self._pause(retry, env, failure)
            self.record.attempt += 1

    def _pause(self, retry: s.Retry, env: Env, failure: Failure) -> Work[None]:
        wait = delay(retry, env, self.record.attempt, self.run)
        if self.deadline is not None and self.run.clock.now + wait > self.deadline:
            raise self._late(cause=failure)
        yield from self.run.clock.sleep(wait)

    def _slotted(self, given: dict[str, Any]) -> Work[Any]:
        """Take the slots that bound the stage and its pipeline."""
        work = self._bounded(given)
        priority = self.clauses.value("priority")
        rank = self.run.value(*priority) if priority is not None else 0
        if self.body.takes_slot:
            work = self.place.call.slots.held(rank, work)
        limit = self.clauses.value("concurrency")
        if limit is not None:
            count = self.run.value(*limit)
            own = self.place.call.of_stages.setdefault(id(self.node), Slots(count, self.run.clock))
            work = own.held(rank, work)
        return (yield from work)

    def _bounded(self, given: dict[str, Any]) -> Work[Any]:
        limit = self.clauses.value("timeout")
        milliseconds = self.body.timeout
        if limit is not None:
            milliseconds = self.run.milliseconds(*limit)
        call = self.body.call(given, self.record.attempt)
        if milliseconds is None:
            return (yield from call)
        return (yield from self.run.clock.within(milliseconds, GRACE, call, self._late))


def is_stage(node: s.Stage | s.Do | s.Control) -> bool:
    """Tell whether errors that arise inside belong to a statement (rule 28): what has neither a
    name nor policies is no stage, save a signal, and a race, which counts the failures of its
    branches.
    """
    if not isinstance(node, s.Control) or isinstance(node.body, s.Signal):
        return True
    has_policies = any(not isinstance(clause, s.When | s.After) for clause in node.clauses)
    return has_policies or (isinstance(node.body, s.Parallel) and node.body.mode != "all")


def located(failure: Failure, address: str | None, attempt: int, pipeline: str) -> Failure:
    """Say where an error arose; the innermost place counts."""
    if not failure.located and address is not None:
        failure.stage, failure.attempt, failure.located = address, attempt, True
    failure.pipeline = failure.pipeline or pipeline
    return failure


def _retried_errors(retry: s.Retry) -> tuple[str, ...]:
    return RETRIED if retry.on is None else tuple(name.text for name in retry.on)


def delay(retry: s.Retry, env: Env, attempt: int, run: Running) -> int:
    """Give the milliseconds before the retry of this number, from 1 (rule 33)."""
    if retry.backoff is None:
        return 0
    bound = run.program.types.tables.bound[retry.backoff]
    given = {name: run.value(value, env) for name, value in bound.arguments}
    times = {n: Fraction(v / timedelta(milliseconds=1)) for n, v in given.items() if n != "factor"}
    match bound.name:
        case "fixed":
            wait = times["delay"]
        case "linear":
            wait = times["from"] + times["step"] * (attempt - 1)
        case _:
            wait = times["from"] * Fraction(given.get("factor", 2.0)) ** (attempt - 1)
    return round(min(wait, times.get("max", wait)))
