"""Names for generated code."""

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipesmith_targets.identifiers import Namespace, capitals, pascal, singular, snake, unused


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("crm", "CRM"),
        ("risk/catch/log.warn#2", "RISK_CATCH_LOG_WARN_2"),
        ("rateLimit", "RATE_LIMIT"),
        ("3d", "_3D"),
    ],
)
def test_addresses_become_constants(text: str, expected: str) -> None:
    assert capitals(text) == expected


@pytest.mark.parametrize(
    ("many", "one"),
    [
        ("assessments", "assessment"),
        ("queries", "query"),
        ("boxes", "box"),
        ("classes", "class"),
        ("data", None),
        ("glass", None),
        ("s", None),
    ],
)
def test_one_of_many(many: str, one: str | None) -> None:
    assert singular(many) == one


def test_a_taken_name_gets_an_underscore_and_then_a_number() -> None:
    assert unused("a", {"a"}) == "a_"
    assert unused("a", {"a", "a_"}) == "a_2"
    assert unused("a_", {"a_", "a_2"}) == "a_3"


def test_values_side_by_side_share_a_name_when_they_are_of_one_kind() -> None:
    names = Namespace()
    assert names.share("x", "int", set()) == "x"
    assert names.share("x", "int", set()) == "x"
    assert names.share("x", "int", {"x"}) == "x_"
    assert names.share("x", "text", set()) == "x_2"


def test_a_scope_inside_may_hide_a_value_but_never_a_fixed_name() -> None:
    outer = Namespace(names={"fixed"})
    outer.share("value", "int", set())
    inner = Namespace(outer)
    assert inner.share("value", "text", set()) == "value"
    assert inner.share("fixed", "text", set()) == "fixed_"
    assert inner.claim("value") == "value_"


@given(st.text())
def test_any_text_gives_legal_names(text: str) -> None:
    for name in (snake(text), capitals(text), pascal(text)):
        assert name.isidentifier()
        assert name.isascii()


@given(st.lists(st.sampled_from(["a", "a_", "b", "a_2", "class"])))
def test_claimed_names_are_never_the_same(wanted: list[str]) -> None:
    names = Namespace(names=set(keyword.kwlist))
    given_ = [names.claim(each) for each in wanted]
    assert len(set(given_)) == len(given_)
    assert not {*given_} & {*keyword.kwlist}
