"""A program within a test: compiled, and imported with a host module beside it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module, invalidate_caches
from itertools import count
from pathlib import Path
from types import ModuleType

from pipesmith.diagnostics.render import render_text
from pipesmith.driver import compile_source
from pipesmith.source import Source
from pipesmith.target import Options, Target
from pipesmith_targets import find

_numbers = count()

OPTIONS = Options()
"""How programs are built; the fixture `form` tries both ways."""


@contextmanager
def imported(
    text: str, folder: Path, host: str = "", options: Options | None = None
) -> Iterator[tuple[ModuleType, ModuleType]]:
    """Give the module that a program compiles to, and its host module: `HOST` in the text."""
    number = next(_numbers)
    names = f"tested_{number}", f"host_of_{number}"
    (folder / f"{names[1]}.py").write_text(host, "utf-8")
    write(names[0], text.replace("HOST", names[1]), folder, options)
    sys.path.insert(0, str(folder))
    invalidate_caches()
    try:
        yield import_module(names[0]), import_module(names[1])
    finally:
        sys.path.remove(str(folder))
        for name in names:
            sys.modules.pop(name, None)


def write(name: str, text: str, folder: Path, options: Options | None = None) -> None:
    """Compile a program that must be sound, and write what it compiles to."""
    source = Source(f"{name}.pipe", text)
    compiled = compile_source(source, lambda path: None, python_target(), options or OPTIONS)
    assert compiled.bundle is not None, render_text(compiled.findings)
    for path, content in compiled.bundle.files.items():
        (folder / path).write_text(content, "utf-8")


def python_target() -> Target:
    """Give the target that writes Python."""
    target = find("python")
    assert target is not None
    return target
