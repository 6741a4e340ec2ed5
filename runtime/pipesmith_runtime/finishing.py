"""`finally`: an error in it replaces the one that is under way, and keeps it as suppressed.

Python says what is being handled, in the function at hand or in those that called it. What is under
way in a `finally` is what was not being handled when its `try` began.
"""

import sys
from asyncio import CancelledError
from types import TracebackType
from typing import TYPE_CHECKING, Literal

from pipesmith_runtime.errors import CANCELLATION, PipelineError, as_pipeline_error

if TYPE_CHECKING:
    from pipesmith_runtime.place import Place


class Finish:
    """The end of a `try`, made where it begins."""

    __slots__ = ("_before", "_pending", "_scope")

    def __init__(self, scope: "Place") -> None:
        self._scope = scope
        self._before = _handled()
        self._pending: BaseException | None = None

    def __enter__(self) -> None:
        now, self._before, before = _handled(), (None, None), self._before
        self._pending = None if now == before else now[0]

    def __exit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        traceback: TracebackType | None,
    ) -> Literal[False]:
        pending, self._pending = self._pending, None
        if isinstance(failure, Exception) and pending is not None:
            error = as_pipeline_error(failure)
            self._suppress(pending, error)
            if error is not failure:
                raise error from failure
        return False

    def _suppress(self, pending: BaseException, error: PipelineError) -> None:
        if isinstance(pending, CancelledError):
            pending = PipelineError(CANCELLATION, self._scope.state.reason or "cancelled")
        if isinstance(pending, Exception):
            error.attach(self._scope.located(pending, None))


def _handled() -> tuple[BaseException | None, TracebackType | None]:
    """Give what is being handled, and how far it has come: the same one may be raised again."""
    handled = sys.exception()
    return handled, handled.__traceback__ if handled is not None else None
