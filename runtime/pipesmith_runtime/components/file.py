"""Texts in files, below the one folder that the project file opens."""

from functools import partial
from pathlib import Path

from pipesmith_runtime import config
from pipesmith_runtime.confinement import read_text, write_text
from pipesmith_runtime.errors import SECURITY, PipelineError
from pipesmith_runtime.roles import operator
from pipesmith_runtime.run import Run


@operator(name="file.read")
async def file_read(run: Run, path: str) -> str:
    """Give the text of a file, which must be UTF-8."""
    read = partial(read_text, _root(run), path)
    return await run.state.loop.run_in_executor(run.state.threads, read)


@operator(name="file.write")
async def file_write(run: Run, path: str, content: str, append: bool = False) -> None:
    """Write a text to a file, all of it or nothing, or append it; missing folders are made."""
    write = partial(write_text, _root(run), path, content, append=append)
    await run.state.loop.run_in_executor(run.state.threads, write)


def _root(run: Run) -> Path:
    """Give the folder that files are confined to."""
    found = config.of(run)
    if found.files is None:
        message = (
            "no folder is open to `file.read` and `file.write`; "
            'add `[files]` with `root = "FOLDER"` to pipesmith.toml'
        )
        raise PipelineError(SECURITY, message)
    return found.folder / found.files.root
