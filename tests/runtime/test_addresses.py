"""Addresses as people write them: what they cover, hold and precede."""

import pytest

from pipesmith_runtime.addresses import Address, without_indexes


def address(text: str) -> Address:
    read = Address.read(text)
    assert read is not None
    return read


@pytest.mark.parametrize("text", ["", "a//b", "a[", "a[x]", "/a", "a[1][2]"])
def test_what_is_no_address_is_not_read(text: str) -> None:
    assert Address.read(text) is None


@pytest.mark.parametrize(
    ("pattern", "covered"),
    [
        ("xs", "xs[3]/f"),
        ("xs[3]", "xs[3]/f"),
        ("xs[*]/f", "xs[3]/f"),
        ("xs/f", "xs[3]/f"),
        ("risk/catch#2/log.warn#2", "risk/catch#2/log.warn#2"),
    ],
)
def test_a_pattern_covers_what_is_inside(pattern: str, covered: str) -> None:
    assert address(pattern).covers(address(covered))


@pytest.mark.parametrize(
    ("pattern", "other"), [("xs[3]", "xs[4]/f"), ("xs[*]", "xs"), ("xs/f", "xs[3]"), ("x", "xs")]
)
def test_a_pattern_leaves_the_rest(pattern: str, other: str) -> None:
    assert not address(pattern).covers(address(other))


def test_a_stage_holds_what_may_be_inside() -> None:
    assert address("xs").holds(address("xs[3]/f"))
    assert address("xs[2]/g").holds(address("xs/g/h"))
    assert not address("xs[2]/g").holds(address("xs[3]/g/h"))


def test_a_later_turn_comes_after() -> None:
    assert address("xs[3]/f").precedes(address("xs[4]/e"))
    assert not address("xs[3]/f").precedes(address("xs[2]/f"))
    assert not address("xs[3]/f").precedes(address("ys[4]/f"))
    assert not address("a[1]/xs[3]").precedes(address("a[0]/xs[4]"))


def test_indexes_are_taken_off() -> None:
    assert without_indexes("xs[*]/ys[3]/f#2") == "xs/ys/f#2"
