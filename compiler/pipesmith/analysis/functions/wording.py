"""How a call that does not fit is put into words."""

from collections.abc import Sequence

from pipesmith import types as t
from pipesmith.analysis.functions.calling import Argument, Mismatch, counted
from pipesmith.analysis.functions.function import Function
from pipesmith.analysis.functions.signatures import Applied, Arrow, Parameter, Pattern, Variable

_MEANS = {
    "N": "a number",
    "M": "a number or a duration",
    "O": "a number, a text, a date, a datetime or a duration",
    "P": "a value that is never null",
    "R": "a record",
}


def wrong_type(
    function: Function, parameter: Parameter, at: int, expected: str, given: t.Type
) -> Mismatch:
    """Say what a parameter takes, and what it is given."""
    message = f"`{parameter.name}` of `{function.name}` must be {expected}; this is `{given}`"
    return Mismatch("type", message, f"this is `{given}`", at, notes=forms(function))


def maybe_null(function: Function, parameter: Parameter, at: int, given: t.Type) -> Mismatch:
    """Say that only null keeps an argument from being taken."""
    message = f"`{parameter.name}` of `{function.name}` cannot be null; this is `{given}`"
    return Mismatch("null", message, f"this is `{given}`", at, notes=forms(function))


def not_a_lambda(function: Function, parameter: Parameter, at: int) -> Mismatch:
    """Say that a lambda stands where a value is wanted."""
    message = f"`{parameter.name}` of `{function.name}` is not a lambda"
    label = f"expected {expected(parameter.pattern)}"
    return Mismatch("type", message, label, at, notes=forms(function))


def lambda_count(function: Function, at: int, wanted: int) -> Mismatch:
    """Say how many parameters a lambda must have."""
    parameters = counted(wanted, "parameter")
    message = f"the lambda given to `{function.name}` must have {parameters}"
    return Mismatch("lambda", message, f"expected {parameters}", at, notes=forms(function))


def lambda_result(function: Function, at: int, wanted: str, given: t.Type) -> Mismatch:
    """Say what a lambda must give."""
    message = f"the lambda given to `{function.name}` must give {wanted}; it gives `{given}`"
    return Mismatch("lambda", message, f"this gives `{given}`", at, notes=forms(function))


def secret_leaks(function: Function, result: t.Type) -> Mismatch:
    """Say that a result would let a secret out: only texts can stay secret."""
    message = f"`{function.name}` would let a secret out as `{result}`"
    return Mismatch("secret", message, f"this `{result}` is made from a secret")


def nearest(
    function: Function, arguments: Sequence[Argument], failures: Sequence[Mismatch]
) -> Mismatch:
    """Choose the failure that got furthest; several signatures that fail alike are told as one."""
    best = max(failures, key=_progress)
    given = None if best.argument is None else arguments[best.argument].type
    if best.reason != "type" or given is None or len(failures) == 1:
        return best
    message = f"`{function.name}` does not take {_a(given)} here"
    return Mismatch("type", message, best.label, best.argument, notes=best.notes)


def _progress(failure: Mismatch) -> tuple[bool, bool, int]:
    placed = failure.reason not in ("count", "name")
    return placed, failure.reason == "null", failure.argument or 0


def _a(type_: t.Type) -> str:
    return f"{'an' if str(type_)[0] in 'aeiouAEIOU' else 'a'} `{type_}`"


def forms(function: Function) -> tuple[str, ...]:
    """Write every signature of a function, as notes."""
    return tuple(f"`{function.name}{signature.text}`" for signature in function.signatures)


def expected(pattern: Pattern, unfit: str | None = None) -> str:
    """Write what a pattern takes, and of the variable that does not fit what it means."""
    means = _MEANS.get(unfit or "", "") if unfit in variables(pattern) else ""
    if isinstance(pattern, Variable):
        return means or "of the same type as the others"
    return f"`{pattern}`, where `{unfit}` is {means}" if means else f"`{pattern}`"


def variables(pattern: Pattern) -> frozenset[str]:
    """Give the type variables of a pattern."""
    match pattern:
        case Variable(name=name):
            return frozenset({name})
        case Applied(parts=parts):
            return frozenset[str]().union(*map(variables, parts))
        case Arrow(parameters=parameters, result=result):
            return frozenset[str]().union(*map(variables, (*parameters, result)))
        case _:
            return frozenset()
