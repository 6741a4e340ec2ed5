"""What a build gives: formatted, typed, traceable, the same each time, and able to stand alone."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from black import format_str
from black.mode import Mode, TargetVersion

from pipesmith.driver import compile_file
from pipesmith.target import GENERATED, Bundle, Link, Options
from pipesmith_targets.python import TARGET

HERE = Path(__file__).parent


def built(path: Path, link: Link = "import") -> Bundle:
    compiled = compile_file(path, TARGET, Options(link))
    assert compiled.bundle is not None
    return compiled.bundle


@pytest.fixture(scope="module")
def wide() -> Bundle:
    """Build the program that uses everything."""
    return built(HERE / "wide.pipe")


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """Build a pipeline so long that it is formatted in parts."""
    path = tmp_path_factory.mktemp("long") / "long.pipe"
    stages = "\n".join(
        f"stage s{at} = work(n: {f's{at - 1}' if at % 7 else at}) retry 2 timeout 3s"
        for at in range(60)
    )
    read = " + ".join(f"s{at}" for at in range(6, 60, 7))
    head = 'operator work(n: int) -> int { python "host:work" }\n/// Long.\npipeline p() -> int {\n'
    path.write_text(f"{head}{stages}\nstage last_one = work(n: s59)\nreturn {read}\n}}", "utf-8")
    return built(path)


def test_the_text_is_as_black_writes_it(wide: Bundle, long: Bundle) -> None:
    mode = Mode({TargetVersion.PY311})
    for text in (*wide.files.values(), *long.files.values()):
        assert format_str(text, mode=mode) == text


def test_the_text_is_the_same_each_time(wide: Bundle) -> None:
    assert built(HERE / "wide.pipe") == wide


def test_the_header_names_the_source_and_no_version(wide: Bundle) -> None:
    first = wide.files["wide.py"].split("\n")[2]
    assert first == f"# {GENERATED} from wide.pipe. Edit that file, then build again."


def test_every_import_is_used(wide: Bundle, long: Bundle) -> None:
    for bundle in (wide, long):
        tree = ast.parse(bundle.files[bundle.entry])
        imported = {
            alias.asname or alias.name
            for node in tree.body
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        read = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        quoted = " ".join(_texts(tree))
        assert {name for name in imported - read if name not in quoted} == set()


def _texts(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_each_stage_is_traced_to_its_line(wide: Bundle) -> None:
    source = (HERE / "wide.pipe").read_text("utf-8").split("\n")
    lines = wide.files["wide.py"].split("\n")
    rows = wide.maps["wide.py"].rows
    calls = [at for at, text in enumerate(lines, 1) if "run.stage(" in text]
    assert len(calls) > 20
    for at in calls:
        covering = [row for row in rows if row.first <= at <= row.last]
        nearest = min(covering, key=lambda row: row.last - row.first)
        assert "stage" in source[nearest.line - 1] or "do " in source[nearest.line - 1]


@pytest.mark.slow
def test_the_text_is_strictly_typed(wide: Bundle, tmp_path: Path, repository: Path) -> None:
    (tmp_path / "wide.py").write_text(wide.files["wide.py"], "utf-8")
    options = ["--strict", "--follow-imports=silent", "--cache-dir", str(tmp_path / "cache")]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, "wide.py"],
        cwd=tmp_path,
        env={"MYPYPATH": str(repository / "runtime"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_a_vendored_program_runs_without_what_built_it(tmp_path: Path) -> None:
    program = tmp_path / "greet.pipe"
    program.write_text('pipeline greet(name: string) -> string { return "Hello, {{name}}" }')
    bundle = built(program, "vendor")
    assert all(GENERATED in text[:200] for path, text in bundle.files.items())
    assert not any("testing" in path for path in bundle.files)
    for path, text in bundle.files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    done = subprocess.run(
        [sys.executable, "-P", "greet.py", "--set", 'name="Ada"'],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, '"Hello, Ada"'), done.stderr
