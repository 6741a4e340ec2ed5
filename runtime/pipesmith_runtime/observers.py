"""What observers want to know, and several observers as one."""

from collections.abc import Iterable

from pipesmith_runtime import events as e

Interest = frozenset[type[e.Event]]

KINDS: Interest = frozenset(e.Event.__subclasses__())

OF_RUNS: Interest = frozenset({e.RunStarted, e.RunCompleted, e.RunFailed, e.RunCancelled})
"""What is told where a run begins and ends; whoever wants no more does not watch its stages."""


def interest(observer: e.Observer) -> Interest:
    """Give the kinds of events that an observer wants: what its `wants` says, or all of them."""
    wants: object = getattr(observer, "wants", None)
    if wants is None:
        return KINDS
    if not isinstance(wants, frozenset | set) or not all(map(_is_kind, wants)):
        raise TypeError(f"`wants` of an observer is a set of classes of events, found {wants!r}")
    return frozenset(kind for kind in KINDS if issubclass(kind, tuple(wants)))


def _is_kind(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, e.Event)


class Observers:
    """Several observers as one: it wants what any of them does, and gives each what it wants."""

    def __init__(self, observers: Iterable[e.Observer]) -> None:
        self._each = [(observer, interest(observer)) for observer in observers]
        self.wants: Interest = frozenset().union(*(wants for _, wants in self._each))

    def __call__(self, event: e.Event) -> None:
        """Hand an event to all that want it, in order."""
        for observer, wants in self._each:
            if type(event) in wants:
                observer(event)
