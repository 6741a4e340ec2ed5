"""`pipesmith import`: programs of what other formats describe."""

import click

from pipesmith.cli.codes import Exit
from pipesmith.cli.delivery import deliver
from pipesmith.cli.files import read_source
from pipesmith.cli.report import report


@click.group("import")
def command() -> None:
    """Make a program of what another format describes."""


@command.command("schema")
@click.argument("file", metavar="FILE|-")
@click.option("-o", "--output", metavar="FILE", help="Write a file instead of standard output.")
def schema(file: str, output: str | None) -> int:
    """Write records, enums and types for a JSON Schema.

    What no type says is told on standard error, and noted in the program.
    """
    from pipesmith.schema.incoming import import_schema

    imported = import_schema(read_source(file))
    code = report(imported.findings, err=True)
    if imported.text is None:
        return code
    deliver(imported.text, output)
    return Exit.success
