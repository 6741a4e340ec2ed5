"""`pipesmith graph`: from a program to a picture."""

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from pipesmith.cli import main

PROGRAM = """
operator price(sku: string) -> int {
  python "shop:price"
}

node judge(total: int) -> string {
  model "default"
  prompt "Is {{to_string(total)}} much?"
}

pipeline inner(sku: string) -> int {
  stage one = price(sku)
  return one
}

pipeline outer(skus: list[string], limit: int) -> string? {
  stage first_price = inner(sku: "a")
  stage prices = foreach sku in skus parallel 2 {
    stage found = price(sku) retry 2 fallback null
    yield found ?? 0
  }
  let total = sum(prices) + first_price
  if total > limit {
    return "too much: {{to_string(total)}} is over the limit of {{to_string(limit)}}"
  }
  stage verdict = judge(total) when total > 0
  return verdict
}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("shop.pipe").write_text(PROGRAM.lstrip("\n"), "utf-8")


def test_a_tree_of_the_last_pipeline(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["graph", "shop.pipe"]) == 0
    assert capsys.readouterr().out == (
        "outer(skus, limit) -> string?\n"
        "|-- first_price = inner\n"
        "|-- prices = foreach sku in skus parallel 2\n"
        "|   `-- found = price retry fallback\n"
        "|-- if total > limit    (after: first_price, prices)\n"
        '|   `-- return "too much: {{to_string(total)}} is over the l...\n'
        "|-- verdict = judge when    (after: if total > limit)\n"
        "`-- return verdict    (after: verdict)\n"
    )


def test_a_pipeline_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["graph", "shop.pipe:inner", "--format", "mermaid"]) == 0
    assert capsys.readouterr().out == (
        "flowchart TD\n"
        "  %% inner(sku) -> int\n"
        '  n0["one<br>price"]\n'
        '  n1{{"return<br>one"}}\n'
        "  n0 --> n1\n"
    )


def test_the_ending_of_a_file_says_its_format(capsys: pytest.CaptureFixture[str]) -> None:
    for name, start in (
        ("p.svg", "<svg "),
        ("p.dot", "digraph "),
        ("p.mmd", "flowchart "),
        ("p.txt", "outer("),
    ):
        assert main(["graph", "shop.pipe", "-o", name]) == 0
        assert Path(name).read_text("utf-8").startswith(start)
        assert capsys.readouterr().err == f"wrote {name}\n"
    ElementTree.parse("p.svg")


def test_the_same_program_gives_the_same_picture(capsys: pytest.CaptureFixture[str]) -> None:
    shown = []
    for _ in range(2):
        assert main(["graph", "shop.pipe", "--format", "svg"]) == 0
        shown.append(capsys.readouterr().out)
    assert shown[0] == shown[1]


def test_a_program_that_does_not_compile(capsys: pytest.CaptureFixture[str]) -> None:
    Path("shop.pipe").write_text("pipeline p() -> int {\n  return m\n}\n", "utf-8")
    assert main(["graph", "shop.pipe"]) == 3
    shown = capsys.readouterr()
    assert (shown.out, shown.err.startswith("error[unknown-name]")) == ("", True)


def test_a_file_without_a_pipeline(capsys: pytest.CaptureFixture[str]) -> None:
    Path("shop.pipe").write_text("enum Level { low }\n", "utf-8")
    assert main(["graph", "shop.pipe"]) == 2
    assert capsys.readouterr().err == "pipesmith: `shop.pipe` declares no pipeline\n"


def test_a_place_that_cannot_be_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["graph", "shop.pipe", "-o", "gone/p.svg"]) == 2
    assert "cannot write `gone/p.svg`: no such file or directory" in capsys.readouterr().err


def test_the_clauses_that_are_written_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program = tmp_path / "clauses.pipe"
    program.write_text("""
operator load(id: int) -> int { python "shop:load" }

pipeline p(id: int) -> int {
  stage kept = load(id) timeout 5s cache 1h
  stage once = load(id) idempotent by "{{id}}" retry 2 deadline 1m fallback 0
  stage plain = load(id)
  return kept + once + plain
}
""")
    assert main(["graph", str(program)]) == 0
    told = capsys.readouterr().out
    assert "kept = load cache timeout\n" in told
    assert "once = load idempotent retry deadline fallback\n" in told
    assert "plain = load\n" in told
