"""A program as a bundle of Python files, with or without the runtime beside them."""

import posixpath
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

from pipesmith.ir import nodes as n
from pipesmith.ir.content import content_hashes
from pipesmith.ir.declared import Declared
from pipesmith.target import GENERATED, Bundle, Options
from pipesmith_targets.python.build import build_module
from pipesmith_targets.python.facts import Facts
from pipesmith_targets.python.names import name_program
from pipesmith_targets.python.tests import PREFIX, build_tests

RUNTIME = "pipesmith_runtime"


def emit(program: n.Program, options: Options) -> Bundle:
    """Write all modules of a program."""
    names, declared = name_program(program), Declared.of(program)
    hashes = content_hashes(program)
    facts = {
        (m.name, item.name): Facts.of(item) for m in program.modules for item in m.declarations
    }
    home = posixpath.dirname(program.entry.path)
    written = {
        f"{m.name}.py": build_module(
            m, _near(m.path, home), names, declared, facts, hashes, options
        )
        for m in program.modules
    }
    if options.tests:
        written |= {
            f"{PREFIX}{m.name}.py": build_tests(m, _near(m.path, home), names, declared)
            for m in program.modules
            if m.tests
        }
    texts = {path: each.text for path, each in written.items()}
    runtime = dict(_runtime(options)) if options.link == "vendor" else {}
    return Bundle(
        {**texts, **runtime},
        f"{program.entry.name}.py",
        {path: each.map for path, each in written.items()},
    )


def _near(path: str, home: str) -> str:
    """Give a path as seen from the folder of the entry, so that the text is the same anywhere."""
    return posixpath.relpath(path, home or ".")


def _runtime(options: Options) -> Iterator[tuple[str, str]]:
    """Give the runtime's files; what only tests of programs need goes with tests."""
    told = f"{GENERATED}: a copy of its runtime."
    left_out = {"__pycache__"} if options.tests else {"__pycache__", "testing"}
    for path, text in _texts(files(RUNTIME), RUNTIME, left_out):
        yield path, f"<!-- {told} -->\n{text}" if path.endswith(".md") else f"# {told}\n{text}"


def _texts(folder: Traversable, path: str, left_out: set[str]) -> Iterator[tuple[str, str]]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir() and item.name not in left_out:
            yield from _texts(item, f"{path}/{item.name}", left_out)
        elif item.is_file() and item.name.endswith((".py", ".md", "py.typed")):
            yield f"{path}/{item.name}", item.read_text("utf-8")
