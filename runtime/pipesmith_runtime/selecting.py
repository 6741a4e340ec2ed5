"""Selecting from JSON by JMESPath: `jmespath`, `json.transform` and `filter.items`."""

from collections.abc import Mapping
from typing import Any

from pipesmith_runtime.errors import EXECUTION, TRANSFORMATION, VALIDATION, PipelineError
from pipesmith_runtime.reading import Mismatch, found, read_data
from pipesmith_runtime.values import json_value


def jmespath(value: Any, query: str) -> Any:
    """Select from JSON by an expression; TRANSFORMATION when it has no result."""
    try:
        from pipesmith_runtime import jmespath_rules as rules
    except ImportError:
        fix = 'pip install "pipesmith[jmespath]"'
        raise PipelineError(EXECUTION, f"JMESPath needs the package `jmespath`: {fix}") from None
    try:
        return read_data(rules.select(value, query))
    except Mismatch as problem:
        raise _failed(f"the result is not JSON: {problem}") from None
    except (ArithmeticError, RecursionError, TypeError, ValueError) as failure:
        raise _failed(rules.reason(failure)) from None


def transform(value: Any, query: str | None, mapping: Mapping[str, str] | None) -> Any:
    """Select by one expression, or build an object whose members are each selected by one."""
    match query, mapping:
        case str(), None:
            return jmespath(value, query)
        case None, Mapping():
            return {name: _member(value, name, each) for name, each in mapping.items()}
        case _:
            raise PipelineError(TRANSFORMATION, "either `expression` or `mapping` is given")


def _member(value: Any, name: str, query: str) -> Any:
    try:
        return jmespath(value, query)
    except PipelineError as error:
        error.message = f"`{name}`: {error.message}"
        raise


def filtered(items: Any, condition: str) -> list[Any]:
    """Give the items of a list for which a condition is true; null is not true."""
    if not isinstance(items, list):
        raise PipelineError(VALIDATION, f"items: expected list, found {found(items)}")
    plain = [json_value(item) for item in items]
    return [item for at, item in enumerate(plain) if _holds(item, at, condition)]


def _holds(item: Any, at: int, condition: str) -> bool:
    answer = jmespath(item, condition)
    if answer is None or isinstance(answer, bool):
        return answer is True
    raise _failed(f"the condition gives {found(answer)} for item {at}, not a bool")


def _failed(reason: str) -> PipelineError:
    return PipelineError(TRANSFORMATION, f"JMESPath: {reason}")
