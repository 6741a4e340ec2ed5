"""Scenarios: a pipeline, what its calls give, and one run of it in virtual time."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Generic, NoReturn, ParamSpec, TypeVar

from pipesmith_runtime.errors import CANCELLATION, EXECUTION, ErrorKind, PipelineError
from pipesmith_runtime.events import Event
from pipesmith_runtime.overrides import Answer, Fails
from pipesmith_runtime.pipelines import Pipeline
from pipesmith_runtime.run import Run
from pipesmith_runtime.testing.mocks import Mock, in_order
from pipesmith_runtime.testing.surroundings import Surroundings
from pipesmith_runtime.testing.trial import NOT_MOCKED, Attempt, NotMocked, Trial, name_of, record
from pipesmith_runtime.virtual_clock import VirtualClock

if TYPE_CHECKING:
    from hypothesis.strategies import DataObject

    from pipesmith_runtime.testing.drawing import Drawing

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")

_KIND = ErrorKind(NOT_MOCKED, EXECUTION)


class Scenario(Generic[P, T]):
    """A pipeline to be run with mocks; `data` of Hypothesis lets inputs and outcomes be drawn.

    Time is virtual, jitter is nothing, and each `env` and `secret` is a text with its name. A call
    of a node, of a service or of what the machine keeps has to be mocked.
    """

    def __init__(self, pipeline: Pipeline[P, T], data: "DataObject | None" = None) -> None:
        self.pipeline = pipeline
        self._drawing = _drawing(data)
        self._mocks: list[Mock[Any]] = []
        self._drawn: dict[str, Any] = {}

    def mock(
        self,
        call: Callable[..., Awaitable[R]],
        given: Mapping[str, Any] | None = None,
        *,
        at: str | None = None,
    ) -> Mock[R]:
        """Stand for calls: of a component or pipeline, with some arguments, at an address."""
        made: Mock[R] = Mock(call, name_of(call), given or {}, at, self._drawing)
        self._mocks.append(made)
        return made

    def draw(self, parameter: str) -> Any:
        """Draw an input from its declared type and its conditions; earlier ones are known."""
        if self._drawing is None:
            raise TypeError("only a scenario that was given `data` of Hypothesis draws inputs")
        value = self._drawing.input(self.pipeline, parameter, self._drawn)
        self._drawn[parameter] = value
        return value

    def run(self, *args: P.args, **kwargs: P.kwargs) -> Trial[T]:
        """Run the pipeline once."""
        performance = _Performance(self.pipeline, in_order(self._mocks))
        values = self.pipeline._bound(args, kwargs)
        clock = VirtualClock()
        run = performance.run(clock)
        value: T | None = None
        error: PipelineError | None = None
        try:
            value = clock.run(self.pipeline(*args, **{**kwargs, "run": run}))  # type: ignore[arg-type]
        except PipelineError as failure:
            error = failure
        if performance.stopped is not None:
            raise performance.stopped
        trial = performance.trial(values, value, error, clock, tuple(self._mocks))
        record(trial)
        performance.demand_mocks()
        return trial


def _drawing(data: "DataObject | None") -> "Drawing | None":
    if data is None:
        return None
    from pipesmith_runtime.testing.drawing import Drawing

    return Drawing(data)


class _Performance:
    """One run, and what is noted of it."""

    def __init__(self, pipeline: Pipeline[..., Any], mocks: list[Mock[Any]]) -> None:
        self.pipeline = pipeline
        self.mocks = mocks
        self.surroundings = Surroundings.of(pipeline)
        self.events: list[Event] = []
        self.attempts: list[Attempt] = []
        self.stopped: BaseException | None = None

    def run(self, clock: VirtualClock) -> Run:
        """Give the settings of the run."""
        return _Confined(
            run_id="test",
            clock=clock,
            random=_NoJitter(),
            observer=self.events.append,
            env=self.surroundings.env,
            secrets=self.surroundings.secrets,
            overrides=self._answer,
        )

    def _answer(
        self, address: str, name: str, arguments: Mapping[str, Any], attempt: int
    ) -> Answer | None:
        if not name:
            return None
        self.attempts.append(Attempt(address, name, dict(arguments)))
        for mock in self.mocks:
            if mock.stands_for(address, name, arguments):
                return self._answered(mock, arguments)
        return Fails(_not_mocked(name)) if self.surroundings.leaves_test(name) else None

    def _answered(self, mock: Mock[Any], arguments: Mapping[str, Any]) -> Answer:
        """Ask a mock; what ends the whole example is kept from the pipeline, and raised later."""
        try:
            return mock.answer(arguments)
        except BaseException as failure:
            self.stopped = self.stopped or failure
            return Fails(PipelineError(CANCELLATION, "the example has ended"))

    def trial(
        self,
        values: Mapping[str, Any],
        value: Any,
        error: PipelineError | None,
        clock: VirtualClock,
        mocks: tuple[Mock[Any], ...],
    ) -> Trial[Any]:
        """Give what the run came to."""
        took = clock.now() - clock.start
        named, hints = self.pipeline.json_name, self.pipeline.hints
        return Trial(
            self.pipeline.name,
            {named(name): hints[name] for name in values},
            {named(name): each for name, each in values.items()},
            value,
            error,
            took,
            tuple(self.events),
            tuple(self.attempts),
            mocks,
        )

    def demand_mocks(self) -> None:
        """Fail the test if a call was refused, whatever the pipeline made of that."""
        for error in self._errors():
            if error.code == NOT_MOCKED:
                raise NotMocked(f"{error.message}; at `{error.stage}`")

    def _errors(self) -> Iterator[PipelineError]:
        for event in self.events:
            error = getattr(event, "error", None)
            if isinstance(error, PipelineError):
                yield from error.every()


class _Confined(Run):
    """A run that sends nothing."""

    __slots__ = ()

    async def http(self, method: str, url: str, **_: Any) -> NoReturn:
        """Refuse to send a request."""
        raise PipelineError(_KIND, f"no mock stands for the request {method} {url}")

    async def ask(self, model: str, **_: Any) -> NoReturn:
        """Refuse to ask a model."""
        raise PipelineError(_KIND, f"no mock stands for the question to the model `{model}`")


def _not_mocked(name: str) -> PipelineError:
    return PipelineError(_KIND, f"no mock stands for `{name}`")


class _NoJitter:
    """Randomness that moves nothing."""

    def random(self) -> float:
        return 0.5
