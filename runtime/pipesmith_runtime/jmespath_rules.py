"""JMESPath by the rules of the language: its equality, its numbers, its JSON texts.

The one module that imports `jmespath`; `selecting` imports it when an expression first runs.
"""

import re
import warnings
from typing import Any

from jmespath import exceptions, functions, parser, visitor

from pipesmith_runtime.data import equal, to_json

__all__ = ["reason", "select"]

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_LONGEST_NUMBER = 400


def select(value: Any, query: str) -> Any:
    """Follow an expression through JSON; ValueError and TypeError say that it has no result."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PendingDeprecationWarning)  # a literal without quotes
        parsed = parser.Parser().parse(query)
    return _Interpreter(_OPTIONS).visit(parsed.parsed, value)


class _Functions(functions.Functions):
    """The functions of the specification, where Python's own answer is not JSON's."""

    @functions.signature({"types": ["array", "string"]}, {"types": []})
    def _func_contains(self, subject: Any, search: Any) -> bool:
        if isinstance(subject, str):
            return isinstance(search, str) and search in subject
        return any(equal(item, search) for item in subject)

    @functions.signature({"types": []})
    def _func_to_number(self, value: Any) -> Any:
        if isinstance(value, str):
            return _number(value)
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    @functions.signature({"types": []})
    def _func_to_string(self, value: Any) -> str:
        return value if isinstance(value, str) else to_json(value)


def _number(text: str) -> Any:
    """Read a number as JSON writes it, or give null."""
    found = _NUMBER.fullmatch(text) if len(text) <= _LONGEST_NUMBER else None
    if found is None:
        return None
    return int(text) if found[2] is found[3] is None else float(text)


class _Interpreter(visitor.TreeInterpreter):
    """Follows expressions; `true` is not `1`, in lists and objects too."""

    COMPARATOR_FUNC = {  # noqa: RUF012 - the library's own name and kind
        **visitor.TreeInterpreter.COMPARATOR_FUNC,
        "eq": equal,
        "ne": lambda left, right: not equal(left, right),
    }


_OPTIONS = visitor.Options(custom_functions=_Functions())


def reason(failure: Exception) -> str:
    """Say in one line why an expression has no result."""
    match failure:
        case exceptions.EmptyExpressionError():
            return "the expression is empty"
        case exceptions.IncompleteExpressionError():
            return "the expression ends too early"
        case exceptions.ArityError():
            return f"`{failure.function_name}` is given {failure.actual_arity} arguments"
        case exceptions.ParseError() if failure.lex_position >= len(failure.expression or ""):
            return "the expression ends too early"
        case exceptions.ParseError():
            return f"the expression does not parse at character {failure.lex_position + 1}"
        case exceptions.JMESPathTypeError():
            return f"`{failure.function_name}` does not take {_kind(failure.actual_type)}"
        case exceptions.UnknownFunctionError():
            return f"there is no function `{_called(failure)}`"
        case RecursionError():
            return "the expression or the data is nested too deeply"
        case TypeError():
            return "values of different kinds are put in order"
        case _:
            return "a slice steps by zero" if "slice" in str(failure) else "a number is too large"


def _called(failure: exceptions.UnknownFunctionError) -> str:
    return str(failure).removeprefix("Unknown function: ").removesuffix("()")


def _kind(name: str) -> str:
    """Name a kind of value as JMESPath does, whichever of its names the library gives."""
    return {"str": "string", "list": "array", "dict": "object", "bool": "boolean"}.get(name, name)
