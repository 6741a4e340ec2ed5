"""`pipesmith new`: a small project that checks, runs and builds."""

import builtins
import keyword
import re
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from string import Template

import click

from pipesmith.cli.codes import Exit
from pipesmith.cli.files import Misuse

_NAME = re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*")


@click.command("new")
@click.argument("name")
def command(name: str) -> int:
    """Start a small project in a new folder called NAME.

    It holds a program, an input, a configuration file and a README. A folder that has files in it
    is left alone.
    """
    folder = Path(name)
    if not _NAME.fullmatch(folder.name):
        raise Misuse(
            f"`{folder.name}` cannot name a project: write it in lower case, with digits, `_` "
            "and `-` inside, for example `risk_report`"
        )
    _require_free(_module(folder))
    _require_room(folder)
    try:
        _write(folder)
    except OSError as error:
        reason = (error.strerror or "it cannot be written").lower()
        raise Misuse(f"cannot write to `{folder}`: {reason}") from None
    click.echo(
        f"created {folder}; next: cd {folder} && pipesmith run {_module(folder)}.pipe "
        "--input input.json"
    )
    return Exit.success


def _require_free(module: str) -> None:
    """Refuse a name that Python has given away: what is built is a Python module."""
    if keyword.iskeyword(module) or module in sys.stdlib_module_names or hasattr(builtins, module):
        raise Misuse(
            f"`{module}` cannot name a project: Python has given this name to something of its "
            f"own; for example `{module}_flow` is free"
        )


def _require_room(folder: Path) -> None:
    if folder.is_dir() and any(folder.iterdir()):
        raise Misuse(f"`{folder}` exists and is not empty")
    if folder.exists() and not folder.is_dir():
        raise Misuse(f"`{folder}` exists and is not a folder")


def _write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in _texts(folder):
        (folder / name).write_text(text, "utf-8")


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    project = files("pipesmith.cli") / "project"
    yield f"{_module(folder)}.pipe", (project / "program.pipe").read_text("utf-8")
    for name in ("input.json", "pipesmith.toml"):
        yield name, (project / name).read_text("utf-8")
    readme = Template((project / "README.md").read_text("utf-8"))
    yield "README.md", readme.substitute(name=folder.name, module=_module(folder))


def _module(folder: Path) -> str:
    return folder.name.replace("-", "_")
