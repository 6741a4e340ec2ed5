"""Programs that are deep in any way give findings, or are sound; none is a fault."""

import pytest
from tests.checking import check_files

DEPTH = 1_500


def in_chain(first: str, link: str, last: str, rest: str = "") -> str:
    """Write declarations of which each names the next."""
    links = "".join(link.replace("@", str(at)).replace("#", str(at + 1)) for at in range(DEPTH))
    return first + links + last.replace("@", str(DEPTH)) + rest


BROUGHT_TOGETHER = {
    "types": in_chain("", "type T@ = T#\n", "type T@ = int\n"),
    "lists": in_chain("", "type T@ = list[T#]\n", "type T@ = int\n"),
    "records": in_chain("", "record R@ { r: R# }\n", "record R@ { n: int }\n"),
    "records in lists": in_chain("", "record R@ { r: list[R#] }\n", "record R@ { n: int }\n"),
    "functions": in_chain("", "function f@() -> int = f#()\n", "function f@() -> int = 1\n"),
    "errors": in_chain("", "error e@ is e#\n", "error e@ is execution\n"),
    "pipelines": in_chain(
        "", "pipeline p@() -> int {\n  stage a = p#()\n  return a\n}\n", "pipeline p@() -> int {\n"
        "  return 1\n}\n"
    ),
}  # fmt: skip
EXPRESSIONS = {
    "parentheses": "(" * DEPTH + "1" + ")" * DEPTH,
    "a sum": " + ".join(["n"] * DEPTH),
    "lists": "[" * DEPTH + "1" + "]" * DEPTH,
    "conditions": " : ".join(f"n == {at} ? {at}" for at in range(DEPTH)) + " : 1",
    "minuses": "- " * DEPTH + "n",
    "filters": "n" + " | abs" * DEPTH,
}


@pytest.mark.parametrize("kind", BROUGHT_TOGETHER)
def test_declarations_that_lead_on_too_far_are_refused(kind: str) -> None:
    found = [*check_files({"main.pipe": BROUGHT_TOGETHER[kind]}).findings]
    assert [str(finding.slug) for finding in found] == ["nesting-too-deep"]


@pytest.mark.parametrize("kind", EXPRESSIONS)
def test_expressions_that_are_nested_too_deeply_are_refused(kind: str) -> None:
    text = f"pipeline p(n: int) -> int {{\n  return {EXPRESSIONS[kind]}\n}}\n"
    found = [*check_files({"main.pipe": text}).findings]
    assert [str(finding.slug) for finding in found] == ["nesting-too-deep"]


def test_forty_declarations_may_lead_on() -> None:
    text = "".join(f"type T{at} = T{at + 1}\n" for at in range(40)) + "type T40 = int\n"
    assert len(check_files({"main.pipe": text}).findings) == 0


def test_long_is_not_deep() -> None:
    stages = "".join(f"  let x{at} = x{at + 1}\n" for at in range(DEPTH))
    text = f"pipeline p(n: int) -> int {{\n{stages}  let x{DEPTH} = n\n  return x0\n}}\n"
    assert len(check_files({"main.pipe": text}).findings) == 0
