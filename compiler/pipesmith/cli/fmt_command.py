"""`pipesmith fmt`: one canonical layout."""

from pathlib import Path

import click

from pipesmith.cli.codes import Exit
from pipesmith.cli.files import STDIN, read_source, replace_text
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
        replace_text(Path(source.path), text)
        click.echo(f"formatted {source.path}", err=True)
    return changed


def _end(findings: Findings, changed: int, only_check: bool) -> int:
    if findings.errors:
        return report(findings, err=True)
    if only_check and changed:
        click.echo(f"{plural(changed, 'file')} not in canonical layout", err=True)
        return Exit.failed
    return Exit.success
