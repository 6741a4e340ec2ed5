"""Draws the clauses of stages."""

from random import Random

from tests.properties.drawn_expressions import condition, value
from tests.properties.world import Scope, World, maybe

_BACKOFFS = (
    "",
    "",
    " backoff fixed(1013ms)",
    " backoff linear(from: 107ms, step: 211ms)",
    " backoff linear(from: 107ms, step: 211ms, max: 299ms)",
    " backoff exponential(from: 103ms)",
    " backoff exponential(from: 103ms, factor: 1.5, max: 1s)",
    " backoff exponential(from: 1ms, factor: 2.5) jitter 0.25",
    " backoff fixed(409ms) jitter 0.5",
)
_ON = (
    *("",) * 5,
    " on timeout",
    " on execution, connectivity",
    " on shortage, validation",
    " on retry_exhausted, security, rate_limit",
)


def clauses(
    random: Random, world: World, scope: Scope, type_: str, call: bool = True
) -> tuple[str, str]:
    """Draw the clauses of a stage whose body has a type; give them and the type of the stage."""
    words = ["timeout", "deadline", *["retry"] * 4, "fallback", "fallback", "when", "after"]
    words += ["cache", "cache", "concurrency", "priority"] if call else ["concurrency"]
    drawn = dict.fromkeys(random.choices(words, k=random.randint(0, 3 if call else 2)))
    shown = [_clause(random, world, scope, type_, word) for word in drawn]
    if " when" in [each[:5] for each in shown if " else " not in each] and type_:
        type_ = type_ if type_.endswith("?") else f"{type_}?"
    return "".join(shown), type_


def _clause(random: Random, world: World, scope: Scope, type_: str, word: str) -> str:
    match word:
        case "timeout":
            return f" timeout {_duration(random, world, scope, (1009, 5003, 20011))}"
        case "deadline":
            return f" deadline {_duration(random, world, scope, (3001, 9001, 40013))}"
        case "retry":
            count = _count(random, world, scope, random.choice((0, 1, 1, 2, 3)))
            return f" retry {count}{random.choice(_BACKOFFS)}{random.choice(_ON)}"
        case "fallback":
            return f" fallback {value(random, world, scope, type_, 1)}" if type_ else ""
        case "when":
            otherwise = ""
            if type_ and maybe(random):
                otherwise = f" else {value(random, world, scope, type_, 1)}"
            return f" when {condition(random, world, scope)}{otherwise}"
        case "after":
            return f" after {random.choice(scope.stages)}" if scope.stages else ""
        case "cache":
            key = random.choice(("", "", ' key "one"', f" key {_text(random, world, scope)}"))
            return f" cache {random.choice(('2003ms', '10m', '10m'))}{key}"
        case "concurrency":
            return f" concurrency {_count(random, world, scope, random.randint(1, 2))}"
        case _:
            return f" priority {random.randint(0, 2)}"


def _text(random: Random, world: World, scope: Scope) -> str:
    return value(random, world, scope, "string", 1)


def _duration(random: Random, world: World, scope: Scope, sizes: tuple[int, ...]) -> str:
    """Draw a duration that is longer than nothing: a constant, or one to be computed."""
    size = random.choice(sizes)
    if not maybe(random, 4):
        return f"{size}ms"
    return f"{size}ms * (1 + length({_text(random, world, scope)}))"


def _count(random: Random, world: World, scope: Scope, count: int) -> str:
    if not maybe(random, 4):
        return str(count)
    return f"{count} + length({_text(random, world, scope)})"
