"""A text on its way out: standard output, or a file."""

import sys
from pathlib import Path

import click

from pipesmith.cli.files import Misuse


def deliver(text: str, output: str | None) -> None:
    """Write a text to a file, or to standard output when none is named."""
    if output is None:
        sys.stdout.write(text)
        return
    try:
        Path(output).write_text(text, "utf-8")
    except OSError as error:
        reason = (error.strerror or "it cannot be written").lower()
        raise Misuse(f"cannot write `{output}`: {reason}") from None
    click.echo(f"wrote {output}", err=True)
