"""A switch that ends a run from outside."""

import threading
from collections.abc import Callable

Listener = Callable[[str], None]


class CancellationToken:
    """Cancel the runs it was given to, from any task or thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: list[Listener] = []
        self._reason: str | None = None

    @property
    def reason(self) -> str | None:
        """Give why it was cancelled, or None while it was not."""
        return self._reason

    def cancel(self, reason: str = "cancelled") -> None:
        """Stop the runs; the first reason counts."""
        with self._lock:
            if self._reason is not None:
                return
            self._reason = reason
            listeners, self._listeners = self._listeners, []
        for listener in listeners:
            listener(reason)

    def subscribe(self, listener: Listener) -> None:
        """Call the listener when cancelled, or at once if that has happened."""
        with self._lock:
            if self._reason is None:
                self._listeners.append(listener)
                return
        listener(self._reason)

    def unsubscribe(self, listener: Listener) -> None:
        """Forget a listener."""
        with self._lock:
            if listener in self._listeners:
                self._listeners.remove(listener)
