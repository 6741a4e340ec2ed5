"""What keeps the house in order; each gate is also shown a fault that it must notice."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.checking import check_files, files_of
from tests.fences import Fence, fences

from pipesmith.diagnostics.render import render_text
from pipesmith.target import Options
from pipesmith_targets import find

ROOTS = {
    "compiler": {"pipesmith"},
    "targets": {"pipesmith_targets"},
    "runtime": {"pipesmith_runtime", "pipesmith_apex_runtime"},
}


# ---------------------------------------------------------------- who may import whom

FAULTS = {
    "one way only": ("compiler/pipesmith/source.py", "import pipesmith.diagnostics"),
    "the runtime knows nothing of the compiler or of its libraries": (
        "runtime/pipesmith_runtime/errors.py",
        "import pipesmith.source",
    ),
    "the front end knows nothing of any runtime or code writer": (
        "compiler/pipesmith/ir/dump.py",
        "import libcst",
    ),
    "only syntax knows lark": ("compiler/pipesmith/graph/model.py", "import lark"),
    "targets see the IR and nothing before it": (
        "targets/pipesmith_targets/__init__.py",
        "import pipesmith.syntax",
    ),
    "targets know nothing of each other": (
        "targets/pipesmith_targets/apex/syntax.py",
        "import pipesmith_targets.python",
    ),
    "only records know pydantic": ("runtime/pipesmith_runtime/errors.py", "import pydantic"),
}


def broken_contracts(root: Path) -> list[str]:
    """Give the names of the import contracts that do not hold in a tree."""
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    path = os.pathsep.join(str(root / name) for name in ROOTS)
    done = subprocess.run(
        [sys.executable, "-c", command, "--no-cache"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": path, "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    broken = re.findall(r"(?m)^(.+?) BROKEN", done.stdout)
    assert bool(broken) == bool(done.returncode), done.stdout + done.stderr
    return broken


def copy_of(repository: Path, folder: Path) -> Path:
    """Copy the sources and settings."""
    for name in ROOTS:
        ignored = shutil.ignore_patterns("__pycache__", ".*_cache")
        shutil.copytree(repository / name, folder / name, ignore=ignored)
    shutil.copy(repository / "pyproject.toml", folder)
    return folder


def test_contracts_hold(repository: Path) -> None:
    assert broken_contracts(repository) == []


@pytest.mark.slow
@pytest.mark.parametrize("contract", FAULTS)
def test_a_broken_contract_is_noticed(contract: str, repository: Path, tmp_path: Path) -> None:
    root = copy_of(repository, tmp_path)
    file, line = FAULTS[contract]
    path = root / file
    path.write_text(path.read_text("utf-8") + f"\n{line}\n", "utf-8")
    assert contract in broken_contracts(root)


def test_every_contract_has_a_fault(repository: Path) -> None:
    settings = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    assert {contract["name"] for contract in contracts} == FAULTS.keys()


# ---------------------------------------------------------------- what lies in the source roots


def cached(path: Path) -> bool:
    """Tell whether a folder is what Python or a tool keeps for itself."""
    return path.name == "__pycache__" or path.name.endswith("_cache")


def strangers(root: Path) -> list[str]:
    """Give what lies in a source root beside our packages, a README and papers."""
    return [
        f"{name}/{path.name}"
        for name, packages in ROOTS.items()
        for path in sorted((root / name).iterdir())
        if path.name not in {*packages, "README.md"} and not cached(path) and not holds_papers(path)
    ]


def holds_papers(path: Path) -> bool:
    """Tell whether a folder is the reference, and so holds no module that could be imported."""
    return path.name == "reference" and all(inner.suffix == ".md" for inner in path.iterdir())


def test_source_roots_hold_our_packages_alone(repository: Path) -> None:
    assert strangers(repository) == []


def test_a_stranger_in_a_source_root_is_noticed(tmp_path: Path) -> None:
    for name in ROOTS:
        (tmp_path / name).mkdir()
    (tmp_path / "compiler" / "helpers.py").touch()
    (tmp_path / "runtime" / "reference").mkdir()
    (tmp_path / "runtime" / "reference" / "module.py").touch()
    assert strangers(tmp_path) == ["compiler/helpers.py", "runtime/reference"]


# ---------------------------------------------------------------- what the runtime loads

_LOADED = """
import sys
sys.path.insert(0, sys.argv[1])
before = set(sys.modules)
import pipesmith_runtime
ours = {"pipesmith_runtime", *sys.stdlib_module_names}
names = {name.split(".")[0] for name in set(sys.modules) - before}
print(*sorted(name for name in names if name not in ours))
"""


def foreign_modules(runtime: Path) -> str:
    """Give what importing the runtime loads beside the standard library."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _LOADED, str(runtime)],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() + done.stderr


