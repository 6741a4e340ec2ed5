"""The name that was probably meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipesmith.diagnostics.suggest import nearest


@pytest.mark.parametrize(
    ("name", "candidates", "meant"),
    [
        ("enrch", ["fetch", "enrich"], "enrich"),
        ("Fetch", ["fetcher", "fetch"], "fetch"),
        ("hihg", ["low", "high"], "high"),
        ("ab", ["ac"], "ac"),
        ("a", ["b"], None),
        ("score", ["rating"], None),
        ("fetch", ["fetch"], None),
        ("teh", [], None),
        ("load_itm", ["load_items", "load_item"], "load_item"),
        ("reprot", ["report"], "report"),
    ],
)
def test_at_most_one_name_is_near(name: str, candidates: list[str], meant: str | None) -> None:
    assert nearest(name, candidates) == meant


@given(st.text("abcd_", min_size=1, max_size=12), st.lists(st.text("abcd_", max_size=12)))
def test_a_suggestion_is_another_candidate(name: str, candidates: list[str]) -> None:
    found = nearest(name, candidates)
    assert found is None or (found in candidates and found != name)


@given(st.text("abcdefgh", min_size=4, max_size=12), st.data())
def test_one_edit_is_always_near(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name) - 1))
    assert nearest(name, [name[:at] + name[at + 1 :]]) is not None
    assert nearest(name, [name[:at] + "z" + name[at:]]) is not None
