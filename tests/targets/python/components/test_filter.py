"""`filter.items`: a JMESPath condition for each item."""

from pathlib import Path

import pytest
from tests.targets.python.components.whole import ran

PROGRAM = """
record Order { id: int total: decimal paid: bool? = null }
pipeline p(orders: list[Order]) -> list[json] {
  stage kept = filter.items(items: orders, condition: "CONDITION")
  return kept
}
"""
ORDERS = [
    {"id": 1, "total": "2.50", "paid": True},
    {"id": 2, "total": "9.00", "paid": False},
    {"id": 3, "total": "1.00", "paid": None},
]


@pytest.mark.parametrize(
    ("condition", "ids"),
    [
        ("paid", [1]),
        ("!paid", [2, 3]),
        ("id >= `2` && paid == `false`", [2]),
        ("total == '1.00'", [3]),
        ("missing", []),
    ],
)
def test_items_stay_for_which_the_condition_is_true(
    condition: str, ids: list[int], tmp_path: Path
) -> None:
    done = ran(PROGRAM.replace("CONDITION", condition), tmp_path, given={"orders": ORDERS})
    assert done.value == [order for order in ORDERS if order["id"] in ids]


def test_a_condition_that_is_no_bool_fails(tmp_path: Path) -> None:
    text = PROGRAM.replace("CONDITION", "id")
    failed = ran(text, tmp_path, given={"orders": ORDERS}).failed
    assert failed.type == "TRANSFORMATION"
    assert failed.message == "JMESPath: the condition gives number 1 for item 0, not a bool"


def test_json_that_is_no_list_fails(tmp_path: Path) -> None:
    text = """
    pipeline p(data: json) -> list[json] {
      stage kept = filter.items(items: data, condition: "id")
      return kept
    }
    """
    failed = ran(text, tmp_path, given={"data": {"a": 1}}).failed
    assert (failed.type, failed.message) == ("VALIDATION", "items: expected list, found object")
