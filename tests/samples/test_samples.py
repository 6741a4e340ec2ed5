"""Every sample is clean, formatted, built as committed, and gives the result it shows."""

import json
import os
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Mapping
from pathlib import Path
from shutil import rmtree

import pytest
from tests.program import python_target
from tests.samples.catalogue import SAMPLES, Sample

from pipesmith.driver import check_file, compile_file
from pipesmith.source import Source
from pipesmith.syntax import format_source
from pipesmith.target import Options

ROOT = SAMPLES.parent
SOURCES = [str(ROOT / name) for name in ("compiler", "targets", "runtime")]

ALLOWED = [
    *("pydantic", "pydantic_core", "annotated_types", "typing_extensions.py", "typing_inspection"),
    *("aiohttp", "aiohappyeyeballs", "aiosignal", "attr", "attrs", "frozenlist", "idna"),
    *("multidict", "propcache", "yarl", "lifetimes"),
]
"""What a built program may need: pydantic, aiohttp, what these two need, and the data package."""

START = """
import runpy, sys
allowed, built, sample, program, *arguments = sys.argv[1:]
sys.path[:0] = [built, sample, allowed]
sys.argv = [program, *arguments]
runpy.run_path(program, run_name="__main__")
"""

Services = Callable[[Sample], dict[str, str]]


def test_the_samples_are_all_there() -> None:
    folders = {file.parent.name for file in SAMPLES.glob("*/*.pipe")}
    assert folders == {"hello", "customer_risk", "support_triage", "orders_etl"}
    assert all((SAMPLES / folder / "README.md").exists() for folder in folders)


def test_a_sample_has_no_findings(sample: Sample) -> None:
    checked = check_file(sample.file)
    assert [finding.message for finding in checked.findings] == []


def test_a_sample_is_formatted(sample: Sample) -> None:
    for file in sample.folder.glob("*.pipe"):
        text = file.read_text("utf-8")
        assert format_source(Source(file.name, text)) == text


def test_a_sample_builds_to_what_is_committed(
    sample: Sample, update: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(sample.folder)
    compiled = compile_file(Path(sample.program), python_target(), Options())
    assert compiled.bundle is not None
    if update:
        rewrite(sample.built, compiled.bundle.files)
    assert dict(compiled.bundle.files) == committed(sample.built)


def rewrite(folder: Path, files: Mapping[str, str]) -> None:
    """Make a folder hold these files and no others."""
    rmtree(folder, ignore_errors=True)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")


def committed(folder: Path) -> dict[str, str]:
    """Read a folder of generated files; what an interpreter leaves there is not part of it."""
    files = [file for file in folder.rglob("*") if file.is_file() and file.suffix != ".pyc"]
    return {file.relative_to(folder).as_posix(): file.read_text("utf-8") for file in files}


def test_a_sample_gives_the_result_it_shows(sample: Sample, services: Services) -> None:
    for given, expected in sample.runs:
        environment = {**services(sample), "PYTHONPATH": os.pathsep.join(SOURCES)}
        command = ["-m", "pipesmith", "run", sample.program, "--input", given, "--json"]
        assert output(command, sample.folder, environment) == shown(sample, expected)


@pytest.mark.slow
def test_a_built_sample_runs_alone(sample: Sample, services: Services, tmp_path: Path) -> None:
    built = write_vendored(sample, tmp_path)
    for given, expected in sample.runs:
        paths = [
            only_allowed(tmp_path),
            built,
            sample.folder,
            built / f"{Path(sample.program).stem}.py",
        ]
        command = ["-I", "-S", "-c", START, *map(str, paths), "--input", given, "--json"]
        assert output(command, sample.folder, services(sample)) == shown(sample, expected)


def write_vendored(sample: Sample, folder: Path) -> Path:
    """Build a sample with its runtime beside it."""
    compiled = compile_file(sample.file, python_target(), Options(link="vendor"))
    assert compiled.bundle is not None
    for path, text in compiled.bundle.files.items():
        file = folder / "built" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return folder / "built"


def only_allowed(folder: Path) -> Path:
    """Make a folder of links to what a built program may import."""
    allowed = folder / "allowed"
    allowed.mkdir(exist_ok=True)
    for name in ALLOWED:
        link, origin = allowed / name, Path(sysconfig.get_path("purelib")) / name
        if origin.exists() and not link.exists():
            link.symlink_to(origin)
    return allowed


def output(command: list[str], folder: Path, environment: Mapping[str, str]) -> object:
    """Run Python in a folder, and read the JSON that it prints."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def shown(sample: Sample, name: str) -> object:
    """Read a result that the sample shows."""
    return json.loads((sample.folder / "expected" / name).read_text("utf-8"))


@pytest.mark.slow
def test_the_demonstration_ends_with_the_expected_result() -> None:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(SOURCES)}
    command = [sys.executable, str(SAMPLES / "demo.py")]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("The result is the expected one.\n")
