"""The gates of generated Apex: what an org would refuse, found without one.

Each takes a folder with one sfdx project or many below it, and gives what it finds. Many are
checked at once, because the tools need seconds to start.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.apexvm.parser import TOOLS, ParserMissing, executable, parse

_HERE = Path(__file__).parent
_JARS = TOOLS / "@salesforce" / "code-analyzer-pmd-engine" / "dist" / "java-lib"
_CHECKER = "CheckTypes.java"
_PRETTIER = TOOLS / "prettier" / "bin" / "prettier.cjs"
_PLUGIN = TOOLS / "prettier-plugin-apex" / "dist" / "src" / "index.js"
_LONGEST = 600
FEWEST_RULES = 90


class GateBroken(Exception):
    """A tool did not do its work, which is no finding and no pass."""


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """What a gate complains about."""

    path: str
    line: int
    gate: str
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.gate}: {self.rule}: {self.message}"


def missing() -> str | None:
    """Say what is not installed, or None."""
    for program, least in (("node", 20), ("java", 17)):
        if _version(program) < least:
            return f"{program} {least} or later is not installed"
    try:
        executable()
    except ParserMissing as error:
        return str(error)
    absent = [path.name for path in (_JARS, _PRETTIER, _PLUGIN) if not path.exists()]
    return f"{absent[0]} is not installed; `make apex-tools` installs it" if absent else None


def _version(program: str) -> int:
    found = shutil.which(program)
    if found is None:
        return 0
    done = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
    number = re.search(r"\d+", done.stdout)
    return int(number[0]) if number else 0


def syntax(folder: Path) -> list[Found]:
    """Ask Salesforce's parser about each file."""
    return [
        Found(_relative(path, folder), mistake.line, "syntax", "parse", mistake.message)
        for path in sources(folder)
        for mistake in parse(path.read_text()).mistakes
    ]


def sources(folder: Path) -> Iterator[Path]:
    """Give the Apex files of a folder."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".cls", ".trigger"):
            yield path


def types(folder: Path) -> list[Found]:
    """Ask apex-ls about all types, names and metadata of each project; warnings do not count."""
    projects = [str(path.parent) for path in sorted(folder.rglob("sfdx-project.json"))]
    done = _run(["java", "-cp", f"{_JARS}/*", str(_HERE / _CHECKER), *projects])
    lines = done.splitlines()
    if not lines or lines.pop() != "done":
        raise GateBroken(f"apex-ls said {done[-500:]!r}")
    return sorted(_type_findings(lines, folder))


def _type_findings(lines: Sequence[str], folder: Path) -> Iterator[Found]:
    for path, line, rule, message in (one.split("\t", 3) for one in lines):
        if rule not in ("Warning", "Unused"):
            yield Found(_relative(Path(path), folder), int(line), "types", rule, message)


def analysis(folder: Path) -> list[Found]:
    """Run all rules that Code Analyzer has for Apex."""
    answer = _json(_run(["node", str(_HERE / "analyze.cjs"), str(TOOLS), str(folder)]))
    if answer["rules"] < FEWEST_RULES:
        raise GateBroken(f"only {answer['rules']} rules were run")
    return sorted(
        Found(
            _relative(Path(one["path"]), folder),
            one["line"],
            "analysis",
            one["rule"],
            one["message"],
        )
        for one in answer["findings"]
    )


def formatting(folder: Path) -> list[Found]:
    """Ask Prettier, with the settings of each project, which files it would write otherwise."""
    paths = [_relative(path, folder) for path in sources(folder)]
    if not paths:
        return []
    options = [f"--plugin={_PLUGIN.resolve()}", "--no-color", "--check"]
    command = ["node", str(_PRETTIER), *options, *paths]
    with _installed(folder):
        done = _done(command, (0, 1, 2), folder)
    if not any(end in done.stdout + done.stderr for end in _SUMMARIES):
        raise GateBroken(f"prettier said {done.stderr[-500:]!r}")
    listed = set(done.stderr.replace("[warn] ", "").splitlines())
    complaint = "is not as Prettier writes it"
    return [Found(path, 1, "formatting", "prettier", complaint) for path in paths if path in listed]


_SUMMARIES = "All matched files use Prettier", "Code style issues found", "when checking code style"


@contextmanager
def _installed(folder: Path) -> Iterator[None]:
    """Let the settings of projects find the plugin that they name."""
    link = folder / "node_modules"
    link.symlink_to(TOOLS.resolve())
    try:
        yield
    finally:
        link.unlink()


GATES: dict[str, Callable[[Path], list[Found]]] = {
    "syntax": syntax,
    "types": types,
    "analysis": analysis,
    "formatting": formatting,
}


def check(folder: Path, gates: Sequence[str] = tuple(GATES)) -> list[Found]:
    """Run gates over a folder."""
    return sorted(found for name in gates for found in GATES[name](folder))


def _run(command: Sequence[str]) -> str:
    return _done(command, (0,), _HERE).stdout


def _done(
    command: Sequence[str], fine: tuple[int, ...], at: Path
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=_LONGEST, cwd=at
    )
    if done.returncode not in fine:
        raise GateBroken(f"{command[0]} ended with {done.returncode}: {done.stderr[-2000:]}")
    return done


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise GateBroken(f"no JSON but {text[:500]!r}") from error


def _relative(path: Path, folder: Path) -> str:
    return path.resolve().relative_to(folder.resolve()).as_posix()
