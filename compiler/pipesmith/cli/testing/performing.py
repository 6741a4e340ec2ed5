"""Running tests one after the other, quietly and the same way each time."""

import logging
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from time import perf_counter

from pipesmith.cli.testing.failing import failure_of
from pipesmith.cli.testing.suite import Case, Suite
from pipesmith.cli.testing.verdicts import Verdict
from pipesmith_runtime.testing import recorded


def performed(suite: Suite, cases: Iterable[Case]) -> Iterator[Verdict]:
    """Run tests, each as its verdict is asked for."""
    for case in cases:
        with _quiet(), redirect_stdout(sys.stderr):
            verdict = _verdict(suite, case)
        yield verdict


def _verdict(suite: Suite, case: Case) -> Verdict:
    begun = perf_counter()
    failure = None
    with recorded() as trials:
        try:
            case.function()
        except Exception as raised:
            last = trials[-1] if trials else None
            failure = failure_of(raised, case, last, suite.program, suite.sources)
    spent = perf_counter() - begun
    return Verdict(suite.program, case.scenario, spent, tuple(trials), failure)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what programs log to themselves."""
    logger = logging.getLogger("pipesmith")
    before = logger.propagate, list(logger.handlers)
    logger.propagate, logger.handlers = False, [logging.NullHandler()]
    try:
        yield
    finally:
        logger.propagate, logger.handlers = before
