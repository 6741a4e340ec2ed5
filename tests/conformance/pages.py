"""Conformance pages: programs, what they are run with, and what must come of it."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.fences import Fence, fences

HERE = Path(__file__).parent
PROGRAMS, PATTERNS = HERE / "programs", HERE / "patterns"
NONE = frozenset[str]()
UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


@dataclass(frozen=True, slots=True)
class Answer:
    """What one attempt comes to, in place of the component; `takes` is in seconds.

    `echoes` names the argument that is given back, `fails` the error that is raised.
    """

    returns: Any = None
    echoes: str | None = None
    fails: str | None = None
    message: str = "refused"
    takes: float = 0.0


@dataclass(frozen=True, slots=True)
class Case:
    """One run of a program; `wanted` holds what must come of it, by name."""

    pipeline: str
    input: Any
    answers: Mapping[str, tuple[Answer, ...]]
    env: Mapping[str, str]
    secrets: Mapping[str, str]
    needs: frozenset[str]
    wanted: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Program:
    """Files by path; `fails` or `warns` holds the slugs of the findings that they must have."""

    files: Mapping[str, str]
    cases: list[Case] = field(default_factory=list, kw_only=True)
    fails: frozenset[str] = NONE
    warns: frozenset[str] = NONE
    needs: frozenset[str] = NONE


@dataclass(frozen=True, slots=True)
class Page:
    """One idea: the numbers of its rules, and programs that show it."""

    path: Path
    rules: tuple[int, ...]
    programs: tuple[Program, ...]


def pages(folder: Path) -> list[Path]:
    """Give the pages of a folder, which are all but its README."""
    return sorted(page for page in folder.glob("*.md") if page.name != "README.md")


def read_page(path: Path) -> Page:
    """Read one page."""
    text = path.read_text("utf-8")
    return Page(path, rules_of(text), tuple(_programs(fences(text))))


def rules_of(text: str) -> tuple[int, ...]:
    """Give the numbers of the line `rules: 0, 37`."""
    found = re.search(r"(?m)^rules: (\d+(?:, \d+)*)$", text)
    return tuple(map(int, found[1].split(", "))) if found else ()


def _programs(blocks: Iterator[Fence]) -> Iterator[Program]:
    beside: dict[str, str] = {}
    program: Program | None = None
    for block in blocks:
        match block.language:
            case "pipe" if "file" in block.options:
                beside[block.options["file"]] = block.text
            case "pipe":
                program, beside = _program(block, beside), {}
                yield program
            case "run":
                assert program is not None, "a run stands above every program"
                program.cases.append(_case(json.loads(block.text)))
            case other:
                raise AssertionError(f"a page has no blocks of `{other}`")
    assert not beside, "files stand below the program that they belong to"


def _program(block: Fence, beside: Mapping[str, str]) -> Program:
    files = {**beside, "main.pipe": block.text}
    options = {name: frozenset(text.split(",")) for name, text in block.options.items()}
    assert options.keys() <= {"fails", "warns", "needs"}, f"no program has {sorted(options)}"
    return Program(files, cases=[], **options)


WANTED = frozenset({"result", "error", "executions", "took"})


def _case(data: dict[str, Any]) -> Case:
    wanted = {name: data.pop(name) for name in WANTED & data.keys()}
    assert ("result" in wanted) != ("error" in wanted), "a run has a result or an error"
    if "took" in wanted:
        wanted["took"] = seconds(wanted["took"])
    case = Case(
        data.pop("pipeline", "p"),
        data.pop("input", {}),
        {to: tuple(_answers(given)) for to, given in data.pop("answers", {}).items()},
        data.pop("env", {}),
        data.pop("secrets", {}),
        frozenset(data.pop("needs", ())),
        wanted,
    )
    assert not data, f"a run has no {sorted(data)}"
    return case


def _answers(given: Any) -> Iterator[Answer]:
    for answer in given if isinstance(given, list) else [given]:
        yield Answer(**{**answer, "takes": seconds(answer.get("takes", "0s"))})


def seconds(text: str) -> float:
    """Give a duration as source writes it, `250ms` or `5s`, in seconds."""
    found = re.fullmatch(r"(\d+)([a-z]+)", text)
    assert found, f"`{text}` is no duration"
    return int(found[1]) * UNITS[found[2]]


def answer_for(
    answers: Mapping[str, tuple[Answer, ...]], address: str, component: str, attempt: int
) -> Answer | None:
    """Give the answer to one attempt: an address comes before a component's name.

    `[*]` in an address stands for any iteration. The last answer of a list repeats.
    """
    anywhere = re.sub(r"\[\d+\]", "[*]", address)
    found = answers.get(address) or answers.get(anywhere) or answers.get(component)
    return found[min(attempt, len(found)) - 1] if found else None
