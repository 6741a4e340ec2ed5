"""A call of a standard function before it is typed: its arguments, and where they go."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipesmith import types as t
from pipesmith.analysis.functions.function import Function
from pipesmith.analysis.functions.signatures import Parameter, Signature

Constant = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Argument:
    """What a call gives: a value of a type, or a lambda, known so far by its parameters alone.

    `constant` is the text of a text literal, or the texts of a list literal of them.
    """

    type: t.Type | None = None
    lambda_parameters: int | None = None
    name: str | None = None
    constant: Constant | None = None


Reason = Literal[
    "count",
    "name",
    "type",
    "null",
    "lambda",
    "literal",
    "jmespath",
    "field",
    "secret",
    "not-supported",
]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Why a call does not fit: the facts of one finding.

    The label is for the argument, or for the whole call when `argument` is None. `at` is a code
    point in the argument's constant text; `way` is a way out.
    """

    reason: Reason
    message: str
    label: str
    argument: int | None = None
    at: int | None = None
    notes: tuple[str, ...] = ()
    way: str | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """One parameter of a signature and the argument that fills it, if any does."""

    parameter: Parameter
    argument: int | None


def place(
    function: Function, signature: Signature, arguments: Sequence[Argument]
) -> tuple[Slot, ...] | Mismatch:
    """Put each argument to its parameter: first by position, then by name."""
    filled: dict[str, list[int | None]] = {}
    for at, argument in enumerate(arguments):
        parameter = _parameter_of(signature, argument, at)
        if parameter is None:
            return _unplaced(function, argument, at)
        if parameter.name in filled and not parameter.variadic:
            message = f"`{function.name}` is given `{parameter.name}` twice"
            return Mismatch("name", message, "given again", at)
        filled.setdefault(parameter.name, []).append(at)
    return _missing(function, signature, filled) or tuple(
        Slot(parameter, at)
        for parameter in signature.parameters
        for at in filled.get(parameter.name, () if parameter.variadic else (None,))
    )


def _parameter_of(signature: Signature, argument: Argument, at: int) -> Parameter | None:
    parameters = signature.parameters
    if argument.name is not None:
        named = (p for p in parameters if p.name == argument.name and not p.variadic)
        return next(named, None)
    if at < len(parameters):
        return parameters[at]
    return parameters[-1] if parameters and parameters[-1].variadic else None


def _missing(
    function: Function, signature: Signature, filled: dict[str, list[int | None]]
) -> Mismatch | None:
    for parameter in signature.parameters:
        if parameter.name not in filled and parameter.default is None and not parameter.variadic:
            name = parameter.name
            return Mismatch(
                "count", f"`{function.name}` misses its `{name}`", f"`{name}` is missing"
            )
    return None


def _unplaced(function: Function, argument: Argument, at: int) -> Mismatch:
    if argument.name is not None:
        message = f"`{function.name}` has no parameter `{argument.name}`"
        return Mismatch("name", message, "not a parameter", at)
    message = f"`{function.name}` takes at most {counted(at, 'argument')}"
    return Mismatch("count", message, "one argument too many", at)


def counted(count: int, noun: str) -> str:
    """Write a number of things."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
