"""Black, one top-level piece at a time: what was formatted once is not formatted again.

Pieces are kept by their shape, in memory and in the user's cache folder. A folder that cannot be
written is not used; a file in it that cannot be read is replaced.
"""

import os
from functools import cache
from hashlib import sha256
from pathlib import Path

from pipesmith_targets.python.shapes import Layout, Shape

WIDTH = 88


def formatted(source: str) -> str:
    """Format the text of one top-level piece."""
    shape = Shape.of(source, WIDTH)
    text = None if shape is None else _layout(shape.text).filled(shape.words, WIDTH)
    return _kept(source) if text is None else text


@cache
def _layout(shape: str) -> Layout:
    return Layout.of(_kept(shape), WIDTH)


@cache
def _kept(source: str) -> str:
    """Format a text, unless it was formatted before."""
    key = _key(source)
    known = _from_disk(key)
    if known is None:
        known = _black(source)
        _to_disk(key, known)
    return known


def _black(source: str) -> str:
    from black import format_str
    from black.mode import Mode, TargetVersion

    return format_str(source, mode=Mode({TargetVersion.PY311}, WIDTH))


def _key(source: str) -> str:
    return sha256(f"{_version()}\0{WIDTH}\0{source}".encode("utf-8", "surrogatepass")).hexdigest()


@cache
def _version() -> str:
    from importlib.metadata import version

    return version("black")


@cache
def _folder() -> Path | None:
    """Give the cache folder, None where there is none to write to."""
    root = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    folder = Path(root) / "pipesmith" / "python"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None


def _from_disk(key: str) -> str | None:
    folder = _folder()
    if folder is None:
        return None
    try:
        digest, _, text = (folder / key).read_text("utf-8").partition("\n")
    except (OSError, UnicodeError):
        return None
    return text if digest == _digest(text) else None


def _to_disk(key: str, text: str) -> None:
    folder = _folder()
    if folder is None:
        return
    part = folder / f"{key}.{os.getpid()}"
    try:
        part.write_text(f"{_digest(text)}\n{text}", "utf-8")
        part.replace(folder / key)
    except OSError:
        part.unlink(missing_ok=True)


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
