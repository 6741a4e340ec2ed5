"""`pipesmith check`: the front end alone; no target, no runtime."""

import click

from pipesmith.cli.files import read_source
from pipesmith.cli.report import FORMATS, Format, counted, plural, report
from pipesmith.diagnostics import Findings


@click.command("check")
@click.argument("files", nargs=-1, required=True, metavar="FILES...")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How findings are printed.",
)
def command(files: tuple[str, ...], form: Format) -> int:
    """Check programs and print what is wrong with them.

    Warnings do not change the exit code: 0 without errors, 3 with errors.
    """
    findings = check_all(files)
    code = report(findings, form)
    if form == "text":
        click.echo(f"checked {plural(len(files), 'program')}: {counted(findings)}", err=True)
    return code


def check_all(files: tuple[str, ...]) -> Findings:
    """Check each program, and gather what is found; what two share is told once."""
    from pipesmith.driver import check_source, read_file

    findings = Findings()
    for file in files:
        checked = check_source(read_source(file), read_file)
        findings.sources.update(checked.findings.sources)
        findings.add(checked.findings)
    return findings
