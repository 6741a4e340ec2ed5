"""A stage that no transaction has room for is refused, and what is proposed instead fits."""

import pytest
from tests.targets.apex.building import checked, refused

from pipesmith_targets.apex import TARGET

HEAD = """
operator ask(n: int) -> int { http GET "{{env.URL}}/{{n}}" timeout 10s }
operator quick(n: int) -> int { http GET "{{env.URL}}/{{n}}" timeout 1s }
node rate(n: int) -> int { model "default" prompt "Rate {{n}}." repair 4 }
node fix(n: int) -> int { model "default" prompt "Fix {{n}}." repair 120 }
pipeline both(n: int) -> int {
  stage a = ask(n) retry 3
  stage b = ask(n: a) retry 4
  return b
}
pipeline p(n: int) -> int {
  wait 1m
"""


def program(clause: str) -> str:
    """Write a job with one stage."""
    return f"{HEAD}  stage a = {clause}\n  return a\n}}\n"


@pytest.mark.parametrize(
    ("clause", "slug", "label", "help_", "mended"),
    [
        (
            "quick(n) retry 100",
            "callout-limit",
            "one transaction could make 101 callouts",
            "allow `retry 99` or less",
            "quick(n) retry 99",
        ),
        (
            "ask(n) retry 100",
            "callout-limit",
            "one transaction could make 101 callouts",
            "allow `retry 11` or less",
            "ask(n) retry 11",
        ),
        (
            "rate(n) retry 24",
            "callout-limit",
            "one transaction could make 125 callouts",
            "allow `retry 1` or less",
            "rate(n) retry 1",
        ),
        (
            "both(n) timeout 70s retry 20",
            "callout-limit",
            "one transaction could make 189 callouts",
            "wait between attempts: `backoff fixed(1m)`",
            "both(n) timeout 70s retry 20 backoff fixed(1m)",
        ),
        (
            "fix(n)",
            "callout-limit",
            "one transaction could make 121 callouts",
            "let `repair` be 99 or less",
            None,
        ),
        (
            "ask(n) retry 12",
            "callout-time",
            "one transaction could wait 130 s for 13 callouts",
            "end it in time with `deadline 2m`",
            "ask(n) retry 12 deadline 2m",
        ),
        (
            "both(n) retry 1",
            "callout-time",
            "one transaction could wait 180 s for 18 callouts",
            "end it in time with `deadline 2m`",
            "both(n) retry 1 deadline 2m",
        ),
    ],
)
def test_a_stage_of_a_job_fits_a_transaction(
    clause: str, slug: str, label: str, help_: str, mended: str | None
) -> None:
    (found,) = TARGET.check(checked(program(clause)))
    assert found.help is not None
    assert (str(found.slug), found.label.text) == (f"apex/{slug}", label)
    assert found.help.text == help_
    if mended is not None:
        assert refused(program(mended)) == []


def test_what_is_called_and_waits_too_long_is_ended_in_time() -> None:
    inner = "pipeline many(n: int) {\n repeat 13 { do ask(n) }\n}\n"
    source = inner + HEAD + "  do many(n){}\n  return n\n}\n"
    assert refused(source.replace("{}", "")) == ["apex/callout-time"]
    assert refused(source.replace("{}", " timeout 2m")) == []


def test_attempts_without_a_bound_are_told() -> None:
    assert refused(program("ask(n) retry n")) == ["apex/open-loop"]
    assert refused(program("ask(n) retry n backoff fixed(1m)")) == []
