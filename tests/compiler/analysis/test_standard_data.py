"""`jmespath`, `json.transform` and `schema.validate` when they are checked."""

import sys

import pytest
from tests.checking import ENTRY, check_files

from pipesmith.analysis.functions.queries import check_query
from pipesmith.analysis.json_schema_check import schema_problems
from pipesmith.ir.nodes import Pipeline


def found(body: str, more: str = "") -> list[str]:
    """Give what is found in a pipeline's body, by slug."""
    text = f"{more}pipeline p(data: json, q: string) -> json {{\n{body}\n}}\n"
    return [finding.slug.name for finding in check_files({ENTRY: text}).findings]


def raised(body: str, more: str = "") -> tuple[str, ...]:
    text = f"{more}pipeline p(data: json, q: string) -> json {{\n{body}\n}}\n"
    checked = check_files({ENTRY: text})
    assert checked.program is not None
    pipeline = checked.program.entry.declarations[-1]
    assert isinstance(pipeline, Pipeline)
    return pipeline.raises


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("a.b[", 4), ("a.b[?c = 'x']", 7), ("", 0), ("a | lenght(@)", 4), ("a.b || 'x", 7),
        ("sort_by(@)", 0), ("not_null()", 0), ("[::0]", 0), ("(" * 5000, 0), ("`", 0), ("a b", 2),
    ],
)  # fmt: skip
def test_a_bad_expression(text: str, at: int) -> None:
    complaint = check_query(text)
    assert complaint is not None
    assert (complaint.about, complaint.at) == ("jmespath", at)


@pytest.mark.parametrize("text", ["a", "@", "a[?b > `1`].{x: c, y: not_null(d, e)} | [0]", "`lit`"])
def test_a_good_expression(text: str) -> None:
    assert check_query(text) is None


def test_a_member_of_a_mapping_is_checked() -> None:
    body = 'stage a = json.transform(data, mapping: { x: "a", y: "b." })\n  return a'
    assert found(body) == ["bad-jmespath"]


def test_what_a_run_gives_is_not_checked() -> None:
    assert found("stage a = json.transform(data, expression: q)\n  return a") == []
    assert found("stage a = schema.validate(data, schema: data)\n  return a") == []


def test_only_what_uses_jmespath_raises_as_it_does() -> None:
    assert "transformation" not in raised("return data")
    assert "transformation" in raised("return jmespath(data, q)")
    assert "transformation" in raised("stage a = json.transform(data, expression: q)\n  return a")
    shared = 'function f(x: json) -> json = jmespath(x, "a")\n'
    assert "transformation" in raised("return f(data)", shared)


def test_catching_what_jmespath_raises_is_not_idle() -> None:
    body = """  stage a = try {
    yield jmespath(data, q)
  } catch transformation as err {
    let m: json = err.message
    yield m
  }
  return a"""
    assert found(body) == []
    assert found(body.replace("jmespath(data, q)", "data")) == ["idle-catch"]


def test_a_secret_is_not_searched() -> None:
    assert found('return jmespath(secret.KEY, "a")') != []


def test_without_jmespath_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jmespath", None)
    complaint = check_query("a")
    assert complaint is not None
    assert complaint.way == 'run `pip install "pipesmith[jmespath]"`'


def test_without_jsonschema_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jsonschema", None)
    (problem,) = schema_problems({})
    assert problem.way == 'run `pip install "pipesmith[schema]"`'


def test_a_program_that_uses_neither_imports_neither(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("jmespath", "jsonschema"):
        monkeypatch.setitem(sys.modules, name, None)
    assert found("return data") == []
