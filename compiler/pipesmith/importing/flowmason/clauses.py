"""Times, retries and conditions of stages as clauses."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipesmith import types as t
from pipesmith.importing.expressions.coercing import negated
from pipesmith.importing.flowmason.place import Place, duration, number_in
from pipesmith.importing.ledger import Part
from pipesmith.syntax import nodes as n

SECONDS = ("timeout_seconds", "timeout_s", "timeout_sec")
MILLISECONDS = ("timeout_ms", "timeoutMs", "timeout_millis")
LEAST = 0.001
LEAST_MILLISECONDS = 1000
"""A plain `timeout` from here on is in milliseconds: no stage waits for a quarter of an hour."""

RETRIES = ("retry", "retry_config", "retry_policy", "retryConfig", "retries")
COUNTS = ("max_retries", "max_attempts", "count", "retries", "attempts", "times", "retry_count")
DELAYS = ("initial_delay_ms", "delay_ms", "retry_delay_ms", "backoff_ms", "initial_delay", "delay",
          "retry_delay", "backoff_seconds", "delay_seconds", "retry_delay_seconds")  # fmt: skip


Wrap = Callable[[n.Expression], n.Expression]
"""Makes a value that stands for a result one of the type that the result has."""


@dataclass(frozen=True, slots=True)
class Clauses:
    """The clauses of a stage, and whether they may leave it without a value."""

    clauses: tuple[n.Clause, ...]

    @property
    def optional(self) -> bool:
        """Tell whether null may take the place of the result."""
        return any(_gives_null(each) for each in self.clauses)

    def type(self, kind: t.Type) -> t.Type:
        """Give the type of the stage, whose call gives a type."""
        return t.optional(kind) if self.optional else kind


def _gives_null(clause: n.Clause) -> bool:
    match clause:
        case n.When():
            return clause.otherwise is None or isinstance(clause.otherwise, n.NullLiteral)
        case n.ValueClause(keyword="fallback"):
            return isinstance(clause.value, n.NullLiteral)
        case _:
            return False


def clauses_of(place: Place, wrap: Wrap = lambda code: code) -> Clauses:
    """Give the clauses of a stage that calls something."""
    found = (*_when(place, wrap), *_retry(place), *_timeout(place), *_fallback(place, wrap))
    return Clauses(found)


def _timeout(place: Place) -> Iterator[n.Clause]:
    length = milliseconds(place, "timeout", SECONDS, MILLISECONDS)
    if length is not None:
        yield n.ValueClause("timeout", duration(length))


def milliseconds(
    place: Place, plain: str, seconds: tuple[str, ...], exact: tuple[str, ...]
) -> float | None:
    """Give a length of time that is written in seconds, in milliseconds, or as either."""
    if (part := place.setting(*exact)) and (given := number_in(part, LEAST)) is not None:
        return given
    if (part := place.setting(*seconds)) and (given := number_in(part, LEAST)) is not None:
        return given * 1000
    given = number_in(place.setting(plain), LEAST)
    if given is None:
        return None
    return given if given >= LEAST_MILLISECONDS else given * 1000


# ---------------------------------------------------------------- retries


def _retry(place: Place) -> Iterator[n.Clause]:
    found = next(filter(None, (place.setting(name) for name in RETRIES)), None)
    handling = place.setting("error_handling")
    if found is None and handling:
        found = handling.part(*RETRIES) or handling
    holder = found if found is not None and isinstance(found.value, dict) else None
    count = number_in(holder.part(*COUNTS), 0) if holder is not None else _count(place, found)
    if count is None or count < 1:
        return
    if holder is not None and holder.part("max_attempts") and not holder.part("max_retries"):
        count -= 1  # the first attempt counts
    if count >= 1:
        backoff = _backoff(holder) if holder is not None else _plain_backoff(place)
        yield n.Retry(n.IntLiteral(int(count)), backoff)


def _count(place: Place, found: Part | None) -> float | None:
    part = found if found is not None else place.setting("max_retries", "retry_count")
    return number_in(part, 0)


def _plain_backoff(place: Place) -> n.Call | None:
    return _backoff_of(place.setting(*DELAYS), None, None)


def _backoff(holder: Part) -> n.Call | None:
    factor = holder.part("backoff_multiplier", "multiplier", "backoff_factor", "factor")
    most = holder.part("max_delay_ms", "max_delay")
    kind = holder.part("backoff", "strategy", "backoff_strategy")
    if isinstance(kind.value, str) and kind.value in ("fixed", "constant", "exponential"):
        kind.take()
    if kind.value == "exponential" and not factor:
        return _backoff_of(holder.part(*DELAYS), 2.0, most)
    return _backoff_of(holder.part(*DELAYS), number_in(factor, LEAST), most)


def _backoff_of(delay: Part, factor: float | None, most: Part | None) -> n.Call | None:
    first = number_in(delay, 0)
    if first is None:
        return None
    first *= 1 if delay.name.endswith("_ms") or first >= LEAST_MILLISECONDS else 1000
    if factor is None or factor == 1:
        return n.Call(n.Name("fixed"), (n.Argument(None, duration(first)),))
    arguments = [("from", duration(first)), ("factor", n.FloatLiteral(factor))]
    limit = number_in(most, LEAST) if most is not None else None
    if limit is not None and most is not None:
        size = 1 if most.name.endswith("_ms") else 1000
        arguments.append(("max", duration(limit * size)))
    given = tuple(n.Argument(n.Name(name), code) for name, code in arguments)
    return n.Call(n.Name("exponential"), given)


# ---------------------------------------------------------------- conditions


def _when(place: Place, wrap: Wrap) -> Iterator[n.Clause]:
    if place.stage.kind in ("conditional", "filter", "return", "foreach", "raise"):
        return  # their `condition` is their own
    own, skip = place.stage.field("condition", "when", "run_if"), place.stage.field("skip_if")
    condition = None
    if own:
        condition = place.condition(own)
    elif skip:
        condition = negated(place.condition(skip))
    if condition is not None:
        other = place.stage.field("skip_output")
        yield n.When(condition, wrap(place.code(other)) if other else None)


def _fallback(place: Place, wrap: Wrap) -> Iterator[n.Clause]:
    handling = place.setting("error_handling")
    way = place.setting("on_error", "onError")
    if handling and isinstance(handling.value, dict):
        way = handling.part("on_error", "strategy", "action", "mode", "type")
    fallback = handling.part("fallback", "fallback_value", "default", "default_value")
    other = fallback or place.setting("fallback", "fallback_value", "default_result")
    if isinstance(way.value, str) and way.value in FAILING:
        way.take()
    if isinstance(way.value, str) and way.value in GOING_ON:
        way.take()
        yield n.ValueClause("fallback", wrap(place.code(other)) if other else n.NullLiteral())
    elif other and other.value is not None:
        yield n.ValueClause("fallback", wrap(place.code(other)))


FAILING = ("fail", "propagate", "raise", "stop", "abort", "throw", "retry")
GOING_ON = ("continue", "ignore", "default", "skip", "fallback", "continue_on_error", "use_default")
