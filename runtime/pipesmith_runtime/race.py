"""Concurrent work of which the first few to succeed count."""

from typing import TYPE_CHECKING

from pipesmith_runtime.fork import Fork

if TYPE_CHECKING:
    from pipesmith_runtime.place import Place


class Race(Fork):
    """Tasks of which so many must succeed; the rest are cancelled then."""

    __slots__ = ("count",)

    def __init__(self, scope: "Place", count: int) -> None:
        super().__init__(scope)
        self.count = count

    def _lost(self) -> bool:
        return len(self.results) + self._left < self.count

    def _enough(self) -> bool:
        return len(self.results) >= self.count

    def _settled(self) -> None:
        if len(self.results) >= self.count:
            self._loop.call_soon(self._stop)

    def _conclude(self) -> None:
        """Raise the last failure, the others attached, when too few succeeded."""
        if not self._enough():
            in_time = [failure for failure in self.failures if not failure[0]]
            raise self._with_others((in_time or self.failures)[-1][2])
