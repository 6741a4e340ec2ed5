"""Files below one folder, and nothing else.

A path is first judged as a text, then followed to what it means, and at last opened folder by
folder without following links: what is exchanged for a link in between is not followed either.
Systems that cannot open a file within an open folder make do with the first two steps.
"""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final, TypeVar

from pipesmith_runtime.errors import EXECUTION, SECURITY, VALIDATION, PipelineError

T = TypeVar("T")

STEPWISE: Final = os.open in os.supports_dir_fd
_NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_BINARY: Final = getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
_FOLDER: Final = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | _NO_LINK


def read_text(root: Path, path: str) -> str:
    """Give the text of a file below a folder."""

    def read(name: str, folder: int | None) -> bytes:
        with _opened(name, os.O_RDONLY, folder) as file, open(file, "rb", closefd=False) as stream:
            return stream.read()

    content = _within(root, path, read, make=False)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise PipelineError(VALIDATION, f"the file `{_shown(path)}` is not UTF-8") from None


def write_text(root: Path, path: str, content: str, append: bool = False) -> None:
    """Write a text to a file below a folder, in one step, or append it."""
    data = content.encode("utf-8")

    def add(name: str, folder: int | None) -> None:
        with _opened(name, os.O_WRONLY | os.O_APPEND | os.O_CREAT, folder) as file:
            _write_all(file, data)

    def replace(name: str, folder: int | None) -> None:
        _replace(name, folder, data)

    _within(root, path, add if append else replace, make=True)


# ---------------------------------------------------------------- where a path leads


def _within(root: Path, path: str, act: Callable[[str, int | None], T], make: bool) -> T:
    """Act on the last name of a path, in the folder that holds it."""
    _judge(path)
    try:
        base = root.resolve(strict=True)
        return _stepwise(base, _followed(base, path), act, make)
    except OSError as failure:
        raise _refused(failure, path) from None


def _judge(path: str) -> None:
    """Refuse what no system may take for a path below the folder."""
    windows = PureWindowsPath(path)
    parts = {*PurePosixPath(path).parts, *windows.parts}
    if "\0" in path or windows.drive or windows.root or path.startswith("/") or ".." in parts:
        raise _outside(path)


def _followed(base: Path, path: str) -> tuple[str, ...]:
    """Give the steps from the folder to what a path means, its links followed."""
    target = (base / path).resolve()
    if not target.is_relative_to(base):
        raise _outside(path)
    steps = target.relative_to(base).parts
    if not steps:
        raise PipelineError(EXECUTION, f"`{_shown(path)}` is a folder")
    return steps


def _stepwise(
    base: Path, steps: tuple[str, ...], act: Callable[[str, int | None], T], make: bool
) -> T:
    *folders, name = steps
    if not STEPWISE:
        home = base.joinpath(*folders)
        if make:
            home.mkdir(parents=True, exist_ok=True)
        return act(str(home / name), None)
    here = os.open(base, _FOLDER)
    try:
        for step in folders:
            if make:
                with suppress(FileExistsError):
                    os.mkdir(step, dir_fd=here)
            inner = os.open(step, _FOLDER, dir_fd=here)
            os.close(here)
            here = inner
        return act(name, here)
    finally:
        os.close(here)


# ---------------------------------------------------------------- files


@contextmanager
def _opened(name: str, flags: int, folder: int | None) -> Iterator[int]:
    """Open a plain file; what is a device, a pipe or a folder is not touched."""
    file = os.open(name, flags | _NO_LINK | _BINARY, 0o666, dir_fd=folder)
    try:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            raise PipelineError(EXECUTION, f"`{_shown(Path(name).name)}` is not a plain file")
        yield file
    finally:
        os.close(file)


def _replace(name: str, folder: int | None, data: bytes) -> None:
    """Write beside the file and exchange the two, so that nobody ever reads a half."""
    beside = f"{name}.{os.urandom(6).hex()}.tmp"
    mode = _mode(name, folder)
    with _opened(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, folder) as file:
        try:
            _write_all(file, data)
            if mode is not None and hasattr(os, "fchmod"):
                os.fchmod(file, mode)
        except BaseException:
            os.unlink(beside, dir_fd=folder)
            raise
    try:
        os.replace(beside, name, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        os.unlink(beside, dir_fd=folder)
        raise


def _mode(name: str, folder: int | None) -> int | None:
    """Give who may do what with the file that is there; refuse what is no plain file."""
    try:
        found = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(found):
        raise PipelineError(EXECUTION, f"`{_shown(Path(name).name)}` is not a plain file")
    return stat.S_IMODE(found)


def _write_all(file: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(file, rest) :]


# ---------------------------------------------------------------- wording


def _outside(path: str) -> PipelineError:
    text = f"`{_shown(path)}` leads out of the folder that `[files]` opens"
    return PipelineError(SECURITY, text)


def _refused(failure: OSError, path: str) -> PipelineError:
    """Say what the system refused, without where the folder is."""
    import errno

    if failure.errno in (errno.ELOOP, errno.EACCES, errno.EPERM):
        return PipelineError(SECURITY, f"`{_shown(path)}` may not be opened")
    reason = (failure.strerror or type(failure).__name__).lower()
    return PipelineError(EXECUTION, f"`{_shown(path)}`: {reason}")


def _shown(path: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in path[:200])
