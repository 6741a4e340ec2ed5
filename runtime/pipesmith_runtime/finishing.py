"""`finally`: an error in it replaces the one that is under way, and keeps it as suppressed.

A cancellation is not replaced: cancelled work stays cancelled, and the error is put aside for
whatever cancelled it.

Python says what is being handled, in the function at hand or in those that called it. What is under
way in a `finally` is what was not being handled when its `try` began.
"""

import sys
from asyncio import CancelledError
from types import TracebackType
from typing import TYPE_CHECKING, Literal

from pipesmith_runtime.errors import Interrupted, as_pipeline_error, put_aside

if TYPE_CHECKING:
    from pipesmith_runtime.place import Place


class Finish:
    """The end of a `try`, made where it begins."""

    __slots__ = ("_attempt", "_before", "_path", "_pending", "_scope")

    def __init__(self, scope: "Place", path: str | None, attempt: int) -> None:
        self._scope = scope
        self._path = path
        self._attempt = attempt
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
        if not isinstance(failure, Exception) or pending is None:
            return False
        error = as_pipeline_error(failure)
        if isinstance(pending, CancelledError):
            located = self._scope.located(error, None)
            raise Interrupted([*put_aside(pending), located]) from failure
        if isinstance(pending, Exception):
            error.attach(self._scope.settled(pending, self._path, self._attempt))
        if error is not failure:
            raise error from failure
        return False


def _handled() -> tuple[BaseException | None, TracebackType | None]:
    """Give what is being handled, and how far it has come: the same one may be raised again."""
    handled = sys.exception()
    return handled, handled.__traceback__ if handled is not None else None
