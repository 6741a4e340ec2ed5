"""The samples as Apex: each builds to what is committed, or is refused for stated reasons."""

from pathlib import Path

import pytest
from tests.samples.catalogue import EVERY, Sample

from pipesmith.driver import check_file, compile_file
from pipesmith.target import Options
from pipesmith_targets.apex import TARGET

CARRIED = ("pipeline-runtime", "/objects/")
"""Files that every project holds, and that no sample need show."""

REFUSED = {
    "customer_risk": {"apex/backoff", "apex/open-loop"},
    "orders_etl": {"apex/backoff", "apex/no-binding", "apex/open-loop"},
}
"""Samples that wait before they try again, or work with files of the host."""


@pytest.mark.parametrize("sample", EVERY, ids=lambda sample: sample.name)
def test_a_sample_builds_to_what_is_committed(
    sample: Sample, update: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(sample.folder)
    built = sample.folder / "expected" / "apex"
    if sample.name in REFUSED:
        assert refusals(sample) == REFUSED[sample.name]
        assert not built.exists()
        return
    bundle = compile_file(Path(sample.program), TARGET, Options()).bundle
    assert bundle is not None
    own = {path: text for path, text in bundle.files.items() if not any(c in path for c in CARRIED)}
    if update:
        for path, text in own.items():
            (built / path).parent.mkdir(parents=True, exist_ok=True)
            (built / path).write_text(text, "utf-8")
    files = [file for file in built.rglob("*") if file.is_file()]
    assert {f.relative_to(built).as_posix(): f.read_text("utf-8") for f in files} == own


def refusals(sample: Sample) -> set[str]:
    """Give the slugs of what the target finds in a sample."""
    program = check_file(Path(sample.program)).program
    assert program is not None
    return {str(each.slug) for each in TARGET.check(program)}
