"""The policies of a stage, each with where it was written.

Reads     the merged policies of the IR, and the places of their expressions.
Gives     words, values and origins, outermost first.
Promises  what stands in the source of the stage is the stage's own; what stands elsewhere, or in
          the arguments of its call, came from a clause of the component.
"""

from collections.abc import Callable, Iterator

from pipesmith.ir import nodes as n
from pipesmith.plan.model import Origin, Policy

Words = Callable[[n.Expression | None], str]
"""Gives an expression as the source writes it."""

SLOTS = 64
"""How many stages of a pipeline are in flight at most, if it does not say."""


def policies_of(stage: n.Stage, words: Words) -> tuple[Policy, ...]:
    """Give the policies of a stage in the order in which they nest."""
    return tuple(
        Policy(word, value, _origin(place, stage)) for word, value, place in _written(stage, words)
    )


def policies_of_pipeline(pipeline: n.Pipeline, words: Words) -> tuple[Policy, ...]:
    """Give the policies of a pipeline."""
    found = []
    if pipeline.timeout is not None:
        found.append(Policy("timeout", shown(pipeline.timeout, words), "pipeline"))
    if pipeline.concurrency is None:
        return (*found, Policy("concurrency", str(SLOTS), "default"))
    return (*found, Policy("concurrency", shown(pipeline.concurrency, words), "pipeline"))


def shown(value: n.Expression, words: Words) -> str:
    """Give a value: a duration by its unit, anything else as it is written."""
    match value:
        case n.DurationValue(milliseconds=milliseconds):
            return duration(milliseconds)
        case n.IntValue(value=number):
            return str(number)
        case n.NullValue():
            return "null"
        case _:
            return words(value)


def duration(milliseconds: int) -> str:
    """Write a duration in the units of the language, largest first."""
    if milliseconds < 0:
        return f"-{duration(-milliseconds)}"
    parts = []
    for unit, size in (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)):
        count, milliseconds = divmod(milliseconds, size)
        parts += [f"{count}{unit}"] if count else []
    return " ".join(parts) or "0s"


Clause = tuple[str, str, n.Place | None]
"""A word, its value, and the place of the clause; None for a default."""


def _written(stage: n.Stage, words: Words) -> Iterator[Clause]:
    policies = stage.policies
    if policies.when is not None:
        otherwise = policies.when.otherwise
        ending = "" if otherwise is None else f" else {shown(otherwise, words)}"
        yield "when", words(policies.when.condition) + ending, policies.when.place
    if policies.cache is not None:
        key = "" if policies.cache.key is None else f" key {words(policies.cache.key)}"
        yield "cache", shown(policies.cache.age, words) + key, policies.cache.place
    yield from _value("idempotent by", policies.idempotent, words)
    yield from _value("fallback", policies.fallback, words)
    yield from _value("deadline", policies.deadline, words)
    if policies.retry is not None:
        yield "retry", _retry(policies.retry, words), policies.retry.place
    yield from _value("concurrency", policies.concurrency, words)
    for word, text, place in _value("timeout", policies.timeout, words):
        yield word, text, place if policies.own_timeout else None
    yield from _value("priority", policies.priority, words)


def _value(word: str, value: n.Expression | None, words: Words) -> Iterator[Clause]:
    if value is not None:
        yield word, shown(value, words), value.place


def _retry(retry: n.Retry, words: Words) -> str:
    parts = [shown(retry.count, words)]
    if retry.backoff is not None:
        parts.append(f"backoff {_backoff(retry.backoff, words)}")
    if retry.jitter is not None:
        parts.append(f"jitter {words(retry.jitter)}")
    return " ".join([*parts, "on", ", ".join(retry.on)])


def _backoff(backoff: n.Backoff, words: Words) -> str:
    """Give a backoff with what it left out filled in."""
    if backoff.shape == "fixed":
        return f"fixed({shown(backoff.start, words)})"
    parts = [f"from: {shown(backoff.start, words)}"]
    parts += [f"step: {shown(backoff.step, words)}"] if backoff.step is not None else []
    if backoff.shape == "exponential":
        parts.append(f"factor: {words(backoff.factor) if backoff.factor is not None else '2.0'}")
    parts += [f"max: {shown(backoff.limit, words)}"] if backoff.limit is not None else []
    return f"{backoff.shape}({', '.join(parts)})"


def _origin(place: n.Place | None, stage: n.Stage) -> Origin:
    if place is None:
        return "default"
    own = _within(place, stage.place) and not _within(place, stage.body.place)
    return "stage" if own else "component"


def _within(inner: n.Place, outer: n.Place) -> bool:
    return (
        inner.path == outer.path
        and (outer.line, outer.column) <= (inner.line, inner.column)
        and (inner.end_line, inner.end_column) <= (outer.end_line, outer.end_column)
    )
