"""Five kinds of questions to a model; how each is asked stands in `prompts`.

What can be computed is not asked for: whether a score passes, which text an index names.
"""

from dataclasses import dataclass
from typing import Any

from pipesmith_runtime.component_result import ComponentResult
from pipesmith_runtime.errors import VALIDATION, PipelineError
from pipesmith_runtime.place import demand
from pipesmith_runtime.prompts import prompt
from pipesmith_runtime.roles import node
from pipesmith_runtime.run import Run


@dataclass(frozen=True, slots=True)
class LlmGeneration(ComponentResult):
    """What `llm.generate` gives."""

    content: str


@dataclass(frozen=True, slots=True)
class LlmCritique(ComponentResult):
    """What `llm.critic` gives; the score is from 0 to 1."""

    score: float
    passed: bool
    feedback: str
    issues: list[str]


@dataclass(frozen=True, slots=True)
class LlmImprovement(ComponentResult):
    """What `llm.improver` gives."""

    content: str
    changes: list[str]


@dataclass(frozen=True, slots=True)
class LlmSelection(ComponentResult):
    """What `llm.selector` gives; `choice` is the option at `index`."""

    index: int
    choice: str
    reason: str


@dataclass(frozen=True, slots=True)
class LlmSynthesis(ComponentResult):
    """What `llm.synthesizer` gives."""

    content: str


@node(name="llm.generate")
async def llm_generate(
    run: Run,
    task: str,
    context: Any = None,
    model: str = "default",
    temperature: float | None = None,
    repair: int = 0,
) -> LlmGeneration:
    """Write a text for a task."""
    from pipesmith_runtime.answers import Written

    asked = prompt("generate", task=task, context=context)
    answer = await _ask(run, model, asked, Written, temperature, repair)
    return LlmGeneration(answer.content)


@node(name="llm.critic")
async def llm_critic(
    run: Run,
    content: str,
    criteria: str,
    threshold: float = 0.7,
    model: str = "default",
    temperature: float | None = None,
    repair: int = 0,
) -> LlmCritique:
    """Judge a text by criteria; it passes if its score is at least the threshold."""
    from pipesmith_runtime.answers import Judged

    demand(0.0 <= threshold <= 1.0, "threshold", "0.0 <= it <= 1.0", threshold)
    asked = prompt("critic", content=content, criteria=criteria)
    answer = await _ask(run, model, asked, Judged, temperature, repair)
    return LlmCritique(answer.score, answer.score >= threshold, answer.feedback, answer.issues)


@node(name="llm.improver")
async def llm_improver(
    run: Run,
    content: str,
    feedback: str,
    issues: list[str] | None = None,
    model: str = "default",
    temperature: float | None = None,
    repair: int = 0,
) -> LlmImprovement:
    """Improve a text as feedback asks for."""
    from pipesmith_runtime.answers import Improved

    asked = prompt("improver", content=content, feedback=feedback, issues=issues or [])
    answer = await _ask(run, model, asked, Improved, temperature, repair)
    return LlmImprovement(answer.content, answer.changes)


@node(name="llm.selector")
async def llm_selector(
    run: Run,
    options: list[str],
    criteria: str,
    model: str = "default",
    temperature: float | None = None,
    repair: int = 0,
) -> LlmSelection:
    """Choose the best of several texts."""
    from pipesmith_runtime.answers import chosen_of

    _demand_some(options, "options")
    asked = prompt("selector", options=options, criteria=criteria)
    answer = await _ask(run, model, asked, chosen_of(len(options)), temperature, repair)
    return LlmSelection(answer.index, options[answer.index], answer.reason)


@node(name="llm.synthesizer")
async def llm_synthesizer(
    run: Run,
    contents: list[str],
    task: str,
    model: str = "default",
    temperature: float | None = None,
    repair: int = 0,
) -> LlmSynthesis:
    """Merge several texts into one."""
    from pipesmith_runtime.answers import Written

    _demand_some(contents, "contents")
    asked = prompt("synthesizer", contents=contents, task=task)
    answer = await _ask(run, model, asked, Written, temperature, repair)
    return LlmSynthesis(answer.content)


def _demand_some(values: list[str], name: str) -> None:
    if not values:
        raise PipelineError(VALIDATION, f"{name}: expected at least one text")


async def _ask(
    run: Run,
    model: str,
    asked: tuple[str, str],
    result: Any,
    temperature: float | None,
    repair: int,
) -> Any:
    """Ask one question, its system's part and its own."""
    system, question = asked
    settings = {} if temperature is None else {"temperature": temperature}
    return await run.ask(
        model, prompt=question, system=system, result=result, repair=repair, **settings
    )
