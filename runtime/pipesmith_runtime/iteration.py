"""One turn of a loop, as the place of what fails in it."""

from types import TracebackType
from typing import TYPE_CHECKING, Literal

from pipesmith_runtime.errors import PipelineError
from pipesmith_runtime.site import Site

if TYPE_CHECKING:
    from pipesmith_runtime.place import Place


class Iteration:
    """Say of a failure that no stage had which turn of the loop it belongs to."""

    __slots__ = ("_scope", "_site")

    def __init__(self, scope: "Place", site: Site) -> None:
        self._scope = scope
        self._site = site

    def __enter__(self) -> None:
        """Begin the turn."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        traceback: TracebackType | None,
    ) -> Literal[False]:
        if isinstance(failure, Exception):
            error = in_iteration(self._scope, self._site, failure)
            if error is not failure:
                raise error from failure
        return False


def in_iteration(scope: "Place", site: Site, failure: Exception) -> PipelineError:
    """Give a failure as an error of the iteration that a scope is."""
    error = scope.located(failure, None)
    if not error.belongs:
        error.belongs = True
        error.stage = scope.prefix.removesuffix("/")
        error.place = scope.frame.place(site.line, site.column)
    return error
