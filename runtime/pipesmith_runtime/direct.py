"""Direct forms: pipelines that call host code themselves while nobody watches.

A direct form is the same pipeline with the calls of host code written in line; `pipesmith build -O`
adds one beside the form that people read. It notes on its scope which stage is next. Where that
fails, the traceback says whether the failure came out of the host's callable, and where it waits,
`timeouts` finds the callable's frame below that of the form.
"""

from asyncio import CancelledError
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import CodeType, FrameType
from typing import TYPE_CHECKING, Any

from pipesmith_runtime.hosts import host_error
from pipesmith_runtime.roles import Component, component_of
from pipesmith_runtime.timeouts import DIRECT, timed_out

if TYPE_CHECKING:
    from pipesmith_runtime.place import Place
    from pipesmith_runtime.run import Run

Host = Callable[..., Awaitable[Any]]


@dataclass(slots=True, eq=False)
class DirectForm:
    """One direct form, and the components whose hosts it calls."""

    function: Callable[..., Awaitable[Any]]
    components: tuple[Component, ...]
    _hosts: tuple[Host, ...] | None = None
    _names: dict[CodeType, str] = field(default_factory=dict)

    @property
    def ready(self) -> bool:
        """Say whether every component has a host that can be called as it is."""
        if self._hosts is None:
            calls = [component.direct.call for component in self.components]
            self._hosts = tuple(call for call in calls if call is not None)
            if len(self._hosts) == len(calls):
                self._learn(self._hosts)
        return len(self._hosts) == len(self.components)

    def _learn(self, hosts: tuple[Host, ...]) -> None:
        codes = [_code(host) for host in hosts]
        self._names = {code: each.name for code, each in zip(codes, self.components, strict=True)}
        code = _code(self.function)
        DIRECT[code] = frozenset(codes)
        DIRECT.update({each: frozenset(codes) for each in _inner(code)})

    async def __call__(self, *args: Any, run: "Run") -> Any:
        """Execute the form, and say of what host code raised which stage it belongs to."""
        scope = run
        try:
            return await self.function(*(self._hosts or ()), *args, run=scope)
        except BaseException as failure:
            failed = self.failed(scope, failure)
            if failed is failure:
                raise
            raise failed from failed.__cause__

    def failed(self, scope: "Place", failure: BaseException) -> BaseException:
        """Give what a scope's stage failed with, if it is a stage that failed."""
        frame = self._host_frame(failure)
        if frame is None:
            return failure
        expired, site = scope.state.timeouts.leave(frame), scope.site
        if expired and isinstance(failure, CancelledError):
            error = timed_out(self._names[frame.f_code], site.timeout)
            return scope.attached(scope.located(error, site), failure)
        if not isinstance(failure, Exception):
            return failure
        return scope.located(host_error(failure), site)

    def _host_frame(self, failure: BaseException) -> FrameType | None:
        """Find the frame of the host's callable that the form called and that failed."""
        trace = failure.__traceback__
        while trace is not None and trace.tb_frame.f_code not in DIRECT:
            trace = trace.tb_next
        below = trace.tb_next if trace is not None else None
        if below is None and isinstance(failure.__cause__, StopIteration):
            below = failure.__cause__.__traceback__  # Python lets none leave a coroutine
        if below is None or below.tb_frame.f_code not in self._names:
            return None
        return below.tb_frame


def direct_form(function: Callable[..., Awaitable[Any]], calls: tuple[Host, ...]) -> DirectForm:
    """Make a direct form of a function that takes these components' hosts first."""
    known = (component_of(call) for call in calls)
    return DirectForm(function, tuple(each for each in known if each is not None))


def _code(function: Callable[..., Any]) -> CodeType:
    code: CodeType = function.__code__
    return code


def _inner(code: CodeType) -> list[CodeType]:
    """Give the code of the functions in a function."""
    return [each for each in code.co_consts if isinstance(each, CodeType)]
