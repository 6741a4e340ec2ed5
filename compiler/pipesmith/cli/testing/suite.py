"""The tests of one program, ready to run.

Reads     the source of a program.
Gives     what is found in it, and for each test of that file the function that runs it.
Promises  what is imported for them is gone afterwards.
Leaves    running them to `performing`.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from pipesmith.cli.files import Misuse
from pipesmith.cli.program import importable
from pipesmith.cli.targets import target_named
from pipesmith.diagnostics import Findings
from pipesmith.driver import Read, check_source, compile_program, read_file
from pipesmith.ir import nodes as n
from pipesmith.source import Source
from pipesmith.target import Bundle, Options
from pipesmith_runtime.testing.examples import EXAMPLES, trying


@dataclass(frozen=True, slots=True)
class Case:
    """One test: what it says, the function that it became, and that function's text."""

    scenario: n.Scenario
    function: Callable[[], None]
    text: ast.FunctionDef


@dataclass(frozen=True, slots=True)
class Suite:
    """The tests of the entry file of a program."""

    program: n.Program
    cases: tuple[Case, ...]
    sources: Mapping[str, Source]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A program compiled with its tests; without a bundle, the findings say why."""

    findings: Findings
    program: n.Program | None = None
    bundle: Bundle | None = None


def compiled(
    source: Source, traced: bool = False, read: Read = read_file, target: str = "python"
) -> Compiled:
    """Compile a program with its tests; traced, where their coverage is wanted."""
    checked = check_source(source, read)
    if checked.program is None:
        return Compiled(checked.findings)
    options = Options(tests=True, traced=traced)
    made = compile_program(checked.program, target_named(target), options, checked.findings)
    return Compiled(made.findings, checked.program, made.bundle)


@contextmanager
def opened(made: Compiled, folder: Path, count: int = EXAMPLES) -> Iterator[Suite]:
    """Import a program with its tests for a while.

    `folder` is where host code is looked for; `count` is how many examples a property is tried on.
    """
    assert made.program is not None and made.bundle is not None, "only sound programs have a suite"
    entry = made.program.entry
    paths = {module.name: module.path for module in made.program.modules}
    paths |= {f"test_{name}": path for name, path in paths.items()}
    with trying(count), importable(made.bundle, paths, folder):
        cases = tuple(_cases(entry, made.bundle)) if entry.tests else ()
        yield Suite(made.program, cases, made.findings.sources)


def _cases(entry: n.Module, bundle: Bundle) -> Iterator[Case]:
    name = f"test_{entry.name}"
    module = _imported(name, entry)
    texts = [each for each in ast.parse(bundle.files[f"{name}.py"]).body if _is_test(each)]
    for scenario, text in zip(entry.tests, texts, strict=True):
        assert isinstance(text, ast.FunctionDef)
        yield Case(scenario, vars(module)[text.name], text)


def _is_test(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.FunctionDef)


def _imported(name: str, entry: n.Module) -> object:
    """Import the tests; properties need Hypothesis, which an extra brings."""
    try:
        return import_module(name)
    except ImportError as failure:
        if (failure.name or "").partition(".")[0] != "hypothesis":
            raise
        title = next(each.title for each in entry.tests if isinstance(each, n.Property))
        raise Misuse(
            f"the property `{title}` needs Hypothesis: pip install 'pipesmith[test]'"
        ) from None
