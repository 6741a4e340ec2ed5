"""The error that carries every failure."""

import copy
import json
import pickle
from decimal import Decimal, DivisionByZero

import pytest

from pipesmith_runtime.data import plain
from pipesmith_runtime.errors import (
    EXECUTION,
    RETRY_EXHAUSTED,
    TIMEOUT,
    VALIDATION,
    ErrorKind,
    ExpressionFault,
    PipelineError,
    SourcePlace,
    as_pipeline_error,
)

STOCK = ErrorKind("out_of_stock", ErrorKind("sales", EXECUTION))


def whole() -> PipelineError:
    return PipelineError(
        STOCK,
        "none left",
        detail={"sku": [1, None]},
        cause=PipelineError(TIMEOUT, "late", stage="a"),
        pipeline="orders",
        stage="lines[2]/take",
        attempt=3,
        place=SourcePlace("orders.pipe", 4, 3),
        suppressed=[PipelineError(EXECUTION, "other")],
        retry_after=1.5,
    )


def test_an_error_survives_json_as_the_same() -> None:
    error = whole()
    again = PipelineError.from_json(json.loads(json.dumps(error.to_json())))
    assert again.to_json() == error.to_json()
    assert again.kind == STOCK
    assert again.matches("sales")
    assert again.place == error.place
    assert error.to_json()["type"] == "EXECUTION"
    assert error.to_json()["code"] == "out_of_stock"


def pickled(error: PipelineError) -> PipelineError:
    """Send an error through pickle."""
    again: PipelineError = pickle.loads(pickle.dumps(error))
    return again


@pytest.mark.parametrize("through", [copy.copy, copy.deepcopy, pickled])
def test_an_error_survives_pickling_and_copying(through: object) -> None:
    error = whole()
    error.add_note("in orders.pipe:4:3")
    again = through(error)  # type: ignore[operator]
    assert again.to_json() == error.to_json()
    assert again.__notes__ == ["in orders.pipe:4:3"]
    assert str(again) == "EXECUTION: none left"


def test_what_a_catch_takes() -> None:
    error = whole()
    assert error.matches("out_of_stock")
    assert error.matches("sales")
    assert error.matches("timeout", "execution")
    assert not error.matches("timeout")
    exhausted = PipelineError(RETRY_EXHAUSTED, "tired", cause=error)
    assert exhausted.matches("sales")
    assert exhausted.matches("retry_exhausted")
    assert not exhausted.matches("timeout")


@pytest.mark.parametrize(
    ("failure", "type_", "message"),
    [
        (ZeroDivisionError("division by zero"), "EXPRESSION", "division by zero"),
        (DivisionByZero(), "EXPRESSION", "division by zero"),
        (OverflowError("too large"), "EXPRESSION", "too large"),
        (IndexError("list index out of range"), "EXPRESSION", "index out of range"),
        (KeyError("k"), "EXPRESSION", "no entry has the key 'k'"),
        (ExpressionFault("the list is empty"), "EXPRESSION", "the list is empty"),
        (RuntimeError(), "UNKNOWN", "RuntimeError"),
    ],
)
def test_any_exception_becomes_one(failure: Exception, type_: str, message: str) -> None:
    error = as_pipeline_error(failure)
    assert (error.type, error.message, error.__cause__) == (type_, message, failure)


def test_undefined_division_of_decimals_is_division_by_zero() -> None:
    with pytest.raises(ArithmeticError) as caught:
        Decimal(0) / Decimal(0)
    assert as_pipeline_error(caught.value).type == "EXPRESSION"
    assert as_pipeline_error(caught.value).message == "division by zero"


def test_an_error_is_not_attached_to_itself_or_twice() -> None:
    error, other = whole(), PipelineError(TIMEOUT, "x")
    for attached in (error, other, other):
        error.attach(attached)
    assert [each.message for each in error.suppressed] == ["other", "x"]


def test_programs_see_the_ten_members_alone() -> None:
    error = PipelineError(VALIDATION, "no", cause=PipelineError(EXECUTION, "first"))
    names = "type code message pipeline stage attempt retryable detail cause suppressed".split()
    assert list(error.as_record()) == names
    assert list(error.as_record()["cause"]) == names
    assert plain(error) == error.as_record()
