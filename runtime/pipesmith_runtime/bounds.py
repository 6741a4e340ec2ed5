"""The numbers that an int and a float of the language may be."""

import math

from pipesmith_runtime.errors import ExpressionFault

LEAST = -(2**63)
GREATEST = 2**63 - 1


def int64(number: int) -> int:
    """Give an int that fits 64 bits, or fail."""
    if LEAST <= number <= GREATEST:
        return number
    raise ExpressionFault("the result does not fit a 64-bit int")


def finite(number: float) -> float:
    """Give a float that is neither infinite nor not a number, or fail."""
    if math.isfinite(number):
        return number
    raise ExpressionFault("the result is not a finite float")
