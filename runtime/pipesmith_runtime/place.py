"""A place within a run: how its addresses begin, and what is known there."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self, TypeVar

from pipesmith_runtime.errors import (
    VALIDATION,
    ErrorKind,
    PipelineError,
    SourcePlace,
    as_pipeline_error,
    put_aside,
)
from pipesmith_runtime.settings import Settings
from pipesmith_runtime.site import Site
from pipesmith_runtime.slots import CLOSED, Slots
from pipesmith_runtime.sourcemap import source_place
from pipesmith_runtime.state import Frame, State

if TYPE_CHECKING:
    from datetime import datetime

    from pipesmith_runtime.collecting import Collecting
    from pipesmith_runtime.events import Usage
    from pipesmith_runtime.finishing import Finish
    from pipesmith_runtime.iteration import Iteration
    from pipesmith_runtime.outcome import Outcome

T = TypeVar("T")


class Place:
    """What every scope has: the run's state, the pipeline call's frame, its part of addresses."""

    __slots__ = (
        "__weakref__",
        "attempt",
        "begun",
        "frame",
        "index",
        "known",
        "parent",
        "path",
        "settings",
        "state",
        "usage",
        "way",
    )

    settings: Settings
    state: State
    frame: Frame
    parent: "Place | None"
    begun: bool
    """Whether this is a scope of a run under way."""
    path: str | None
    index: int | None
    attempt: int
    usage: "Usage | None"
    way: Slots
    """The slots of the quick way through a stage; none are free where that is closed."""
    known: tuple[int | None, str] | None
    """The prefix, once it was asked for, and the index that it is of."""

    def within(self, path: str | None = None, index: int | None = None) -> Self:
        """Give a scope inside this one: an iteration, a branch, an attempt."""
        scope = object.__new__(type(self))
        scope.settings = self.settings
        scope.state = self.state
        scope.begun = True
        scope.frame = self.frame
        scope.way = self.way
        scope.parent = self
        scope.path = path
        scope.index = index
        scope.attempt = 1
        scope.usage = None
        scope.known = None
        return scope

    def enter(self, frame: Frame) -> None:
        """Let stages belong to a call of a pipeline."""
        self.frame = frame
        self.way = frame.slots if self.state.plain else CLOSED

    @property
    def prefix(self) -> str:
        """Give what the addresses of stages in this scope begin with."""
        if self.known is None or self.known[0] != self.index:
            before = self.parent.prefix if self.parent else ""
            at = "" if self.index is None else f"[{self.index}]"
            prefix = before if self.path is None else f"{before}{self.path}{at}/"
            self.known = self.index, prefix
        return self.known[1]

    def address(self, path: str) -> str:
        """Give the address of a stage in this scope."""
        return self.prefix + path

    # what comes from outside

    @property
    def run_id(self) -> str:
        """Give the run's id."""
        return self.state.run_id

    @property
    def now(self) -> "datetime":
        """Give when the run started."""
        return self.state.now

    def env(self, name: str) -> str:
        """Give a variable of the environment."""
        self.state.read([name], ())
        return self.state.env(name) or ""

    def optional_env(self, name: str) -> str | None:
        """Give a variable of the environment, or None."""
        return self.state.env(name)

    def secret(self, name: str) -> str:
        """Give a secret."""
        self.state.read((), [name])
        return self.state.secret(name) or ""

    # errors

    def located(
        self,
        failure: BaseException,
        site: Site | None,
        attempt: int = 1,
        place: SourcePlace | None = None,
    ) -> PipelineError:
        """Give a failure as an error that says where it happened; the innermost stage counts.

        It is placed where the stage stands, unless a `place` within it is known.
        """
        error = as_pipeline_error(failure)
        if not error.belongs and site is not None:
            error.belongs = True
            error.stage = self.address(site.path)
            error.attempt = attempt
            error.place = place or self.frame.place(site.line, site.column)
        if error.place is None:
            error.place = source_place(failure)
        if not error.pipeline:
            error.pipeline = self.frame.name
            error.reworded(self.state.redaction.value)
            error.add_note(self._note(error))
        return error

    def attached(self, error: PipelineError, stop: BaseException) -> PipelineError:
        """Give what a cancellation means, with the errors that it left aside."""
        for each in put_aside(stop):
            error.attach(self.located(each, None))
        return error

    def _note(self, error: PipelineError) -> str:
        where = f"in {error.place or error.pipeline}"
        stage = f", stage {error.stage}, attempt {error.attempt}" if error.stage else ""
        return f"{where}{stage}, run {self.state.run_id}"

    def caught(
        self,
        failure: BaseException,
        *names: str,
        at: str | None = None,
        within: str | None = None,
        attempt: int = 1,
    ) -> PipelineError:
        """Give a failure as an error, or raise it again when it is none of those named.

        `at` is the path of the statement that catches, where no stage may have failed; what fails
        there belongs to that statement, or to the stage `within` which it stands.
        """
        error = self.settled(failure, at if within is None else within, attempt)
        taken = error.matches(*names) if names else not error.matches("cancellation")
        if not taken:
            raise error
        error.restore_traceback()
        if self.observed:
            from pipesmith_runtime.watching import fault_entered

            fault_entered(self, "catch", error, path=at)
        return error

    def settled(self, failure: BaseException, path: str | None, attempt: int = 1) -> PipelineError:
        """Give a failure as an error of the stage at a path, unless it is known to belong to one;
        where the path is empty, as one of the iteration or call at hand.
        """
        error = as_pipeline_error(failure)
        if path is not None and not error.belongs:
            error.belongs = True
            error.stage = self.address(path).removesuffix("/") or None
            error.attempt = self.attempt if not path and self.index is None else attempt
            error.place = source_place(failure)
        return self.located(error, None)

    def at(self, site: Site, compute: Callable[[], T]) -> T:
        """Give what a stage needs to know before it is under way; a failure is the stage's."""
        try:
            return compute()
        except Exception as failure:
            error = self.located(failure, site)
            if error is failure:
                raise
            raise error from failure

    def iteration(self, site: Site) -> "Iteration":
        """Frame a turn of a loop in which more than stages can fail."""
        from pipesmith_runtime.iteration import Iteration

        return Iteration(self, site)

    def collecting(self, site: Site, outcomes: "list[Outcome[T]]") -> "Collecting[T]":
        """Frame a turn of a loop that keeps what each comes to, a value or an error."""
        from pipesmith_runtime.collecting import Collecting

        return Collecting(self, site, outcomes)

    def finish(
        self, *, at: str | None = None, within: str | None = None, attempt: int = 1
    ) -> "Finish":
        """Begin a `try` whose `finally` can fail: what it does stands in `with`.

        What fails at the statement itself belongs to it as with `caught`.
        """
        from pipesmith_runtime.finishing import Finish

        return Finish(self, at if within is None else within, attempt)

    def error(self, kind: ErrorKind, message: str, detail: Any = None) -> PipelineError:
        """Make an error to raise."""
        return PipelineError(kind, message, detail)

    def limit(self, *, timeout: float | None = None, concurrency: int | None = None) -> None:
        """Set what a pipeline computes of its own limits, before its first stage."""
        from pipesmith_runtime.limiting import check_limits

        check_limits({"timeout": timeout, "concurrency": concurrency})
        if concurrency is not None:
            self.frame.slots = Slots(concurrency)
            self.enter(self.frame)
        if timeout is not None:
            self.frame.noted = self.state.timeouts.enter(timeout)

    def require(self, condition: bool, name: str, text: str, value: object) -> None:
        """Raise VALIDATION unless a parameter's condition holds for its value."""
        demand(condition, name, text, value)

    @property
    def observed(self) -> bool:
        """Say whether somebody watches the stages of the run."""
        return self.state.observed


def demand(condition: bool, name: str, text: str, value: object) -> None:
    """Raise VALIDATION unless a parameter's condition holds for its value."""
    if not condition:
        from pipesmith_runtime.problems import told
        from pipesmith_runtime.reading import found
        from pipesmith_runtime.values import json_value

        seen = found(json_value(value))
        problem = told(f"$.{name}", text, seen, text)
        raise PipelineError(VALIDATION, f"{name}: {text}, found {seen}", [problem], of_input=True)
