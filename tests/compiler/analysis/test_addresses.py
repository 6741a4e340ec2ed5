"""Addresses in tests: what they may be, and what they mean."""

import pytest
from tests.checking import check_files

PROGRAM = """
operator load(id: int) -> int {
  python "shop:load"
}

pipeline inner(id: int) -> int {
  stage item = load(id)
  return item
} on error as err {
  do load(id: 0)
}

pipeline outer(ids: list[int]) -> int {
  stage all_items = foreach id in ids parallel 2 {
    stage one = inner(id)
    yield one
  }
  stage tried = try {
    stage first_item = load(id: 1)
    yield first_item
  } catch timeout {
    do load(id: 2)
    do load(id: 3)
    yield 0
  } catch * {
    do load(id: 4)
    yield 0
  } finally {
    do load(id: 5)
  }
  parallel {
    branch left { do load(id: 6) }
    branch right { do load(id: 7) }
  }
  if tried > 0 {
    do load(id: 8)
  }
  switch tried {
    case 1 { do load(id: 9) }
    else { stage last_item = load(id: 10) }
  }
  return tried + length(all_items)
}

test "addresses" {
  given outer(ids: [])
  mock ADDRESS returns 1
  expect called load times 1
}
"""


def slugs(address: str) -> list[str]:
    found = check_files({"main.pipe": PROGRAM.replace("ADDRESS", address)}).findings
    return [finding.slug.name for finding in found if finding.slug.name != "unused-name"]


@pytest.mark.parametrize(
    "address",
    [
        "all_items/one/item",
        "all_items[0]/one",
        "all_items[*]/one/on_error/load",
        "tried/first_item",
        "tried/catch/load",
        "tried/catch/load#2",
        "tried/catch#2/load",
        "tried/finally/load",
        "parallel/left/load",
        "if/load",
        "switch/load",
        "switch/last_item",
    ],
)
def test_an_address_leads_to_a_call(address: str) -> None:
    assert slugs(address) == []


@pytest.mark.parametrize(
    "address",
    [
        "all_items/two",
        "all_items/one[0]/item",
        "tried[0]/first_item",
        "tried/load",
        "tried/catch#3/load",
        "tried/catch",
        "parallel/load",
        "on_error/load",
        "item/one",
    ],
)
def test_an_address_that_leads_nowhere_is_told(address: str) -> None:
    assert slugs(address) == ["unknown-stage"]


@pytest.mark.parametrize("address", ["tried", "all_items", "if"])
def test_a_control_statement_is_not_mocked(address: str) -> None:
    assert slugs(address) in (["bad-mock"], ["unknown-component"])
