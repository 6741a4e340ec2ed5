"""Pipelines: where a run begins and ends."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from functools import cached_property
from operator import call
from typing import TYPE_CHECKING, Any, Final, Generic, ParamSpec, TypeVar, get_type_hints

from pipesmith_runtime.clock import spoken
from pipesmith_runtime.errors import CANCELLATION, TIMEOUT, PipelineError
from pipesmith_runtime.limiting import at_least
from pipesmith_runtime.roles import DEFAULT, Callee
from pipesmith_runtime.run import FRESH, Run
from pipesmith_runtime.running import start, start_direct
from pipesmith_runtime.state import Frame
from pipesmith_runtime.values import Check, check_of, checked, fits, json_value

if TYPE_CHECKING:
    from pipesmith_runtime.direct import DirectForm
    from pipesmith_runtime.policy import Execution

P = ParamSpec("P")
T = TypeVar("T")
D = TypeVar("D", bound=Callable[..., Coroutine[Any, Any, Any]])
Handler = Callable[..., Awaitable[object]]

MISSING: Final = inspect.Parameter.empty


class Pipeline(Callee, Generic[P, T]):
    """A pipeline: awaiting a call of it starts a run."""

    def __init__(
        self,
        function: Callable[P, Awaitable[T]],
        *,
        version: str | None = None,
        timeout: float | None = None,
        concurrency: int = 64,
        env: tuple[str, ...] = (),
        secrets: tuple[str, ...] = (),
        on_error: Handler | None = None,
        name: str | None = None,
        names: Mapping[str, str] | None = None,
    ) -> None:
        self.function = function
        self.name = name or function.__name__
        self.version = version
        self.timeout = timeout
        self.concurrency = concurrency
        self.env = env
        self.secrets = secrets
        self.on_error = on_error
        self.names = dict(names or {})
        self._direct: DirectForm | None = None
        self._quick: DirectForm | None = None
        self._bare = timeout is None and on_error is None and not (env or secrets)
        self.__doc__ = function.__doc__
        self.__name__ = function.__name__
        self.__module__ = function.__module__
        self.__wrapped__ = function

    # ------------------------------------------------------------ calling

    def __call__(self, /, *args: P.args, **kwargs: P.kwargs) -> Coroutine[Any, Any, T]:
        """Start a run, or go on in the run that is given."""
        quick = self._quick
        if quick is not None and not args and tuple(kwargs) == quick.parameters:
            return start_direct(quick, FRESH, kwargs)
        run: Any = kwargs.pop("run", FRESH)
        run = FRESH if run is None else run
        ordered = not args and tuple(kwargs) == self._order
        values = kwargs if ordered else self._bound(args, kwargs)
        if run.begun:
            return self.enter(run.within(), tuple(values.values()))
        if quick is not None and run.settings.quiet and type(run) is Run:
            return start_direct(quick, run, values)
        return start(self, run, values)

    async def execute(self, execution: "Execution") -> Any:
        """Execute as a stage of another pipeline."""
        scope = execution.scope.within(execution.site.path)
        scope.attempt = execution.attempt
        return await self.enter(scope, execution.args)

    async def enter(self, scope: Run, args: tuple[Any, ...]) -> Any:
        """Execute the body in a scope of its own; its name, slots, timeout and `on error` apply."""
        form = self.form if scope.state.plain else None
        scope.enter(self.frame(form))
        try:
            if self.env or self.secrets:
                scope.state.read(self.env, self.secrets)
            return await self._called(form or self.function, scope, args)
        except Exception as failure:
            error = self.failed(scope, failure)
            await self._handle(scope, error, args)
            if error is failure:
                raise
            raise error from error.__cause__

    def failed(self, scope: Run, failure: Exception) -> PipelineError:
        """Give what the body failed with as the error that the caller gets."""
        error = scope.settled(failure, "")
        scope.state.redaction.causes(error)
        return error

    @property
    def form(self) -> "DirectForm | None":
        """Give the direct form, if there is one and its hosts can be called as they are."""
        form = self._direct
        if form is None or not form.prepared():
            return None
        if self._bare:  # later runs begin with the form
            self._quick = form
        return form

    def direct(self, *calls: Handler, checks_given: bool = False) -> Callable[[D], D]:
        """Mark a function as the direct form, which takes these components' hosts first.

        Where it does not look at what it is given itself, that is checked before.
        """
        from pipesmith_runtime.direct import direct_form

        def mark(function: D) -> D:
            self._direct = direct_form(self, function, calls, checks_given)
            return function

        return mark

    def frame(self, form: "DirectForm | None" = None) -> Frame:
        """Give what one call of this pipeline has to itself."""
        at_least("concurrency", self.concurrency, 1)
        return Frame(self.name, self.source, self.concurrency, form)

    async def _called(
        self, call: Callable[..., Awaitable[Any]], scope: Run, args: tuple[Any, ...]
    ) -> Any:
        """Execute the body within the pipeline's timeout, be it known before or computed by it."""
        frame = scope.frame
        if self.timeout is not None:
            frame.noted = scope.state.timeouts.enter(self.timeout)
        try:
            result = await call(*args, run=scope)
        except asyncio.CancelledError as stop:
            late = self._expired(scope)
            if late is not None:
                raise scope.attached(late, stop) from None
            raise
        finally:
            late = self._expired(scope)
        if late is not None:  # somebody kept his cancellation to himself
            raise late
        return result

    def _expired(self, scope: Run) -> PipelineError | None:
        """Let the pipeline's timeout be; give its error if that is why the body was cancelled."""
        noted = scope.frame.noted
        if noted is None or not scope.state.timeouts.leave(noted):
            return None
        return PipelineError(TIMEOUT, f"`{self.name}` took longer than {spoken(noted.seconds)}")

    async def _handle(self, scope: Run, error: PipelineError, args: tuple[Any, ...]) -> None:
        """Run `on error` once; what fails in it is attached."""
        if self.on_error is None or error.type == CANCELLATION.type:
            return
        if scope.observed:
            from pipesmith_runtime.watching import fault_entered

            fault_entered(scope, "on error", error)
        try:
            rest = [*self.defaults.values()][len(args) :]
            await self.on_error(scope, error, *args, *rest)
        except Exception as failure:
            error.attach(scope.located(failure, None))

    # ------------------------------------------------------------ what it is

    @cached_property
    def source(self) -> str | None:
        """Give the path of the source file."""
        return getattr(self._beside("SOURCE"), "path", None)

    def _beside(self, constant: str) -> Any:
        """Give a constant of the pipeline's module."""
        return getattr(self.function, "__globals__", {}).get(constant)

    @cached_property
    def signature(self) -> inspect.Signature:
        """Give the parameters, without `run`."""
        whole = inspect.signature(self.function)
        own = [each for name, each in whole.parameters.items() if name != "run"]
        return whole.replace(parameters=own)

    @cached_property
    def defaults(self) -> dict[str, Any]:
        """Give the parameters in order, each with its default."""
        return {name: each.default for name, each in self.signature.parameters.items()}

    @cached_property
    def _order(self) -> tuple[str, ...]:
        return tuple(self.defaults)

    @cached_property
    def hints(self) -> dict[str, Any]:
        """Give the types of parameters and result."""
        return get_type_hints(self.function, include_extras=True)

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """Give how to look at each argument."""
        return tuple(check_of(self.hints[name]) for name in self._order)

    def json_name(self, parameter: str) -> str:
        """Give a parameter's name in the language."""
        return self.names.get(parameter, parameter)

    def named(self, args: tuple[Any, ...]) -> dict[str, Any]:
        """Give arguments by their names in the language."""
        pairs = zip(self.signature.parameters, args, strict=False)
        return {self.json_name(name): value for name, value in pairs}

    def _bound(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        names = self._order
        values = {**self.defaults, **dict(zip(names, args, strict=False)), **kwargs}
        twice = not kwargs.keys().isdisjoint(names[: len(args)])
        strange = len(args) > len(names) or len(values) > len(names)
        if twice or strange or any(value is MISSING for value in values.values()):
            self.signature.bind(*args, **kwargs)
        return values

    def validated(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """Validate what a caller gives; name every problem at once."""
        return given if all(map(call, self.checks, given.values())) else self._read(given)

    def _read(self, given: Mapping[str, Any]) -> dict[str, Any]:
        values, problems = dict(given), list[dict[str, str]]()
        for name, value in given.items():
            annotation = self.hints[name]
            if value is DEFAULT or fits(annotation, value):
                continue
            try:
                values[name] = checked(annotation, value, f"$.{self.json_name(name)}")
            except PipelineError as error:
                problems += error.detail
        if problems:
            from pipesmith_runtime.problems import refusal

            raise refusal(problems, of_input=True)
        return values

    def read(self, data: Any) -> dict[str, Any]:
        """Turn one JSON object into arguments, or raise VALIDATION with every problem."""
        from pipesmith_runtime.arguments import read_arguments

        return read_arguments(self, data)

    def write(self, result: Any) -> Any:
        """Give a result as JSON data."""
        return json_value(result)

    @property
    def __pipesmith__(self) -> dict[str, Any]:
        """Describe the pipeline: name, version, schemas of input and result, what it needs; and, of
        generated code, a hash of its content, its stages and edges, and where its lines come from.
        """
        from pipesmith_runtime.arguments import schemas

        source, graphs = self._beside("SOURCE"), self._beside("GRAPHS")
        return {
            "name": self.name,
            "version": self.version,
            "doc": self.__doc__,
            "source": self.source,
            "timeout": self.timeout,
            "concurrency": self.concurrency,
            "env": list(self.env),
            "secrets": list(self.secrets),
            **schemas(self),
            **(graphs.describe(self.name) if graphs is not None else {}),
            "source_map": [row._asdict() for row in source.rows] if source is not None else [],
        }

    def __repr__(self) -> str:
        return f"<pipeline {self.name}>"


def pipeline(
    *,
    version: str | None = None,
    timeout: float | None = None,
    concurrency: int = 64,
    env: tuple[str, ...] = (),
    secrets: tuple[str, ...] = (),
    on_error: Handler | None = None,
    name: str | None = None,
    names: Mapping[str, str] | None = None,
) -> Callable[[Callable[P, Awaitable[T]]], Pipeline[P, T]]:
    """Make a pipeline of a function."""

    def mark(function: Callable[P, Awaitable[T]]) -> Pipeline[P, T]:
        return Pipeline(
            function,
            version=version,
            timeout=timeout,
            concurrency=concurrency,
            env=env,
            secrets=secrets,
            on_error=on_error,
            name=name,
            names=names,
        )

    return mark
