"""Recording a run, so that another can be given the outcomes of its stages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipesmith_runtime.errors import PipelineError
from pipesmith_runtime.interceptors import Interceptor, Work, is_call
from pipesmith_runtime.recorded_run import RecordedRun, RecordedStage
from pipesmith_runtime.values import json_value

if TYPE_CHECKING:
    from pipesmith_runtime.pipelines import Pipeline
    from pipesmith_runtime.policy import Execution
    from pipesmith_runtime.run import Run


@dataclass(frozen=True, slots=True)
class _About:
    """The run under way."""

    run: "Run"
    pipeline: "Pipeline[..., Any]"
    input: dict[str, Any]


class Recorder(Interceptor):
    """Keep what the calls of a run come to; `run()` gives it without the run's secrets.

    A stage that was stopped before it ended has no outcome. Of a stage that was executed again,
    because a retry is around it, the last outcome is kept.
    """

    def __init__(self) -> None:
        self._about: _About | None = None
        self._stages: dict[str, RecordedStage] = {}

    def begin(
        self, run: "Run", pipeline: "Pipeline[..., Any]", arguments: Mapping[str, Any]
    ) -> None:
        """Forget the run before, and note what goes in."""
        from pipesmith_runtime.roles import DEFAULT

        given = {name: value for name, value in arguments.items() if value is not DEFAULT}
        named = {pipeline.json_name(name): json_value(value) for name, value in given.items()}
        self._about, self._stages = _About(run, pipeline, named), {}

    async def stage(self, execution: "Execution", work: Work) -> Any:
        """Execute a stage and keep its outcome."""
        try:
            value = await work()
        except Exception as failure:
            error = execution.located(failure)
            if is_call(execution) and not error.matches("cancellation"):
                self._keep(execution, error=error.to_json())
            raise
        if is_call(execution):
            self._keep(execution, value=json_value(value))
        return value

    def _keep(self, execution: "Execution", **outcome: Any) -> None:
        known = RecordedStage(component=execution.name, attempts=execution.attempt, **outcome)
        self._stages[execution.address] = known

    def run(self, result: Any = None, error: PipelineError | None = None) -> RecordedRun | None:
        """Give what was recorded, and what the run came to; None if none has begun."""
        about = self._about
        if about is None:
            return None
        hide = about.run.state.redaction.value
        outcome = {"result": json_value(result)} if error is None else {"error": error.to_json()}
        return RecordedRun(
            stages={hide(at): _hidden(stage, hide) for at, stage in self._stages.items()},
            pipeline=about.pipeline.name,
            hash=about.pipeline.__pipesmith__.get("hash"),
            run_id=about.run.run_id,
            now=json_value(about.run.now),
            input=hide(about.input),
            redacted=hide(about.input) != about.input,
            outcome=hide(outcome),
        )


def _hidden(stage: RecordedStage, hide: Any) -> RecordedStage:
    """Take secrets out of an outcome, and say so."""
    value, error = hide(stage.value), hide(stage.error)
    redacted = (value, error) != (stage.value, stage.error)
    return RecordedStage(value, error, stage.component, stage.attempts, redacted)
