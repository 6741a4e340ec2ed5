"""Drawing what a property leaves open: inputs, results of calls, kinds of errors.

Hypothesis is imported when something is first drawn; it comes with the extra `test`.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

from pipesmith_runtime import errors
from pipesmith_runtime.errors import ErrorKind
from pipesmith_runtime.pipelines import Pipeline
from pipesmith_runtime.signals import Signal
from pipesmith_runtime.testing.conditions import condition_texts, holds

if TYPE_CHECKING:
    from hypothesis.strategies import DataObject, SearchStrategy

T = TypeVar("T")

KINDS: tuple[ErrorKind, ...] = (
    errors.CONNECTIVITY,
    errors.TIMEOUT,
    errors.RATE_LIMIT,
    errors.VALIDATION,
    errors.SECURITY,
    errors.EXECUTION,
)
"""What any call can fail with."""

TRIES = 4
"""How often an input is drawn again when it does not meet its condition."""


class MissingExtra(ImportError):
    """Hypothesis is not installed."""


class Drawing:
    """Draws values for one scenario."""

    def __init__(self, data: "DataObject") -> None:
        self.data = data

    def input(self, pipeline: Pipeline[..., Any], name: str, known: Mapping[str, Any]) -> Any:
        """Draw an input of a pipeline, under the conditions on it; `known` holds those before."""
        return _drawn(lambda strategy: self.data.draw(strategy, name), pipeline, name, known)

    def result(self, call: Any) -> Any:
        """Draw a result of a component or pipeline."""
        return self.data.draw(_result_strategy(call))

    def kind(self, kinds: Sequence[ErrorKind]) -> ErrorKind:
        """Draw a kind of error."""
        return self.one_of(kinds or KINDS)

    def one_of(self, choices: Sequence[T]) -> T:
        """Draw one of several things."""
        return choices[self.data.draw(_position(len(choices)))]


def strategies_for(module: ModuleType) -> dict[str, "SearchStrategy[Any]"]:
    """Give a strategy for all that a generated module declares, by its name there.

    Records, enums, aliases and unions give values; a pipeline gives its inputs as a dictionary,
    ready for `pipeline(**inputs)`.
    """
    values = require_strategies()
    found: dict[str, SearchStrategy[Any]] = {}
    for name, value in vars(module).items():
        if isinstance(value, Pipeline):
            found[name] = _inputs_strategy(value)
        elif values.is_declared(value, module):
            found[name] = values.strategy(value)
    return found


def require_strategies() -> Any:
    """Give the module that makes strategies, or name the extra that is missing."""
    try:
        from pipesmith_runtime.testing import strategies
    except ImportError as failure:
        if (failure.name or "").partition(".")[0] != "hypothesis":
            raise
        raise MissingExtra(
            "properties need Hypothesis: pip install 'pipesmith[test]'", name="hypothesis"
        ) from None
    return strategies


@lru_cache(maxsize=64)
def _position(count: int) -> "SearchStrategy[int]":
    from hypothesis import strategies as st

    return st.integers(0, count - 1)


@lru_cache(maxsize=512)
def _input_strategy(pipeline: Pipeline[..., Any], name: str) -> "SearchStrategy[Any]":
    annotation = pipeline.hints[_python_name(pipeline, name)]
    strategy: SearchStrategy[Any] = require_strategies().strategy(
        annotation, condition_texts(pipeline).get(name, ())
    )
    return strategy


def _python_name(pipeline: Pipeline[..., Any], name: str) -> str:
    return next(each for each in pipeline.signature.parameters if pipeline.json_name(each) == name)


def _inputs_strategy(pipeline: Pipeline[..., Any]) -> "SearchStrategy[dict[str, Any]]":
    from hypothesis import strategies as st

    names = {each: pipeline.json_name(each) for each in pipeline.signature.parameters}

    @st.composite
    def inputs(draw: Callable[["SearchStrategy[Any]"], Any]) -> dict[str, Any]:
        known: dict[str, Any] = {}
        for name in names.values():
            known[name] = _drawn(draw, pipeline, name, known)
        return {python: known[name] for python, name in names.items()}

    return inputs()


def _drawn(
    draw: Callable[["SearchStrategy[Any]"], Any],
    pipeline: Pipeline[..., Any],
    name: str,
    known: Mapping[str, Any],
) -> Any:
    """Draw an input for which its condition holds; after some tries the whole example is left."""
    from hypothesis import reject

    strategy = _input_strategy(pipeline, name)
    for _ in range(TRIES):
        value = draw(strategy)
        if holds(pipeline, name, {**known, name: value}):
            return value
    return reject()


@lru_cache(maxsize=512)
def _result_strategy(call: Any) -> "SearchStrategy[Any]":
    strategy: SearchStrategy[Any] = require_strategies().strategy(result_type(call))
    return strategy


def result_type(call: Any) -> Any:
    """Give the annotation of what a component, a pipeline or a signal gives."""
    if isinstance(call, Signal):
        return call.result
    known = isinstance(call, Pipeline)
    return (call.hints if known else get_type_hints(call, include_extras=True)).get("return")
