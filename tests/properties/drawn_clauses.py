"""Draws the clauses of stages."""

from hypothesis import strategies as st
from tests.properties.drawn_expressions import condition, value
from tests.properties.world import Scope, World

_BACKOFFS = (
    "",
    "",
    " backoff fixed(1013ms)",
    " backoff linear(from: 107ms, step: 211ms)",
    " backoff linear(from: 107ms, step: 211ms, max: 299ms)",
    " backoff exponential(from: 103ms)",
    " backoff exponential(from: 103ms, factor: 1.5, max: 1s)",
    " backoff fixed(409ms) jitter 0.5",
)
_ON = ("", "", "", " on timeout", " on execution, connectivity", " on shortage, validation")


def clauses(
    draw: st.DrawFn, world: World, scope: Scope, type_: str, call: bool = True
) -> tuple[str, str]:
    """Draw the clauses of a stage whose body has a type; give them and the type of the stage."""
    words = ["timeout", "deadline", "retry", "fallback", "when", "after"]
    words += ["cache", "concurrency", "priority"] if call else []
    drawn = draw(st.lists(st.sampled_from(words), max_size=3 if call else 1, unique=True))
    shown = [_clause(draw, world, scope, type_, word) for word in drawn]
    if " when" in [each[:5] for each in shown if "else" not in each] and type_:
        type_ = type_ if type_.endswith("?") else f"{type_}?"
    return "".join(shown), type_


def _clause(draw: st.DrawFn, world: World, scope: Scope, type_: str, word: str) -> str:
    match word:
        case "timeout":
            return f" timeout {draw(st.sampled_from((1009, 5003, 20011)))}ms"
        case "deadline":
            return f" deadline {draw(st.sampled_from((3001, 9001, 40013)))}ms"
        case "retry":
            backoff, on = draw(st.sampled_from(_BACKOFFS)), draw(st.sampled_from(_ON))
            return f" retry {draw(st.integers(0, 3))}{backoff}{on}"
        case "fallback":
            return f" fallback {value(draw, world, scope, type_, 1)}" if type_ else ""
        case "when":
            otherwise = ""
            if type_ and draw(st.booleans()):
                otherwise = f" else {value(draw, world, scope, type_, 1)}"
            return f" when {condition(draw, world, scope)}{otherwise}"
        case "after":
            return f" after {draw(st.sampled_from(scope.stages))}" if scope.stages else ""
        case "cache":
            key = draw(st.sampled_from(("", "", ' key "one"')))
            return f" cache {draw(st.sampled_from(('2003ms', '10m')))}{key}"
        case "concurrency":
            return f" concurrency {draw(st.integers(1, 2))}"
        case _:
            return f" priority {draw(st.integers(0, 2))}"