def test_the_runtime_loads_the_standard_library_alone(repository: Path) -> None:
    assert foreign_modules(repository / "runtime") == ""


def test_a_foreign_module_in_the_runtime_is_noticed(tmp_path: Path) -> None:
    package = tmp_path / "pipesmith_runtime"
    package.mkdir()
    (package / "__init__.py").write_text("import foreign\n", "utf-8")
    (tmp_path / "foreign.py").touch()
    assert foreign_modules(tmp_path) == "foreign"


# ---------------------------------------------------------------- what the wheel holds


def package_files(root: Path) -> set[str]:
    """Give every file of our packages, by its path in a wheel."""
    return {
        str(path.relative_to(root / name))
        for name, packages in ROOTS.items()
        for package in packages
        for path in (root / name / package).rglob("*")
        if path.is_file() and not any(map(cached, (path, *path.parents)))
    }


def wheel_files(root: Path, folder: Path) -> set[str]:
    """Build a wheel, and give the files in it beside its own records."""
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    done = subprocess.run([*command, str(root)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = folder.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    return {name for name in names if ".dist-info/" not in name}


def source_tree(repository: Path, folder: Path) -> Path:
    for name in ("README.md", "LICENSE", ".gitignore"):
        shutil.copy(repository / name, folder)
    return copy_of(repository, folder)


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_our_packages(repository: Path, tmp_path: Path) -> None:
    (tree := tmp_path / "tree").mkdir()
    root = source_tree(repository, tree)
    assert wheel_files(root, tmp_path / "dist") == package_files(repository)


@pytest.mark.slow
def test_a_file_that_the_wheel_leaves_out_is_noticed(repository: Path, tmp_path: Path) -> None:
    (tree := tmp_path / "tree").mkdir()
    root = source_tree(repository, tree)
    with (root / ".gitignore").open("a") as file:
        file.write("*.lark\n")
    missing = package_files(repository) - wheel_files(root, tmp_path / "dist")
    assert missing == {"pipesmith/syntax/grammar.lark"}


# ---------------------------------------------------------------- what there is to install


def unknown_extras(root: Path) -> set[str]:
    """Give the extras that messages tell users to install and that the project does not have."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    told: set[str] = {
        extra
        for name in ROOTS
        for path in (root / name).rglob("*.py")
        for extra in re.findall(r"pipesmith\[(\w+)\]", path.read_text("utf-8"))
    }
    assert told, "no message names an extra"
    return told - set(project["optional-dependencies"])


def test_messages_name_extras_that_exist(repository: Path) -> None:
    assert unknown_extras(repository) == set()


def test_an_extra_that_is_gone_is_noticed(repository: Path, tmp_path: Path) -> None:
    root = copy_of(repository, tmp_path)
    settings = root / "pyproject.toml"
    text = settings.read_text("utf-8").replace("\nhttp = [", "\nrequests = [")
    settings.write_text(text, "utf-8")
    assert unknown_extras(root) == {"http"}


# ---------------------------------------------------------------- what the papers say


def missing_modules(readme: str, source: Path) -> list[str]:
    """Give the modules that the table of passes names and that do not exist."""
    rows = [line for line in readme.splitlines() if line.startswith("| ")]
    named = [name for row in rows for name in re.findall(r"`([\w/]+\.(?:py|lark))`", row)]
    assert len(named) >= 8, "the table of passes was not found"
    return [name for name in named if not (source / name).is_file()]


def test_the_table_of_passes_names_modules_that_exist(repository: Path) -> None:
    readme = (repository / "compiler" / "README.md").read_text("utf-8")
    assert missing_modules(readme, repository / "compiler" / "pipesmith") == []


def test_a_module_that_is_gone_is_noticed(repository: Path, tmp_path: Path) -> None:
    readme = (repository / "compiler" / "README.md").read_text("utf-8")
    assert "syntax/parse.py" in missing_modules(readme, tmp_path)


FEWEST_EXAMPLES = 110


def papers(root: Path) -> Iterator[Path]:
    """Give the Markdown files that show programs to readers; cases and pages have own tests."""
    yield from root.glob("*.md")
    for folder in ("compiler", "targets", "runtime", "samples", "docs"):
        for path in (root / folder).rglob("*.md"):
            if path.parent.name not in {"pages", "project"}:
                yield path
    yield root / "tests" / "README.md"


def programs(markdown: str) -> Iterator[list[Fence]]:
    """Give the programs of a paper; files with a name belong to the program below them."""
    files: list[Fence] = []
    for fence in fences(markdown):
        if fence.language == "pipe":
            files.append(fence)
            if "file" not in fence.options:
                yield files
                files = []
    if files:
        yield files


def wrong_blocks(markdown: str) -> list[str]:
    """Say which programs of a paper do not check clean, or not fail as their tag says."""
    wrong = []
    for blocks in programs(markdown):
        files, entry = files_of(blocks)
        found = {finding.slug.name for finding in check_files(files, entry).findings}
        expected = set(filter(None, [blocks[-1].options.get("fails")]))
        if found != expected:
            wrong.append(f"{sorted(found)} instead of {sorted(expected)}:\n{blocks[-1].text}")
    return wrong


def test_every_program_in_a_paper_is_right(repository: Path) -> None:
    for path in papers(repository):
        assert wrong_blocks(path.read_text("utf-8")) == [], path


def shown_programs(folder: Path) -> int:
    return sum(len([*programs(path.read_text("utf-8"))]) for path in folder.glob("*.md"))


def test_the_papers_show_programs(repository: Path) -> None:
    assert shown_programs(repository) >= 1
    assert shown_programs(repository / "compiler" / "reference") >= FEWEST_EXAMPLES


def test_a_reference_without_programs_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "words.md").write_text("# Words\n", "utf-8")
    assert shown_programs(tmp_path) < FEWEST_EXAMPLES


def shown_in(readme: str) -> tuple[str, str, str]:
    """Give the first program of a paper, the Python shown for it, and the finding shown."""
    blocks = [*fences(readme)]
    start = next(at for at, fence in enumerate(blocks) if fence.language == "pipe")
    program, python, finding = (fence.text for fence in blocks[start : start + 3])
    return program, python, finding


def stale_parts(readme: str) -> list[str]:
    """Say what a paper shows that the compiler does not give."""
    program, python, finding = shown_in(readme)
    compiled = check_files({"order.pipe": program}, "order.pipe").program
    target = find("python")
    assert compiled is not None
    assert target is not None
    wrong = program.replace("sum(prices)", "sum(prises)")
    told = render_text(check_files({"order.pipe": wrong}, "order.pipe").findings)
    real = target.emit(compiled, Options()).files["order.py"]
    return [text for text, whole in ((python, real), (finding, told)) if text not in whole]


def test_the_readme_shows_what_the_compiler_gives(repository: Path) -> None:
    assert stale_parts((repository / "README.md").read_text("utf-8")) == []


def test_a_stale_readme_is_noticed(repository: Path) -> None:
    text = (repository / "README.md").read_text("utf-8")
    assert len(stale_parts(text.replace("timeout=2.0", "timeout=3.0"))) == 1
    assert len(stale_parts(text.replace("not in scope here", "nowhere"))) == 1


@pytest.mark.parametrize(
    "block",
    [
        "```pipe\npipeline p() -> int {\n  return nothing\n}\n```\n",
        "```pipe fails=unknown-name\npipeline p() -> int {\n  return 1\n}\n```\n",
    ],
)
def test_a_wrong_program_in_a_paper_is_noticed(block: str) -> None:
    assert len(wrong_blocks(block)) == 1


def test_files_with_a_name_belong_to_the_program_below_them() -> None:
    part = "```pipe file=part.pipe\nenum Level { low }\n```\n"
    whole = """```pipe
import { Level } from "./part.pipe"
function low() -> Level = Level.low
```
"""
    assert wrong_blocks(part + whole) == []
    assert len(wrong_blocks(whole)) == 1
    assert len(wrong_blocks(part.replace("low", "1"))) == 1
