"""The compiler, in reading order.

text -> modules -> names -> types -> order -> IR -> bundle

User mistakes are values: every pass gives its findings beside its result, and the passes after a
mistake still run, so that unrelated mistakes are reported together. An exception that leaves this
module is a fault of the compiler.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipesmith.analysis.certain import certain
from pipesmith.analysis.check import check
from pipesmith.analysis.load import load
from pipesmith.analysis.order import put_in_order
from pipesmith.analysis.resolve import resolve
from pipesmith.diagnostics import Findings
from pipesmith.diagnostics.syntax_codes import NESTING_TOO_DEEP
from pipesmith.ir.lower import lower
from pipesmith.ir.nodes import Program
from pipesmith.ir.share import share
from pipesmith.ir.verify import Problem, verify
from pipesmith.source import Source
from pipesmith.target import Bundle, Options, Target

Read = Callable[[str], Source | None]
"""Gives the source at a path, None where there is none. OSError and UnicodeError say why it cannot
be read.
"""


class UnsoundProgram(Exception):
    """An IR breaks what every target relies on: a fault of what built it, not of a user."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Say the first problem, and how many there are."""
        super().__init__(f"{len(problems)} problems, the first: {problems[0]}")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Checked:
    """What the front end says of a program; `program` is None when an error was found."""

    findings: Findings
    program: Program | None


@dataclass(frozen=True, slots=True)
class Compiled:
    """What compiling for a target gives; `bundle` is None when an error was found."""

    findings: Findings
    bundle: Bundle | None


def check_source(source: Source, read: Read) -> Checked:
    """Check one program, following its imports through `read`."""
    findings = Findings({source.path: source})

    modules = load(source, read)
    findings.sources.update(modules.sources)
    findings.add(modules.findings)

    names = resolve(modules)
    findings.add(certain(names.findings, modules))
    if any(finding.slug is NESTING_TOO_DEEP for finding in findings):
        return Checked(findings, None)  # what follows would walk it
    types = check(modules, names)
    findings.add(certain(types.findings, modules))
    order = put_in_order(modules, names)
    findings.add(certain(order.findings, modules))

    if findings.errors:  # nothing ill-typed is lowered
        return Checked(findings, None)
    return Checked(findings, lower(modules, names, types, order))


def compile_source(source: Source, read: Read, target: Target, options: Options) -> Compiled:
    """Compile one program for one target, or say why not."""
    checked = check_source(source, read)
    if checked.program is None:
        return Compiled(checked.findings, None)
    return compile_program(checked.program, target, options, checked.findings)


def compile_program(
    program: Program, target: Target, options: Options, findings: Findings | None = None
) -> Compiled:
    """Compile an IR, whoever built it; `findings` are those of the passes before.

    UnsoundProgram says that the IR is not one that a target may be given.
    """
    program = share(program)
    problems = verify(program)
    if problems:
        raise UnsoundProgram(problems)
    findings = Findings() if findings is None else findings
    findings.add(target.check(program, findings.sources, options))  # what this target cannot do
    if findings.errors:
        return Compiled(findings, None)
    return Compiled(findings, target.emit(program, options))


def check_file(path: Path) -> Checked:
    """Check the program in a file. OSError and UnicodeError say why it cannot be read."""
    return check_source(Source(str(path), path.read_text("utf-8")), read_file)


def compile_file(path: Path, target: Target, options: Options) -> Compiled:
    """Compile the program in a file. OSError and UnicodeError say why it cannot be read."""
    return compile_source(Source(str(path), path.read_text("utf-8")), read_file, target, options)


def read_file(path: str) -> Source | None:
    """Give the source in a file, None where there is no such file."""
    file = Path(path)
    return Source(path, file.read_text("utf-8")) if file.is_file() else None
