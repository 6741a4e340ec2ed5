"""Named control statements without policies."""

from types import TracebackType
from typing import TYPE_CHECKING, Literal

from pipesmith_runtime.site import Site
from pipesmith_runtime.sourcemap import source_place

if TYPE_CHECKING:
    from pipesmith_runtime.stages import Stages


class Block:
    """Say where failures inside belong, and tell the observer when it begins and ends."""

    __slots__ = ("_scope", "_site", "_started")

    def __init__(self, scope: "Stages", site: Site) -> None:
        self._scope = scope
        self._site = site
        self._started = 0.0

    def __enter__(self) -> None:
        if self._scope.observed:
            self._started = self._scope.state.watching.block_started(self._scope, self._site)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        traceback: TracebackType | None,
    ) -> Literal[False]:
        if failure is None and not self._scope.observed:
            return False
        error = failure
        if isinstance(failure, Exception):
            error = self._scope.located(failure, self._site, place=source_place(failure))
        if self._scope.observed:
            self._scope.state.watching.block_ended(self._scope, self._site, self._started, error)
        if error is not failure and error is not None:
            raise error from failure
        return False
