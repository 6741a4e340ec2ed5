"""The samples as Apex with their tests: each builds to what is committed."""

from pathlib import Path

import pytest
from tests.samples.catalogue import EVERY, Sample

from pipesmith.driver import compile_file
from pipesmith.target import Options
from pipesmith_targets.apex import TARGET

CARRIED = ("pipeline-runtime", "/objects/", "manifest/")
"""Files that tell of the runtime, which every project holds; no sample need show them."""


WITH_TESTS = Options(tests=True)


@pytest.mark.parametrize("sample", EVERY, ids=lambda sample: sample.name)
def test_a_sample_builds_to_what_is_committed(
    sample: Sample, update: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(sample.folder)
    built = sample.folder / "expected" / "apex"
    bundle = compile_file(Path(sample.tests or sample.program), TARGET, WITH_TESTS).bundle
    assert bundle is not None
    own = {path: text for path, text in bundle.files.items() if not any(c in path for c in CARRIED)}
    if update:
        for path, text in own.items():
            (built / path).parent.mkdir(parents=True, exist_ok=True)
            (built / path).write_text(text, "utf-8")
    files = [file for file in built.rglob("*") if file.is_file()]
    assert {f.relative_to(built).as_posix(): f.read_text("utf-8") for f in files} == own
