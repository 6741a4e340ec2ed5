"""From the text of a program to the pipeline it compiles to, by the compiler's front doors."""

import sys
from collections.abc import Awaitable, Callable
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

from pipesmith.driver import compile_file
from pipesmith.target import Options
from pipesmith_runtime import Run
from pipesmith_runtime.events import Observer
from pipesmith_targets import find

Workload = Callable[..., Awaitable[Any]]

_numbers = count()


def load_pipeline(
    program: str, folder: Path, observer: Observer | None = None, optimize: bool = False
) -> Workload:
    """Compile a program, import what was generated, and give its pipeline `workload`."""
    pipeline: Workload = import_module(build(program, folder, optimize)).workload
    return pipeline if observer is None else watched(pipeline, observer)


def watched(pipeline: Workload, observer: Observer) -> Workload:
    """Let every run of a pipeline be watched."""
    return lambda **given: pipeline(**given, run=Run(observer=observer))


def build(program: str, folder: Path, optimize: bool = False) -> str:
    """Compile a program into a folder that can be imported from, and give its module's name."""
    name = f"benchmark_{next(_numbers)}"
    source = folder / f"{name}.pipe"
    source.write_text(program, "utf-8")
    target = find("python")
    assert target is not None
    compiled = compile_file(source, target, Options(optimize=optimize))
    if compiled.bundle is None:
        raise SystemExit("\n".join(finding.message for finding in compiled.findings))
    for path, text in compiled.bundle.files.items():
        (folder / path).write_text(text, "utf-8")
    sys.path.insert(0, str(folder))
    return name
