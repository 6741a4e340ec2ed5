"""Where a stage stands, and under which policies."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from pipesmith_runtime.retry import Retry

if TYPE_CHECKING:
    from pipesmith_runtime.roles import Component


class Site:
    """A stage's constant part: relative address, place in the source, policies.

    The rest is what the quick way through a stage remembers of the last call here: the function,
    its component, the host's callable behind it and the class of what that gives.
    """

    __slots__ = (
        "cache",
        "call",
        "column",
        "component",
        "concurrency",
        "deadline",
        "exact",
        "host",
        "line",
        "path",
        "priority",
        "result",
        "retry",
        "timeout",
    )

    def __init__(
        self,
        path: str,
        line: int,
        column: int,
        timeout: float | None = None,
        deadline: float | None = None,
        retry: Retry | None = None,
        concurrency: int | None = None,
        cache: float | None = None,
        priority: int = 0,
    ) -> None:
        self.path = path
        self.line = line
        self.column = column
        self.timeout = timeout
        self.deadline = deadline
        self.retry = retry
        self.concurrency = concurrency
        self.cache = cache
        self.priority = priority
        self.call: object = None
        self.component: Component | None = None
        self.host: Callable[..., Awaitable[Any]] | None = None
        self.exact: type | None = None
        self.result: Any = None

    def remember(self, call: object, component: "Component", count: int) -> None:
        """Keep what is called here, if nothing but a timeout and retries apply.

        The host is called in the component's place if every parameter gets an argument.
        """
        if self.call is call or self.timeout is None:
            return
        if self.deadline is None and self.cache is None and self.concurrency is None:
            direct = component.direct
            whole = direct.call is not None and count == len(component.parameters)
            self.host = direct.call if whole else None
            self.exact, self.result = direct.exact, direct.result
            self.component, self.call = component, call

    def with_policies(self, **policies: Any) -> "Site":
        """Give the same site with policies that were computed at run time."""
        from pipesmith_runtime.limiting import check_limits

        check_limits(policies)
        known = {name: getattr(self, name) for name in _POLICIES}
        return Site(self.path, self.line, self.column, **{**known, **policies})

    def __repr__(self) -> str:
        return f"Site({self.path!r}, {self.line}, {self.column})"


_POLICIES = ("timeout", "deadline", "retry", "concurrency", "cache", "priority")
