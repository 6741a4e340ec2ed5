"""What stands around the stages of a run: recorders, pinned outcomes, breakpoints."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipesmith_runtime.pipelines import Pipeline
    from pipesmith_runtime.policy import Execution
    from pipesmith_runtime.run import Run

Work = Callable[[], Awaitable[Any]]


class Interceptor:
    """Stand around every execution of a stage; this one changes nothing.

    It stands inside `fallback` and outside `cache`: what it gives or raises is the outcome of the
    stage's call under the rest of its policies.
    """

    def begin(
        self, run: "Run", pipeline: "Pipeline[..., Any]", arguments: Mapping[str, Any]
    ) -> None:
        """Look at a run that is about to begin; raise to refuse it."""

    async def stage(self, execution: "Execution", work: Work) -> Any:
        """Execute a stage."""
        return await work()

    def waits(self, address: str) -> bool:
        """Say whether a `wait` has to be waited for."""
        return True


def is_call(execution: "Execution") -> bool:
    """Tell a stage that calls a component or a pipeline from a control statement."""
    return bool(execution.name)
