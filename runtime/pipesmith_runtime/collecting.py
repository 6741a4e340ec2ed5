"""One turn of a loop that goes on after errors: what it comes to is kept."""

from types import TracebackType
from typing import TYPE_CHECKING, Generic, Self, TypeVar

from pipesmith_runtime.iteration import in_iteration
from pipesmith_runtime.outcome import Outcome
from pipesmith_runtime.site import Site

if TYPE_CHECKING:
    from pipesmith_runtime.place import Place

T = TypeVar("T")


class Collecting(Generic[T]):
    """Keep the value that a turn gave or the error that ended it; a turn that ended by `break` or
    `return` gave neither.
    """

    __slots__ = ("_outcomes", "_scope", "_site", "_values")

    def __init__(self, scope: "Place", site: Site, outcomes: list[Outcome[T]]) -> None:
        self._scope = scope
        self._site = site
        self._outcomes = outcomes
        self._values: list[T | None] = []

    def append(self, value: T | None) -> None:
        """Take the value of the turn, None where it has none."""
        self._values.append(value)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        index = self._scope.index or 0
        if failure is None:
            self._outcomes += [Outcome(True, value, None, index) for value in self._values]
        if not isinstance(failure, Exception):
            return False
        error = in_iteration(self._scope, self._site, failure)
        if error.matches("cancellation"):
            return False
        self._outcomes.append(Outcome(False, None, error, index))
        return True
