"""The hash of a pipeline changes with all that it says and uses, and with nothing else."""

import pytest
from tests.checking import ENTRY, check_files

from pipesmith.ir.content import content_hashes

PROGRAM = """
record Order { id: string  lines: list[Line] }
record Line { price: decimal }
enum Level { low, high }
error late is timeout
function total(order: Order) -> decimal = order.lines | map(x => x.price) | sum
operator load(id: string) -> Order { python "m:load" }
operator other(id: string) -> string { python "m:other" }
pipeline inner(id: string) -> decimal {
  stage order = load(id)
  return total(order)
}
pipeline p(id: string) -> decimal {
  stage found = inner(id)
  return found
}
"""


def hash_of(text: str) -> str:
    program = check_files({ENTRY: text}).program
    assert program is not None
    return content_hashes(program)["main", "p"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("price: decimal", "price: decimal  note: string?"),
        ("| sum", "| sum | abs"),
        ("m:load", "m:load_all"),
        ("return total(order)", "return total(order) + 1"),
        ("stage found = inner(id)", "stage found = inner(id) retry 1"),
    ],
)
def test_what_is_used_counts(before: str, after: str) -> None:
    assert before in PROGRAM
    assert hash_of(PROGRAM.replace(before, after)) != hash_of(PROGRAM)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\nrecord", "\n\n// a comment\nrecord"),
        ("m:other", "m:another"),
        ("low, high", "low, middle, high"),
        ("stage found = inner(id)", "stage found =\n    inner(id: id)"),
    ],
)
def test_what_is_not_used_does_not(before: str, after: str) -> None:
    assert before in PROGRAM
    assert hash_of(PROGRAM.replace(before, after)) == hash_of(PROGRAM)
