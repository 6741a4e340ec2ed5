"""The standard functions of the oracle, on the vectors that every target passes."""

from typing import Any

import pytest
from tests.oracle.arithmetic import whole
from tests.oracle.functions import FUNCTIONS
from tests.oracle.values import Rec
from tests.runtime.vectors import LambdaText, R, Vector, vectors

from pipesmith_runtime.errors import ExpressionFault

ELSEWHERE = {"now_plus", "pluck", "type_of", "uuid5", "with", "jmespath"}
"""Functions that need the run or a static type, or that no drawn program calls."""
VECTORS = [
    vector
    for vector in vectors()
    if vector.function not in ELSEWHERE and (vector.function != "sum" or vector.arguments[0])
]


def given(value: Any, vector: Vector) -> Any:
    match value:
        case LambdaText(parameters=parameters, body=body):
            names = {"length": len, "lower": str.lower}
            function = eval(f"lambda {', '.join(parameters)}: {body}", names)
            pair = len(parameters) == 2 and vector.function != "reduce"
            return (lambda items: function(*items)) if pair else function
        case R():
            return Rec("R", {"name": value.name, "age": value.age})
        case list():
            return [given(each, vector) for each in value]
        case _:
            return value


def plain(value: Any) -> Any:
    match value:
        case R():
            return plain(given(value, VECTORS[0]))
        case Rec(fields=fields):
            return {name: plain(each) for name, each in fields.items()}
        case dict():
            return {key: plain(each) for key, each in value.items()}
        case list() | tuple():
            return type(value)(plain(each) for each in value)
        case _:
            return type(value), str(value)


@pytest.mark.parametrize("vector", VECTORS, ids=str)
def test_vector(vector: Vector) -> None:
    function = FUNCTIONS[vector.function]
    if vector.fails:
        with pytest.raises((ExpressionFault, ArithmeticError, LookupError)):
            whole(function(*(given(each, vector) for each in vector.arguments)))
    else:
        arguments = [given(each, vector) for each in vector.arguments]
        assert plain(function(*arguments)) == plain(vector.gives)
