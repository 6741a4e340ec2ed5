"""From arguments to an exit code; every way a command can end is here."""

import gc
import io
import json
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click

from pipesmith.cli.codes import Exit
from pipesmith.cli.commands import ReaderGone, commands
from pipesmith.diagnostics.render_cells import plain, plain_lines

DEBUG = "PIPESMITH_DEBUG"
SELDOM = 200_000
"""Objects between two searches for garbage: what a compiler makes, it needs to the end."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, and give its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a narrow locale must not fail a report
            stream.reconfigure(errors="backslashreplace")
    try:
        with _seldom_searched():
            return _run(arguments)
    except ReaderGone:
        return _reader_gone()
    except (KeyboardInterrupt, click.Abort):
        click.echo("pipesmith: cancelled", err=True)
        return Exit.cancelled
    except Exception as failure:
        return _fault(failure)


@contextmanager
def _seldom_searched() -> Iterator[None]:
    """Let the garbage collector search seldom."""
    before = gc.get_threshold()
    gc.set_threshold(SELDOM, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _run(arguments: Sequence[str] | None) -> int:
    try:
        code = commands.main(
            None if arguments is None else list(arguments),
            prog_name="pipesmith",
            standalone_mode=False,
        )
    except click.ClickException as error:
        _show(error, _wants_json(arguments))
        return error.exit_code
    except OSError as error:
        if error.filename is None:
            raise
        reason = error.strerror or "it cannot be used"
        message = f"`{plain(str(error.filename))}`: {reason.lower()}"
        _show(click.ClickException(message), _wants_json(arguments))
        return Exit.usage
    return int(code or Exit.success)


def _wants_json(arguments: Sequence[str] | None) -> bool:
    """Tell whether whoever runs the command reads JSON, even if it is misused."""
    return "--json" in (sys.argv[1:] if arguments is None else arguments)


def _show(error: click.ClickException, as_json: bool) -> None:
    if as_json:
        from pipesmith_runtime.errors import VALIDATION, PipelineError

        told = PipelineError(VALIDATION, error.format_message()).to_json()
        click.echo(json.dumps(told, ensure_ascii=False), err=True)
        return
    if isinstance(error, click.UsageError) and error.ctx is not None:
        click.echo(error.ctx.get_usage(), err=True)
    click.echo(f"pipesmith: {plain_lines(error.format_message())}", err=True)


def _reader_gone() -> int:
    """Say that standard output was closed, and keep the interpreter from flushing it again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    click.echo("pipesmith: standard output was closed by its reader", err=True)
    return Exit.usage


def _fault(failure: Exception) -> int:
    """Report a fault of the compiler in one line; the traceback is for those who ask."""
    if os.environ.get(DEBUG):
        traceback.print_exception(failure)
    kind, text = type(failure).__name__, " ".join(str(failure).split())[:200]
    click.echo(
        f"pipesmith: a fault of the compiler in `{_pass_of(failure)}`: {plain(f'{kind}: {text}')}; "
        f"please report it with the program that shows it ({DEBUG}=1 prints where)",
        err=True,
    )
    return Exit.fault


def _pass_of(failure: BaseException) -> str:
    """Give the innermost module of ours that was running, by its name within the package."""
    found = "cli"
    for frame, _line in traceback.walk_tb(failure.__traceback__):
        package, _, module = frame.f_globals.get("__name__", "").partition(".")
        if package.startswith("pipesmith") and module:
            found = module
    return found
