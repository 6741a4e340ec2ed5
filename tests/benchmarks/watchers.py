"""Observers that do nothing, and differ in what they want."""

from pipesmith_runtime.events import Event, RunFailed, StageFailed


class Watcher:
    """Take events of some kinds."""

    def __init__(self, *kinds: type[Event]) -> None:
        self.wants = frozenset(kinds)

    def __call__(self, event: Event) -> None:
        """Do nothing."""


EVERYTHING = Watcher(Event)

OTHERS = {
    "failed stages": Watcher(StageFailed, RunFailed),
    "failed runs": Watcher(RunFailed),
    "nothing": Watcher(),
}
