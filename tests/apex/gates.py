"""The gates of generated Apex: what an org would refuse, found without one.

Each takes the folder of an sfdx project and gives what it finds. A project is checked by each gate
as a whole, because the tools need seconds to start.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.apexvm.parser import TOOLS, ParserMissing, executable, parse

_HERE = Path(__file__).parent
_JARS = TOOLS / "@salesforce" / "code-analyzer-pmd-engine" / "dist" / "java-lib"
_CHECKER = "io.github.apexdevtools.apexls.CheckForIssues"
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
    for program in ("node", "java"):
        if shutil.which(program) is None:
            return f"{program} is not installed"
    try:
        executable()
    except ParserMissing as error:
        return str(error)
    absent = [path.name for path in (_JARS, _PRETTIER, _PLUGIN) if not path.exists()]
    return f"{absent[0]} is not installed; `make apex-tools` installs it" if absent else None


def syntax(project: Path) -> list[Found]:
    """Ask Salesforce's parser about each file."""
    return [
        Found(_relative(path, project), mistake.line, "syntax", "parse", mistake.message)
        for path in sources(project)
        for mistake in parse(path.read_text()).mistakes
    ]


def sources(project: Path) -> Iterator[Path]:
    """Give the Apex files of a project."""
    for path in sorted(project.rglob("*")):
        if path.suffix in (".cls", ".trigger"):
            yield path


def types(project: Path) -> list[Found]:
    """Ask apex-ls about all types, names and metadata; warnings do not count."""
    jars = f"{_JARS}/*"
    done = _run(["java", "-cp", jars, _CHECKER, "-w", str(project), "-n", "-f", "json"], (0, 4))
    return sorted(_type_findings(_json(done), project))


def _type_findings(answer: Any, project: Path) -> Iterator[Found]:
    for file in answer["files"]:
        for one in file["messages"]:
            line, rule = one["start"]["line"], one["category"]
            if rule not in ("Warning", "Unused"):
                path = _relative(Path(file["path"]), project)
                yield Found(path, line, "types", rule, one["message"])


def analysis(project: Path) -> list[Found]:
    """Run all rules that Code Analyzer has for Apex."""
    answer = _json(_run(["node", str(_HERE / "analyze.cjs"), str(TOOLS), str(project)], (0,)))
    if answer["rules"] < FEWEST_RULES:
        raise GateBroken(f"only {answer['rules']} rules were run")
    return sorted(
        Found(
            _relative(Path(one["path"]), project),
            one["line"],
            "analysis",
            one["rule"],
            one["message"],
        )
        for one in answer["findings"]
    )


def formatting(project: Path) -> list[Found]:
    """Ask Prettier, with the settings of the project, which files it would write otherwise."""
    paths = [_relative(path, project) for path in sources(project)]
    if not paths:
        return []
    command = ["node", str(_PRETTIER), f"--plugin={_PLUGIN.resolve()}", "--list-different", *paths]
    listed = (line.strip() for line in _run(command, (0, 1, 2), project).splitlines())
    complaint = "is not as Prettier writes it"
    return sorted(Found(path, 1, "formatting", "prettier", complaint) for path in listed)


GATES: dict[str, Callable[[Path], list[Found]]] = {
    "syntax": syntax,
    "types": types,
    "analysis": analysis,
    "formatting": formatting,
}


def check(project: Path, gates: Sequence[str] = tuple(GATES)) -> list[Found]:
    """Run gates over a project."""
    return sorted(found for name in gates for found in GATES[name](project))


def _run(command: Sequence[str], fine: tuple[int, ...], folder: Path = _HERE) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=_LONGEST, cwd=folder
    )
    if done.returncode not in fine:
        raise GateBroken(f"{command[0]} ended with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise GateBroken(f"no JSON but {text[:500]!r}") from error


def _relative(path: Path, project: Path) -> str:
    return path.resolve().relative_to(project.resolve()).as_posix()
