"""`pipesmith fmt`: one canonical layout."""

import os
import tempfile
from pathlib import Path

import click

from pipesmith.cli.codes import Exit
from pipesmith.cli.files import STDIN, read_source
from pipesmith.cli.report import plural, report
from pipesmith.diagnostics import Findings
from pipesmith.source import Source


@click.command("fmt")
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit 1 if a file would.")
@click.argument("files", nargs=-1, required=True, metavar="FILES...|-")
def command(files: tuple[str, ...], only_check: bool) -> int:
    """Format programs in place; `-` formats standard input to standard output.

    A file with syntax errors is left as it is, and its errors are printed.
    """
    sources = [read_source(file) for file in files]  # nothing is written if one cannot be read
    findings, changed = Findings(), 0
    for source, file in zip(sources, files, strict=True):
        text = _formatted(source, findings)
        if text is not None:
            changed += _deliver(source, text, file == STDIN, only_check)
    return _end(findings, changed, only_check)


def _formatted(source: Source, findings: Findings) -> str | None:
    """Give the canonical text; None when the source has syntax errors, which are kept."""
    from pipesmith.syntax import format_source

    result = format_source(source)
    if isinstance(result, str):
        return result
    findings.sources[source.path] = source
    findings.add(result)
    return None


def _deliver(source: Source, text: str, stdin: bool, only_check: bool) -> bool:
    """Write a formatted text where it belongs, and tell whether it differs."""
    changed = text != source.text
    if only_check:
        if changed:
            click.echo(f"would format {source.path}", err=True)
    elif stdin:
        click.echo(text, nl=False)
    elif changed:
        _replace(Path(source.path), text)
        click.echo(f"formatted {source.path}", err=True)
    return changed


def _replace(path: Path, text: str) -> None:
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


def _end(findings: Findings, changed: int, only_check: bool) -> int:
    if findings.errors:
        return report(findings, err=True)
    if only_check and changed:
        click.echo(f"{plural(changed, 'file')} not in canonical layout", err=True)
        return Exit.failed
    return Exit.success
