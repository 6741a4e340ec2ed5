"""Direct forms: pipelines that call host code themselves while nobody watches.

A direct form is the same pipeline with the calls of host code written in line; `pipesmith build -O`
adds one beside the form that people read. It keeps no record of its stages: where one fails, the
traceback says whether the failure came out of the host's callable, and where one waits, `timeouts`
finds the callable's frame below that of the form. The line of the call tells which stage it is.
"""

from asyncio import CancelledError
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from types import CodeType, FrameType, TracebackType
from typing import TYPE_CHECKING, Any

from pipesmith_runtime.hosts import host_failure
from pipesmith_runtime.roles import Component, component_of
from pipesmith_runtime.site import Site
from pipesmith_runtime.timeouts import DIRECT, Calls, Late, timed_out
from pipesmith_runtime.values import Check

if TYPE_CHECKING:
    from pipesmith_runtime.pipelines import Pipeline
    from pipesmith_runtime.place import Place
    from pipesmith_runtime.run import Run

Host = Callable[..., Awaitable[Any]]
Work = Coroutine[Any, Any, Any]


@dataclass(slots=True, eq=False)
class DirectForm:
    """One direct form, and the components whose hosts it calls."""

    pipeline: "Pipeline[..., Any]"
    function: Callable[..., Work]
    components: tuple[Component, ...]
    checks_given: bool = False
    """Whether the function looks at what it is given itself, as it does at what hosts give."""
    ready: bool | None = None
    """Whether every component has a host that can be called as it is, once that was looked at."""
    hosts: tuple[Host, ...] = ()
    parameters: tuple[str, ...] = ()
    """What a caller gives, in order; known with the hosts, as is how to look at it before."""
    checks: tuple[Check, ...] = ()
    _names: dict[CodeType, str] = field(default_factory=dict)

    def prepared(self) -> bool:
        """Look for the hosts, once; say whether the form can be used."""
        if self.ready is None:
            calls = [component.direct.call for component in self.components]
            self.hosts = tuple(call for call in calls if call is not None)
            self.ready = len(self.hosts) == len(calls)
            if self.ready:
                self.parameters = tuple(self.pipeline.signature.parameters)
                self.checks = () if self.checks_given else self.pipeline.checks
                self._learn(self.hosts)
        return self.ready

    def _learn(self, hosts: tuple[Host, ...]) -> None:
        codes = [_code(host) for host in hosts]
        self._names = {code: each.name for code, each in zip(codes, self.components, strict=True)}
        calls = Calls(frozenset(codes), _sites(self.function.__globals__))
        code = _code(self.function)
        DIRECT.update(dict.fromkeys((code, *_inner(code)), calls))

    async def __call__(self, *args: Any, run: "Run") -> Any:
        """Execute the form, and say of what host code raised which stage it belongs to."""
        scope = run
        timeouts = scope.state.timeouts
        try:
            value = await self.function(scope, *self.hosts, *args)
            late = timeouts.kept(self._names) if timeouts.timers else None
            if late is not None:
                raise late
            return value
        except BaseException as failure:
            failed = self.failed(scope, failure)
            if failed is failure:
                raise
            raise failed from failed.__cause__

    def failed(self, scope: "Place", failure: BaseException) -> BaseException:
        """Give what a scope's stage failed with, if it is a stage that failed."""
        if isinstance(failure, Late) and failure.code in self._names:
            return self._meant(scope, failure.site, failure.code, failure, expired=True)
        called = self._called(failure)
        if called is None:
            return failure
        frame, site = called
        expired = scope.state.timeouts.leave(frame)
        return self._meant(scope, site, frame.f_code, failure, expired)

    def failure(
        self, scope: "Place", site: Site, work: Work, failure: BaseException, expired: bool
    ) -> BaseException:
        """Give what a stage failed with that is one call of a host."""
        code: CodeType = getattr(work, "cr_code")  # noqa: B009
        return self._meant(scope, site, code, failure, expired)

    def _meant(
        self, scope: "Place", site: Site, code: CodeType, failure: BaseException, expired: bool
    ) -> BaseException:
        if expired and isinstance(failure, CancelledError):
            error = timed_out(self._names[code], site.timeout)
            return scope.attached(scope.located(error, site), failure)
        ended = host_failure(failure)
        return scope.located(ended, site) if isinstance(ended, Exception) else ended

    def _called(self, failure: BaseException) -> tuple[FrameType, Site] | None:
        """Find the frame of the host's callable that failed, and the stage that called it."""
        trace = failure.__traceback__
        while trace is not None and trace.tb_frame.f_code not in DIRECT:
            trace = trace.tb_next
        below = _below(trace, failure)
        if trace is None or below is None or below.tb_frame.f_code not in self._names:
            return None
        return below.tb_frame, DIRECT[trace.tb_frame.f_code].sites[trace.tb_lineno]


def direct_form(
    pipeline: "Pipeline[..., Any]",
    function: Callable[..., Work],
    calls: tuple[Host, ...],
    checks_given: bool,
) -> DirectForm:
    """Make a direct form of a function that takes these components' hosts first."""
    known = (component_of(call) for call in calls)
    components = tuple(each for each in known if each is not None)
    return DirectForm(pipeline, function, components, checks_given)


def _code(function: Callable[..., Any]) -> CodeType:
    code: CodeType = function.__code__
    return code


def _below(trace: TracebackType | None, failure: BaseException) -> TracebackType | None:
    """Give what a failure passed before it came out of a direct form."""
    below = trace.tb_next if trace is not None else None
    if below is None and isinstance(failure.__cause__, StopIteration):
        return failure.__cause__.__traceback__  # Python lets none leave a coroutine
    return below


def _sites(module: Mapping[str, Any]) -> dict[int, Site]:
    """Give the stages of a generated module by the lines that come from them."""
    known = [each for each in module.values() if isinstance(each, Site)]
    places = {(each.line, each.column): each for each in known}
    return {
        line: places[row.line, row.column]
        for row in sorted(module["SOURCE"].rows, key=lambda row: row.first - row.last)
        if (row.line, row.column) in places
        for line in range(row.first, row.last + 1)
    }


def _inner(code: CodeType) -> list[CodeType]:
    """Give the code of the functions in a function."""
    return [each for each in code.co_consts if isinstance(each, CodeType)]
