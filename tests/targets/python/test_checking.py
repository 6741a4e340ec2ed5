"""What the Python target refuses, and where it says so."""

import pytest

from pipesmith.driver import check_source
from pipesmith.ir import nodes as n
from pipesmith.source import Source
from pipesmith_targets.python.checking import check


def refusals(text: str, path: str = "main.pipe") -> list[tuple[str, str]]:
    """Give the slug of each refusal, and the text that its label covers."""
    source = Source(path, text)
    checked = check_source(source, lambda path: None)
    assert checked.program is not None, [each.message for each in checked.findings]
    found = check(checked.program, {path: source})
    return [(each.slug.name, text[each.label.span.start : each.label.span.end]) for each in found]


def test_a_component_needs_an_implementation_in_python() -> None:
    text = 'operator only_apex(n: int) -> int { apex "Only" }\npipeline p() -> int { return 1 }'
    assert refusals(text) == [
        ("python/no-binding", 'operator only_apex(n: int) -> int { apex "Only" }')
    ]


CLAUSES = """
operator work(n: int) -> int {{ python "host:work" }}
pipeline p(n: int) -> int {{
  {statement}
  return 1
}}
"""


@pytest.mark.parametrize(
    "statement",
    [
        "stage a = if n > 1 { return 2 } else { yield 1 } timeout 1s",
        "foreach i in [1] { stage a = if n > 1 { break } else { yield 1 } fallback 2 }",
        "stage a = foreach i in [1] collect errors { if n > 1 { break } yield 1 }",
        "stage a = foreach i in [1] { if n > 1 { break } yield 1 } timeout 1s",
        "stage a = if n > 1 { yield 2 } else { yield 1 } when n > 2",
    ],
)
def test_a_jump_may_leave_a_statement_with_clauses(statement: str) -> None:
    assert refusals(CLAUSES.format(statement=statement)) == []


def test_a_module_may_not_hide_one_of_pythons() -> None:
    text = "pipeline p() -> int { return 1 }"
    assert refusals(text, "json.pipe") == [("python/module-name", "")]
    assert refusals(text, "orders.pipe") == []


def test_a_circle_of_imports_is_told_once_with_its_way() -> None:
    modules = tuple(
        n.Module(name, f"{name}.pipe", (n.Import(other, ("X",)),), ())
        for name, other in (("a", "b"), ("b", "c"), ("c", "a"))
    )
    found = list(check(n.Program(modules), {}))
    assert [each.slug.name for each in found] == ["python/import-cycle"]
    assert found[0].notes == ("`a.pipe` imports `b.pipe` imports `c.pipe` imports `a.pipe`",)
