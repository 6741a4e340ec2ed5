"""Pinned outcomes: stages that are given what was recorded instead of being called."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pipesmith_runtime.addresses import Address, without_indexes
from pipesmith_runtime.errors import VALIDATION, PipelineError
from pipesmith_runtime.interceptors import Interceptor, Work, is_call
from pipesmith_runtime.known_stages import Known, Stages, stages_of
from pipesmith_runtime.problems import Problem, refusal, told
from pipesmith_runtime.recorded_run import RecordedRun, RecordedStage, read_error

if TYPE_CHECKING:
    from pipesmith_runtime.pipelines import Pipeline
    from pipesmith_runtime.policy import Execution
    from pipesmith_runtime.run import Run


@dataclass(frozen=True, slots=True)
class Choice:
    """Which stages of a recorded run are given, by their addresses.

    `at` gives these alone. `start` gives all but this stage and what comes after it. `only` gives
    all but this stage, and lets nothing else be called. Without any, all that is recorded is given.
    """

    at: tuple[str, ...] = ()
    start: str | None = None
    only: str | None = None

    @property
    def addresses(self) -> tuple[str, ...]:
        """Give the addresses that are named."""
        return (*self.at, *(each for each in (self.start, self.only) if each is not None))

    @property
    def repeats(self) -> bool:
        """Say whether the recorded run is gone through again, at its own time."""
        return self.start is not None or self.only is not None


class Pins(Interceptor):
    """Give recorded outcomes to the stages of a run.

    `fit` refuses what does not fit the pipeline: addresses, types, outcomes without their secrets.
    """

    def __init__(self, recorded: RecordedRun, choice: Choice | None = None) -> None:
        self._recorded = recorded
        self._choice = choice or Choice()
        self._values: dict[str, Any] = {}
        self._errors: dict[str, Mapping[str, Any]] = {}
        self._patterns: list[tuple[Address, str]] = []
        self._stages: Stages | None = None
        self._pipeline: Pipeline[..., Any] | None = None

    def begin(
        self, run: "Run", pipeline: "Pipeline[..., Any]", arguments: Mapping[str, Any]
    ) -> None:
        """Refuse a record that does not fit; go through a recorded run at its own time."""
        self.fit(pipeline)
        if self._choice.repeats and self._recorded.now is not None:
            run.state.now = datetime.fromisoformat(self._recorded.now)

    async def stage(self, execution: "Execution", work: Work) -> Any:
        """Give a stage what is pinned, or let it be called."""
        if not is_call(execution):
            return await work()
        address = execution.address
        if self._is_live(address):
            return await work()
        key = self._key(address)
        if key is not None:
            execution.given = "pinned"
            return self._given(key)
        if self._choice.only is not None:
            raise self._missing(address)
        return await work()

    def waits(self, address: str) -> bool:
        """Say whether a `wait` is part of what runs again; the others were waited for before."""
        return not self._choice.repeats or self._is_live(address)

    def _given(self, key: str) -> Any:
        if key in self._errors:
            raise read_error(self._errors[key])
        return self._values[key]

    def _missing(self, address: str) -> PipelineError:
        message = (
            f"`{address}` has no recorded outcome, and nothing but `{self._choice.only}` is called"
        )
        return PipelineError(VALIDATION, message)

    def _key(self, address: str) -> str | None:
        """Find what is pinned for an address: under its own name, or by the first pattern."""
        if address in self._values or address in self._errors:
            return address
        known = _read(address)
        same = (each for each in self._patterns if len(each[0].segments) == len(known.segments))
        return next((key for pattern, key in same if pattern.covers(known)), None)

    # ------------------------------------------------------------ which stages are called

    def _is_live(self, address: str) -> bool:
        known, choice = _read(address), self._choice
        if choice.at:
            return not any(_read(each).covers(known) for each in choice.at)
        if choice.only is not None:
            only = _read(choice.only)
            return only.covers(known) or known.holds(only)
        return choice.start is not None and self._comes_after(_read(choice.start), known)

    def _comes_after(self, start: Address, address: Address) -> bool:
        """Say whether a stage is the start, around it, after it, or in a later turn of its loop."""
        if start.covers(address) or address.holds(start) or start.precedes(address):
            return True
        if any(segment.name == "on_error" for segment in address.segments):
            return True
        return any(
            self._waits(start.upto(count), address) for count in range(1, len(start.segments) + 1)
        )

    def _waits(self, stage: Address, address: Address) -> bool:
        """Say whether an address stands in a stage that waits for another of the same block."""
        count = len(stage.segments)
        if len(address.segments) < count or not stage.upto(count - 1).covers(address):
            return False
        assert self._stages is not None, "pins are fitted before a run begins"
        behind = self._stages.behind(_plain(stage))
        return _plain(address.upto(count)) in behind

    # ------------------------------------------------------------ what fits

    def fit(self, pipeline: "Pipeline[..., Any]") -> None:
        """Read all outcomes that may be given as their types have them; VALIDATION says which
        do not fit: the address, what was expected and what was found.
        """
        if self._pipeline is pipeline:
            return
        self._stages = stages_of(pipeline)
        problems = list(self._misfits(pipeline))
        if problems:
            raise refusal(problems, of_input=True)
        self._pipeline = pipeline

    def _misfits(self, pipeline: "Pipeline[..., Any]") -> Iterator[Problem]:
        recorded = self._recorded
        if recorded.pipeline not in (None, pipeline.name):
            yield told("$.pipeline", f"`{pipeline.name}`", f"`{recorded.pipeline}`")
            return
        assert self._stages is not None, "stages are read before records"
        for address in self._choice.addresses:
            read = Address.read(address)
            if read is None or _plain(read) not in self._stages.known:
                yield told(address, f"a stage of `{pipeline.name}`", "no such stage")
                return
        for address, stage in recorded.stages.items():
            known = self._stages.known.get(without_indexes(address))
            yield from self._misfit(pipeline.name, address, stage, known)

    def _misfit(
        self, pipeline: str, address: str, stage: RecordedStage, known: Known | None
    ) -> Iterator[Problem]:
        if known is None:
            yield told(address, f"a stage of `{pipeline}`", "no such stage")
        elif not known.calls:
            expected = "a stage that calls something"
            yield told(address, expected, f"a control statement, `{known.does}`")
        elif not self._is_live(address):
            if stage.redacted:
                yield told(address, "the whole outcome", "one that a secret was taken out of")
            else:
                yield from self._read(address, stage, known)

    def _read(self, address: str, stage: RecordedStage, known: Known) -> Iterator[Problem]:
        """Keep an outcome as its type has it."""
        from pipesmith_runtime.values import checked

        if stage.error is not None:
            self._errors[address] = stage.error
        else:
            try:
                self._values[address] = checked(known.type, stage.value, address)
            except PipelineError as error:
                yield from error.detail
        pattern = _read(address)
        self._patterns.append((pattern, address))


def _read(address: str) -> Address:
    read = Address.read(address)
    assert read is not None, "addresses are checked before they are used"
    return read


def _plain(address: Address) -> str:
    return "/".join(segment.name for segment in address.segments)
