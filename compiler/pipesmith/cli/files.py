"""Source files named on the command line, read with precise reasons where they cannot be."""

import os
import sys
import tempfile
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

import click

from pipesmith.cli.codes import Exit
from pipesmith.source import Source

STDIN = "-"


class Misuse(click.ClickException):
    """A command line, a file or an input that does not fit."""

    exit_code = Exit.usage


def read_source(path: str) -> Source:
    """Read one program; `-` is standard input."""
    if path == STDIN:
        return Source("<stdin>", decode(sys.stdin.buffer.read(), "standard input"))
    return Source(path, read_text(path))


def read_text(path: str) -> str:
    """Read a file of UTF-8 text, or say why it cannot be read."""
    if os.path.isdir(path):
        raise Misuse(f"`{path}` is a folder; name a file in it")
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        raise unreadable(path, reason) from None
    except ValueError:  # a NUL in the path
        raise unreadable(path, "no file has such a name") from None
    return decode(data, f"`{path}`")


def decode(data: bytes, name: str) -> str:
    """Give bytes as text, or name the byte that is not UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = f"byte 0x{data[error.start]:02x} at offset {error.start}, line {line}"
        raise Misuse(f"{name} is not UTF-8 text: {byte}") from None


def unreadable(path: str, reason: str) -> Misuse:
    """Give the error for a file that cannot be read."""
    return Misuse(f"cannot read `{path}`: {reason}")


def require_distinct(outputs: Mapping[str, str | None]) -> None:
    """Refuse options that would write over one another's file."""
    named = [(option, file) for option, file in outputs.items() if file is not None]
    for (option, file), (other, same) in combinations(named, 2):
        path = os.path.realpath(file)
        device = os.path.exists(path) and not os.path.isfile(path)
        if path == os.path.realpath(same) and not device:
            raise Misuse(f"`{option}` and `{other}` name the same file, `{file}`")


def replace_text(path: Path, text: str) -> None:
    """Write a file whole or not at all; a link stays a link, and its file keeps its mode."""
    path = path.resolve()
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        os.chmod(temporary, path.stat().st_mode)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
