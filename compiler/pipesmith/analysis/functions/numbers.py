"""The functions of numbers."""

from pipesmith.analysis.functions.function import Function

FUNCTIONS: tuple[Function, ...] = (
    Function(
        "abs",
        ("(number: M) -> M",),
        "Give a number or duration without its sign.",
        "abs(-2) == 2",
        may_fail=True,
    ),
    Function(
        "round",
        ("(number: N) -> int", "(number: N, digits: int) -> N"),
        "Round half to even, to an int or to digits behind the point.",
        "round(2.5) == 2",
        may_fail=True,
    ),
    Function(
        "floor",
        ("(number: N) -> int",),
        "Give the greatest int that is not greater.",
        "floor(-1.5) == -2",
        may_fail=True,
    ),
    Function(
        "ceil",
        ("(number: N) -> int",),
        "Give the least int that is not less.",
        "ceil(1.2) == 2",
        may_fail=True,
    ),
    Function(
        "clamp",
        ("(value: O, low: O, high: O) -> O",),
        "Keep a value between two bounds.",
        "clamp(12, 0, 10) == 10",
        may_fail=True,
    ),
    Function(
        "pow",
        (
            "(base: int, exponent: int) -> int",
            "(base: decimal, exponent: int) -> decimal",
            "(base: float, exponent: float) -> float",
        ),
        "Raise to a power.",
        "pow(2, 10) == 1024",
        may_fail=True,
    ),
    Function(
        "sqrt",
        ("(number: float) -> float", "(number: decimal) -> decimal"),
        "Give the square root.",
        "sqrt(9) == 3.0",
        may_fail=True,
    ),
)
