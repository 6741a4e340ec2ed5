"""Names for Apex, for any names of a source."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipesmith_targets.apex.naming import LONGEST_CLASS, Kind, Names, camel, pascal

LEGAL = re.compile(r"[A-Za-z](_?[A-Za-z0-9])*")
WORDS = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["limit", "order", "Order", "a__b", "_x", "x_", "2nd", "über-größe", "URL"]),
    st.from_regex(r"[a-z][a-z0-9_-]{0,50}", fullmatch=True),
)


@given(st.lists(WORDS, max_size=30), st.sampled_from(Kind))
def test_names_are_legal_and_differ_by_more_than_case(words: list[str], kind: Kind) -> None:
    names = Names()
    write = camel if kind in (Kind.value, Kind.method) else pascal
    claimed = [names.claim(write(word), kind) for word in words]
    assert all(LEGAL.fullmatch(each) for each in claimed)
    assert all(each.lower() not in kind.reserved for each in claimed)
    assert all(len(each) <= kind.longest for each in claimed)
    assert len({each.lower() for each in claimed}) == len(claimed)


@given(WORDS, WORDS)
def test_a_block_takes_no_name_of_those_around_it(first: str, second: str) -> None:
    names = Names()
    outer = names.claim(camel(first))
    assert names.inner().claim(camel(second)).lower() != outer.lower()


@pytest.mark.parametrize(
    ("source", "kind", "wanted"),
    [
        ("unit_price", Kind.value, "unitPrice"),
        ("currency", Kind.value, "currencyValue"),
        ("system", Kind.value, "systemValue"),
        ("merge", Kind.method, "mergeCall"),
        ("http_2", Kind.value, "http2"),
        ("", Kind.value, "unnamed"),
    ],
)
def test_a_name_is_kept_as_far_as_it_can_be(source: str, kind: Kind, wanted: str) -> None:
    assert Names().claim(camel(source), kind) == wanted


def test_a_class_is_cut_to_what_an_org_takes() -> None:
    names = Names()
    long = [names.claim(pascal("order_" * 12), Kind.type) for _ in range(3)]
    assert [len(each) for each in long] == [LONGEST_CLASS] * 3
    assert len({*long}) == 3


def test_records_may_be_called_as_those_of_an_org_within_a_class_alone() -> None:
    assert Names().claim("Order", Kind.inner) == "Order"
    assert Names().claim("Order", Kind.type) == "OrderType"
