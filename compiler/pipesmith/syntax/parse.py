"""Text to syntax tree.

Reads     one source file.
Gives     its module, its comments, and a finding for each mistake in how it is written.
Reports   the findings of `lexer`, `templates`, `build` and `recovery`; doc-misplaced.
Promises  any text whatever gives findings, never an exception; the same text, the same tree.
Leaves    what names mean, and every type.
"""

from bisect import bisect_right
from dataclasses import dataclass, replace

from pipesmith.diagnostics import Finding, Severity
from pipesmith.source import Source
from pipesmith.syntax import mistakes
from pipesmith.syntax import nodes as n
from pipesmith.syntax.build import actions
from pipesmith.syntax.lexer import Lexer, forbid
from pipesmith.syntax.machine import MAX_DEPTH, Machine, TooDeep
from pipesmith.syntax.reading import Comment, Reading
from pipesmith.syntax.recovery import Recovery

MOST_FINDINGS = 100


@dataclass(frozen=True)
class Parsed:
    """What a source file holds, as far as it could be read."""

    module: n.Module
    findings: tuple[Finding, ...]
    comments: tuple[Comment, ...]


def parse(source: Source) -> Parsed:
    """Read a source file."""
    reading = Reading(source)
    forbid(reading)
    module = Parser(reading).module()
    if not any(finding.severity is Severity.error for finding in reading.findings):
        reading.report(*mistakes.misplaced_docs([*reading.lost_docs, *reading.docs.values()]))
    return Parsed(module, _findings(reading), _comments(reading))


def _findings(reading: Reading) -> tuple[Finding, ...]:
    """Give the findings in the order of the text; so many that none is read are cut short."""
    told = (mistakes.without_taken(each, reading.named) for each in reading.findings)
    ordered = sorted(told, key=lambda finding: finding.place)
    findings = tuple(dict.fromkeys(ordered))
    if len(findings) <= MOST_FINDINGS:
        return findings
    stop = findings[MOST_FINDINGS].label.span
    return *findings[:MOST_FINDINGS], mistakes.too_many(stop, MOST_FINDINGS)


def _comments(reading: Reading) -> tuple[Comment, ...]:
    """Give all comments; a doc comment that documents nothing is a plain one."""
    docs = sorted((*reading.lost_docs, *reading.docs.values()), key=lambda doc: doc.span.start)
    lost = [(doc.span.start, doc.span.end) for doc in docs]
    return tuple(
        [
            replace(one, doc=False) if one.doc and _within(one, lost) else one
            for one in reading.comments
        ]
    )


def _within(comment: Comment, ranges: list[tuple[int, int]]) -> bool:
    """Tell whether a comment stands in one of some ranges, which are in order."""
    place = bisect_right(ranges, comment.span.start, key=lambda one: one[0])
    return place > 0 and comment.span.start < ranges[place - 1][1]


class Parser:
    """Reads one file with one set of tables: the file itself, and every interpolation in it."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.machine = Machine(reading, actions(reading, self.expression))

    def module(self) -> n.Module:
        """Read the whole file."""
        text = self.reading.text
        tokens = Lexer(self.reading).cut(0, len(text))
        recovery = Recovery(self.reading, "module")
        try:
            module: n.Module = self.machine.run(tokens, "module", recovery.mend)
        except TooDeep as deep:
            span = self.reading.span(deep.start, deep.end)
            self.reading.report(mistakes.too_deep(span, MAX_DEPTH))
            return n.Module((), span=self.reading.span(0, len(text)))
        return module

    def expression(self, start: int, end: int) -> n.Expression:
        """Read what stands between `{{` and `}}`."""
        tokens = Lexer(self.reading, nested=True).cut(start, end)
        recovery = Recovery(self.reading, "expression")
        found: n.Expression = self.machine.run(tokens, "expression", recovery.mend)
        return found
