"""Who plays in the runs that are watched: a model, and components that ask it or fail."""

from decimal import Decimal
from typing import Any

from pipesmith_runtime import PipelineError, Run, node, operator
from pipesmith_runtime.errors import CONNECTIVITY, EXECUTION
from pipesmith_runtime.events import Usage
from pipesmith_runtime.models import Question, Reply


class Model:
    """Says always the same."""

    async def reply(self, scope: Any, question: Question) -> Reply:
        return Reply("yes", Usage(7, 3, Decimal("0.25"), "openai", "small"))


@node
async def ask(run: Run) -> str:
    return str(await run.ask("default", prompt="Well?"))


@operator
async def fetch(run: Run, n: int) -> int:
    if run.attempt <= n:
        raise PipelineError(CONNECTIVITY, "not yet")
    return n


@operator
async def broken(run: Run) -> None:
    raise PipelineError(EXECUTION, "broken for good")
