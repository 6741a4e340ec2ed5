"""Programs that tests hold as text: one file or several, checked and compiled in memory."""

import posixpath
from collections.abc import Mapping

from tests.fences import Fence

from pipesmith.driver import Checked, check_source
from pipesmith.source import Source

ENTRY = "main.pipe"


def check_files(files: Mapping[str, str], entry: str = ENTRY) -> Checked:
    """Check a program whose files are texts by path."""

    def read(path: str) -> Source | None:
        name = posixpath.normpath(path)
        return Source(name, files[name]) if name in files else None

    return check_source(Source(entry, files[entry]), read)


def files_of(blocks: list[Fence]) -> tuple[dict[str, str], str]:
    """Give the files of a page's `pipe` blocks, and which is the entry.

    A block without `file=` is `main.pipe`, the entry; without one the last block is.
    """
    files = {fence.options.get("file", ENTRY): fence.text for fence in blocks}
    return files, ENTRY if ENTRY in files else [*files][-1]
