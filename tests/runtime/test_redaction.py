"""Secrets in texts, and in the exceptions that host code raises."""

import asyncio
import traceback
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipesmith_runtime import FRESH, PipelineError, Run, Site, operator, pipeline
from pipesmith_runtime.errors import EXECUTION
from pipesmith_runtime.events import Event
from pipesmith_runtime.hosts import host_error
from pipesmith_runtime.redaction import MASK, Redaction

CANARY = "c4n4ry/key"


class Talkative(Exception):
    """Says more than its arguments."""

    def __str__(self) -> str:
        return f"talked of {CANARY}"


def plain() -> None:
    raise ValueError(CANARY)


def chained() -> None:
    try:
        plain()
    except ValueError as failure:
        raise RuntimeError("no") from failure


def unchained() -> None:
    try:
        plain()
    except ValueError:
        raise RuntimeError("no")  # noqa: B904 - the context is what is looked at


def talking() -> None:
    raise Talkative


def noted() -> None:
    failure = KeyError("x")
    failure.add_note(f"asked with {CANARY}")
    raise failure


def grouped() -> None:
    raise ExceptionGroup("both", [ValueError("a"), ValueError(CANARY)])


def ours() -> None:
    try:
        plain()
    except ValueError as failure:
        raise PipelineError(EXECUTION, "ours", cause=host_error(failure)) from failure


@operator
async def call(run: Run, work: Callable[[], None]) -> None:
    work()


@pytest.mark.parametrize("observed", [True, False])
@pytest.mark.parametrize("work", [plain, chained, unchained, talking, noted, grouped, ours])
def test_tracebacks_hold_no_secret(work: Callable[[], None], observed: bool) -> None:
    @pipeline(secrets=("KEY",))
    async def p(*, run: Run = FRESH) -> Any:
        return await run.stage(Site("s", 1, 1, timeout=9.0), call, work)

    run = Run(secrets={"KEY": CANARY}, observer=list[Event]().append if observed else None)
    with pytest.raises(PipelineError) as raised:
        asyncio.run(p(run=run))
    shown = "".join(traceback.format_exception(raised.value))
    assert CANARY not in shown
    assert f"in {work.__name__}" in shown
    assert "HiddenError" in shown


@pytest.mark.parametrize("secret", ["a", "1", "abc"])
def test_a_tiny_secret_is_hidden_where_it_is_all(secret: str) -> None:
    redaction = Redaction()
    redaction.add(secret)
    assert redaction.text(secret) == MASK
    assert redaction.value({"x": [secret, f"{secret} and more"]}) == {
        "x": [MASK, f"{secret} and more"]
    }


@given(st.text(min_size=4, max_size=8), st.text(max_size=8), st.text(max_size=8))
def test_a_longer_one_is_hidden_everywhere(secret: str, before: str, after: str) -> None:
    redaction = Redaction()
    redaction.add(secret)
    assert redaction.text(before + secret + after).count(secret) <= MASK.count(secret)
