"""Verdicts for build servers: JUnit's XML, and JSON."""

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from pipesmith.cli.testing.verdicts import Failure, Verdict


def junit(verdicts: Sequence[Verdict]) -> str:
    """Write verdicts as JUnit does, a suite for each file."""
    root = ET.Element("testsuites", _counts(verdicts))
    for path, group in groupby(verdicts, key=lambda each: each.program.entry.path):
        own = list(group)
        suite = ET.SubElement(root, "testsuite", {"name": path, **_counts(own)})
        for verdict in own:
            _case(suite, verdict, path)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _counts(verdicts: Sequence[Verdict]) -> dict[str, str]:
    failed = sum(not verdict.passed for verdict in verdicts)
    seconds = sum(verdict.seconds for verdict in verdicts)
    return {
        "tests": str(len(verdicts)),
        "failures": str(failed),
        "errors": "0",
        "time": f"{seconds:.3f}",
    }


def _case(suite: ET.Element, verdict: Verdict, path: str) -> None:
    case = ET.SubElement(
        suite,
        "testcase",
        {
            "classname": verdict.program.entry.name,
            "name": _legal(verdict.scenario.title),
            "file": path,
            "line": str(verdict.scenario.place.line),
            "time": f"{verdict.seconds:.3f}",
        },
    )
    if verdict.failure is not None:
        failure = ET.SubElement(case, "failure", {"message": _legal(verdict.failure.message)})
        failure.text = _legal(whole(verdict.failure))


def whole(failure: Failure) -> str:
    """Give all that is known of a failure as lines."""
    place = failure.place
    lines = [f"{place.path}:{place.line}:{place.column}: {failure.message}", *failure.facts]
    if failure.trace:
        lines += ["what the run did:", *failure.trace]
    if failure.pasteable is not None:
        lines += ["a test that fails in the same way:", failure.pasteable]
    return "\n".join(lines)


def _legal(text: str) -> str:
    """Replace the characters that XML cannot hold."""
    return "".join(char if char.isprintable() or char in "\n\t" else "\ufffd" for char in text)


def as_json(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Give verdicts as JSON data."""
    return {
        "passed": sum(verdict.passed for verdict in verdicts),
        "failed": sum(not verdict.passed for verdict in verdicts),
        "tests": [_json(verdict) for verdict in verdicts],
    }


def _json(verdict: Verdict) -> dict[str, Any]:
    place, failure = verdict.scenario.place, verdict.failure
    return {
        "file": verdict.program.entry.path,
        "line": place.line,
        "title": verdict.scenario.title,
        "kind": verdict.scenario.kind,
        "passed": verdict.passed,
        "seconds": round(verdict.seconds, 3),
        "runs": len(verdict.trials),
        "failure": None
        if failure is None
        else {
            "message": failure.message,
            "line": failure.place.line,
            "column": failure.place.column,
            "facts": list(failure.facts),
            "trace": list(failure.trace),
            "test": failure.pasteable,
        },
    }
