"""Findings for machines: our JSON, GitHub's commands, SARIF."""

import json
from typing import Any

from pipesmith.diagnostics import Edit, Finding, Findings, Label, Slug, Suggestion
from pipesmith.diagnostics.codes import Severity
from pipesmith.diagnostics.render import render_github, render_json, render_sarif
from pipesmith.source import NOWHERE, Source

SOURCE = Source("a b,c.pipe", "one\n  two three\n")
SLUG = Slug("some-slug", "Something is wrong")


def found() -> Findings:
    two, three = SOURCE.span(6, 9), SOURCE.span(10, 15)
    findings = Findings({SOURCE.path: SOURCE})
    findings.add(
        [
            Finding(
                SLUG,
                "100% wrong\x1b[31m",
                Label(two, "this: a, b"),
                (Label(three, "because of this"),),
                ("a fact\n  in two lines",),
                Suggestion("write `2`", (Edit(two, "2"),)),
            ),
            Finding(Slug("mild", "Mild", Severity.warning), "mild", Label(NOWHERE, "")),
        ]
    )
    return findings


def test_json() -> None:
    document = json.loads(render_json(found()))
    assert (document["version"], document["errors"], document["warnings"]) == (1, 1, 1)
    mild, wrong = document["findings"]
    assert (mild["severity"], mild["help"], mild["others"]) == ("warning", None, [])
    at = {"path": "a b,c.pipe", "line": 2, "column": 3, "end_line": 2, "end_column": 6}
    assert wrong["label"] == {**at, "text": "this: a, b"}
    assert wrong["help"] == {"text": "write `2`", "edits": [{**at, "text": "2"}]}
    assert wrong["notes"] == ["a fact\n  in two lines"]


def test_json_survives_lone_surrogates() -> None:
    findings = Findings()
    findings.add([Finding(SLUG, "\ud800", Label(NOWHERE, ""))])
    assert render_json(findings).isascii()


def test_github() -> None:
    mild, wrong = render_github(found()).splitlines()
    assert mild == "::warning title=mild::mild"
    assert wrong == (
        "::error file=a b%2Cc.pipe,line=2,endLine=2,col=3,endColumn=6,title=some-slug::"
        "100%25 wrong\\u{1b}[31m%0Athis: a, b%0Anote: a fact%0A  in two lines%0Ahelp: write `2`"
    )


def run_of(findings: Findings) -> dict[str, Any]:
    log = json.loads(render_sarif(findings))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    return dict(run)


def test_sarif() -> None:
    run = run_of(found())
    assert run["columnKind"] == "unicodeCodePoints"
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["mild", "some-slug"]
    mild, wrong = run["results"]
    assert "locations" not in mild
    assert rules[wrong["ruleIndex"]]["id"] == wrong["ruleId"] == "some-slug"
    place = wrong["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a%20b%2Cc.pipe"
    region = {"startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 6}
    assert place["region"] == region
    assert wrong["relatedLocations"][0]["message"]["text"] == "because of this"
    (change,) = wrong["fixes"][0]["artifactChanges"]
    assert change["replacements"] == [{"deletedRegion": region, "insertedContent": {"text": "2"}}]


def test_no_findings_are_still_a_document() -> None:
    assert json.loads(render_json(Findings()))["findings"] == []
    assert run_of(Findings())["results"] == []
    assert render_github(Findings()) == ""
