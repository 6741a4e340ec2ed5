"""Makes a program that shows a fault smaller, for as long as the fault stays and time is left."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from time import monotonic

from tests.properties.comparing import Case

Shows = Callable[[Case], bool]

_CLAUSES = (
    "timeout|deadline|retry|backoff|jitter|on|fallback|when|else|after|cache|key|concurrency|"
    "priority|parallel|collect"
)
_CLAUSE = re.compile(rf" (?:{_CLAUSES}) [^{{]*?(?= (?:{_CLAUSES}) |$| \{{$)")
_GROUP = re.compile(r"[\w.]*\([^()]*\)|\[[^][]*\]|\{[^{}]+\}")
_PLAIN = ("1", "true", '""', "null", "[]")


def reduced(case: Case, shows: Shows, seconds: float) -> Case:
    """Give the smallest case found that shows the fault too."""
    until, before = monotonic() + seconds, None
    while case != before:
        before, case = case, _once(case, shows, until)
    return case


def _once(case: Case, shows: Shows, until: float) -> Case:
    """Try each way to make a case smaller, and go on from where one did."""
    at, candidates = 0, list(_smaller(case))
    while at < len(candidates) and monotonic() < until:
        if shows(candidates[at]):
            case, candidates = candidates[at], list(_smaller(candidates[at]))
        else:
            at += 1
    return case


def _smaller(case: Case) -> Iterator[Case]:
    """Give smaller cases, those that lack most first."""
    lines = case.text.splitlines()
    for texts in (_without_parts(lines), _without_clauses(lines), _without_groups(lines)):
        for text in texts:
            yield replace(case, text="\n".join(text) + "\n")
    if case.slow:
        yield replace(case, slow=0)
    if case.failing:
        yield replace(case, failing=0)


def _without_parts(lines: list[str]) -> Iterator[list[str]]:
    """Leave out lines that belong together, or what stands around those in braces."""
    parts = sorted(_parts(lines), key=lambda part: part[0] - part[1])
    yield from (lines[:start] + lines[end:] for start, end in parts)
    for start, end in parts:
        yield from _unwrapped(lines, start, end)


def _parts(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Give where statements begin and end, and the arms of those that have several."""
    for start, line in enumerate(lines):
        depth = max(0, line.count("{") - line.count("}"))
        end = start + 1
        while depth > 0 and end < len(lines):
            if lines[end].lstrip().startswith("}") and depth == 1:
                yield start, end
            depth += lines[end].count("{") - lines[end].count("}")
            end += 1
        yield start, end


def _unwrapped(lines: list[str], start: int, end: int) -> Iterator[list[str]]:
    """Put the block of a statement in the statement's place."""
    if end - start > 2:
        yield lines[:start] + lines[start + 1 : end - 1] + lines[end:]


def _without_clauses(lines: list[str]) -> Iterator[list[str]]:
    for at, line in enumerate(lines):
        for found in _CLAUSE.finditer(line):
            yield [*lines[:at], line[: found.start()] + line[found.end() :], *lines[at + 1 :]]


def _without_groups(lines: list[str]) -> Iterator[list[str]]:
    """Put a literal in the place of a part of an expression."""
    for at, line in enumerate(lines):
        for found in _GROUP.finditer(line):
            for literal in _PLAIN:
                if len(literal) < len(found.group()):
                    less = line[: found.start()] + literal + line[found.end() :]
                    yield [*lines[:at], less, *lines[at + 1 :]]
