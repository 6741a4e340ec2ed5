"""A place within a run: how its addresses begin, and what is known there."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from pipesmith_runtime.errors import VALIDATION, ErrorKind, PipelineError, as_pipeline_error
from pipesmith_runtime.settings import Settings
from pipesmith_runtime.site import Site
from pipesmith_runtime.state import Frame, State

if TYPE_CHECKING:
    from pipesmith_runtime.events import Usage


class Place:
    """What every scope has: the run's state, the pipeline call's frame, its part of addresses."""

    __slots__ = (
        "__weakref__",
        "attempt",
        "frame",
        "index",
        "parent",
        "path",
        "plain",
        "settings",
        "state",
        "usage",
    )

    settings: Settings
    state: State
    frame: Frame
    parent: "Place | None"
    path: str | None
    index: int | None
    attempt: int
    plain: bool
    usage: "Usage | None"

    def within(self, path: str | None = None, index: int | None = None) -> Self:
        """Give a scope inside this one: an iteration, a branch, an attempt."""
        scope = object.__new__(type(self))
        scope.settings = self.settings
        scope.state = self.state
        scope.frame = self.frame
        scope.plain = self.plain
        scope.parent = self
        scope.path = path
        scope.index = index
        scope.attempt = 1
        scope.usage = None
        return scope

    @property
    def prefix(self) -> str:
        """Give what the addresses of stages in this scope begin with."""
        parts: list[str] = []
        scope: Place | None = self
        while scope is not None:
            if scope.path is not None:
                at = "" if scope.index is None else f"[{scope.index}]"
                parts.append(f"{scope.path}{at}/")
            scope = scope.parent
        return "".join(reversed(parts))

    def address(self, path: str) -> str:
        """Give the address of a stage in this scope."""
        return self.prefix + path

    # what comes from outside

    @property
    def run_id(self) -> str:
        """Give the run's id."""
        return self.state.run_id

    @property
    def now(self) -> datetime:
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

    def located(self, failure: BaseException, site: Site | None, attempt: int = 1) -> PipelineError:
        """Give a failure as an error that says where it happened; the innermost stage counts."""
        error = as_pipeline_error(failure)
        if error.stage is None and site is not None:
            error.stage = self.address(site.path)
            error.attempt = attempt
            error.place = self.frame.place(site.line, site.column)
        if not error.pipeline:
            error.pipeline = self.frame.name
            error.reworded(self.state.redaction.value)
            error.add_note(self._note(error))
        return error

    def _note(self, error: PipelineError) -> str:
        where = f"in {error.place or error.pipeline}"
        stage = f", stage {error.stage}, attempt {error.attempt}" if error.stage else ""
        return f"{where}{stage}, run {self.state.run_id}"

    def caught(self, failure: BaseException, *names: str) -> PipelineError:
        """Give a failure as an error, or raise it again when it is none of those named."""
        error = self.located(failure, None)
        taken = error.matches(*names) if names else not error.matches("cancellation")
        if not taken:
            raise error
        if self.state.settings.observer is not None:
            from pipesmith_runtime.watching import fault_entered

            fault_entered(self, "catch", error)
        return error

    def error(self, kind: ErrorKind, message: str, detail: Any = None) -> PipelineError:
        """Make an error to raise."""
        return PipelineError(kind, message, detail)

    def require(self, condition: bool, name: str, text: str) -> None:
        """Raise VALIDATION unless a parameter's condition holds."""
        demand(condition, name, text)

    @property
    def observed(self) -> bool:
        """Say whether somebody watches the run."""
        return self.state.settings.observer is not None


def demand(condition: bool, name: str, text: str) -> None:
    """Raise VALIDATION unless a parameter's condition holds."""
    if not condition:
        problem = {"path": f"$.{name}", "message": text, "expected": text, "found": "another value"}
        raise PipelineError(VALIDATION, f"{name}: {text}", [problem], of_input=True)
