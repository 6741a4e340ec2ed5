"""Writing a bundle: all of it or nothing, and never over what somebody else wrote.

Reads     a bundle, and the folder that it goes to.
Gives     the paths that were written, and those that already were as they should be.
Reports   files in the way that were not generated, as a refusal that names them.
Promises  nothing is touched on a refusal; on an OSError what was written is taken back.
Leaves    files of earlier builds that this bundle no longer has.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from shutil import rmtree
from tempfile import mkdtemp

from pipesmith.target import GENERATED, Bundle

_HEAD = 65_536
"""How far into a file its header may stand: a module's documentation comes first."""


@dataclass(frozen=True, slots=True)
class Wrote:
    """What writing a bundle did."""

    written: tuple[Path, ...]
    unchanged: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """What stands in the way and is kept: files that no build wrote, folders, links."""

    foreign: tuple[Path, ...]

    def __str__(self) -> str:
        names = ", ".join(f"`{path}`" for path in self.foreign)
        return f"not written by pipesmith, so not replaced: {names}"


def write(bundle: Bundle, folder: Path) -> Wrote | Refused:
    """Write a bundle into a folder; OSError says what the system refused."""
    contents = {
        folder / PurePosixPath(path): text.encode("utf-8") for path, text in bundle.files.items()
    }
    changed = {path: new for path, new in contents.items() if not _holds(path, new)}
    if foreign := tuple(filter(_is_foreign, changed)):
        return Refused(foreign)
    if changed:
        _swap_in(changed, folder)
    return Wrote(tuple(changed), tuple(path for path in contents if path not in changed))


def _holds(path: Path, content: bytes) -> bool:
    if path.is_symlink() or not path.is_file() or path.stat().st_size != len(content):
        return False
    return path.read_bytes() == content


def _is_foreign(path: Path) -> bool:
    """Tell whether something stands at a path that no build put there."""
    if path.is_symlink() or path.is_dir():
        return True
    if not path.exists():
        return False
    with path.open("rb") as file:
        return GENERATED.encode() not in file.read(_HEAD)


def _swap_in(contents: Mapping[Path, bytes], folder: Path) -> None:
    """Write all files beside their places first, then exchange them; undo it if one fails."""
    made = _make_folders({folder, *(path.parent for path in contents)})
    stage = Path(mkdtemp(prefix=".pipesmith-", dir=folder))
    swapped: list[tuple[Path, Path | None]] = []
    try:
        for number, content in enumerate(contents.values()):
            (stage / f"{number}.new").write_bytes(content)
        for number, path in enumerate(contents):
            swapped.append((path, _kept(path, stage / f"{number}.old")))
            os.replace(stage / f"{number}.new", path)
    except BaseException:
        _undo(swapped)
        rmtree(stage, ignore_errors=True)
        for each in reversed(made):
            with suppress(OSError):
                each.rmdir()
        raise
    rmtree(stage, ignore_errors=True)


def _kept(path: Path, copy: Path) -> Path | None:
    """Keep what stands at a path until all is done."""
    if not path.exists():
        return None
    copy.write_bytes(path.read_bytes())
    return copy


def _undo(swapped: list[tuple[Path, Path | None]]) -> None:
    for path, copy in reversed(swapped):
        with suppress(OSError):
            if copy is None:
                path.unlink(missing_ok=True)
            else:
                os.replace(copy, path)


def _make_folders(folders: set[Path]) -> list[Path]:
    """Make folders that are missing, and give those that were made, outermost first."""
    made: list[Path] = []
    for folder in sorted(folders):
        missing = [each for each in (folder, *folder.parents) if not each.exists()]
        for each in reversed(missing):
            each.mkdir()
            made.append(each)
    return made
