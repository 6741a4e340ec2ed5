"""What a run asks of language models, and the budget that it must keep to."""

from typing import TYPE_CHECKING, Final

from pipesmith_runtime.errors import CANCELLATION, ErrorKind, PipelineError

if TYPE_CHECKING:
    from pipesmith_runtime.budget import Budget
    from pipesmith_runtime.events import Usage

BUDGET_EXCEEDED: Final = ErrorKind("budget_exceeded", CANCELLATION)
"""A cancellation: `finally` blocks run, and nothing catches it or tries again."""


class Spending:
    """The questions, tokens and costs of one run."""

    def __init__(self) -> None:
        self.calls = 0
        self.usage: Usage | None = None

    def ask(self, budget: "Budget | None") -> None:
        """Count a question that is about to be asked, if the budget has room for it."""
        if budget is None:
            self.calls += 1
            return
        self.keep_to(budget)
        if budget.calls is not None and self.calls >= budget.calls:
            raise _exceeded(_counted(budget.calls, "question"), "one more is asked")
        self.calls += 1

    def spend(self, usage: "Usage") -> None:
        """Count what a question took."""
        self.usage = self.usage.plus(usage) if self.usage else usage

    def keep_to(self, budget: "Budget") -> None:
        """Stop a run that has used more than it may."""
        if self.usage is None:
            return
        tokens, cost = self.usage.total_tokens, self.usage.cost
        if budget.tokens is not None and tokens > budget.tokens:
            raise _exceeded(_counted(budget.tokens, "token"), f"{tokens} are used")
        if budget.usd is not None and cost is not None and cost > budget.usd:
            raise _exceeded(f"{budget.usd:f} USD", f"{cost:f} are spent")


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _exceeded(limit: str, found: str) -> PipelineError:
    return PipelineError(BUDGET_EXCEEDED, f"the run's budget is {limit}, and {found}")
