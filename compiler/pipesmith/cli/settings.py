"""The project file, read before anything runs, so that a mistake in it is told at once."""

import re
from collections.abc import Iterable
from pathlib import Path

from pipesmith.cli.check_command import CONFIG
from pipesmith.cli.files import Misuse
from pipesmith_runtime.config import load
from pipesmith_runtime.errors import PipelineError


def beside(folder: Path) -> Path | None:
    """Give the project file of a folder, if it has one."""
    path = folder / CONFIG
    return path if path.is_file() else None


def require_sound(config: Path | None) -> None:
    """Read a project file, and say where it is wrong."""
    if config is None:
        return
    try:
        load(config)
    except PipelineError as error:
        reason = error.message.removeprefix(f"{config.name}: ")
        raise Misuse(f"{config}{_line(config, error.detail)}: {reason}") from None


def _line(config: Path, detail: object) -> str:
    """Give the line on which a key, or the table that lacks one, is written."""
    key = detail.get("key") if isinstance(detail, dict) else None
    if not isinstance(key, str):
        return ""
    lines = config.read_text("utf-8").splitlines()
    table, _, last = key.rpartition(".")
    found = _find(lines, table, last) or _header(lines, key) or _header(lines, table)
    return f":{found}" if found else ""


def _find(lines: Iterable[str], table: str, key: str) -> int | None:
    """Give the line of a key inside its table."""
    current = ""
    for number, line in enumerate(lines, 1):
        if header := re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line):
            current = header[1].replace('"', "")
        elif current == table and re.match(rf"\s*\"?{re.escape(key)}\"?\s*=", line):
            return number
    return None


def _header(lines: Iterable[str], table: str) -> int | None:
    """Give the line that begins a table, or one inside it."""
    for number, line in enumerate(lines, 1):
        header = re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line)
        if header and f"{header[1]}.".replace('"', "").startswith(f"{table}."):
            return number
    return None
