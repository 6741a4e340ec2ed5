"""Which pipeline is meant by `FILE[:PIPELINE]`."""

import os
import re

from pipesmith.cli.files import Misuse
from pipesmith.diagnostics.suggest import nearest
from pipesmith.ir.nodes import Pipeline, Program

_NAMED = re.compile(r"(?P<file>.+):(?P<name>[A-Za-z_]\w*)")


def split(program: str) -> tuple[str, str | None]:
    """Give the file and, if one is named, the pipeline."""
    named = _NAMED.fullmatch(program)
    if named is None or os.path.exists(program):
        return program, None
    return named["file"], named["name"]


def chosen(program: Program, file: str, name: str | None) -> Pipeline:
    """Give the pipeline that is named, or the last of the file."""
    pipelines = {pipeline.name: pipeline for pipeline in program.entry.pipelines}
    if not pipelines:
        raise Misuse(f"`{file}` declares no pipeline")
    if name is None:
        return program.entry.pipelines[-1]
    if name not in pipelines:
        near = nearest(name, pipelines)
        hint = f"; did you mean `{near}`?" if near else f"; it has {_listed(pipelines)}"
        raise Misuse(f"`{file}` has no pipeline `{name}`{hint}")
    return pipelines[name]


def _listed(names: dict[str, Pipeline]) -> str:
    return ", ".join(f"`{name}`" for name in names)
