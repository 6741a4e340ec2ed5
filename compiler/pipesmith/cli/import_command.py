"""`pipesmith import`: programs of what other formats describe."""

from typing import TYPE_CHECKING

import click

from pipesmith.cli.codes import Exit
from pipesmith.cli.delivery import deliver
from pipesmith.cli.files import read_source
from pipesmith.cli.report import report

if TYPE_CHECKING:
    from pipesmith.importing.program import Imported


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


@command.command("graph")
@click.argument("file", metavar="FILE|-")
@click.option("-o", "--output", metavar="FILE", help="Write a file instead of standard output.")
def graph(file: str, output: str | None) -> int:
    """Write a program for a graph: nodes, edges with conditions, branches that run at once.

    What has no place in the program is told on standard error. Nodes of unknown types and code in
    other languages become operators that have to be written.
    """
    from pipesmith.importing.graph import import_graph

    return _deliver(import_graph(read_source(file)), output)


@command.command("budflow")
@click.argument("files", nargs=-1, required=True, metavar="FILES...|-")
@click.option("-o", "--output", metavar="FILE", help="Write a file instead of standard output.")
def budflow(files: tuple[str, ...], output: str | None) -> int:
    """Write a program for BudFlow workflows: that of the first file, and those that it calls.

    What has no place in the program is told on standard error. Code in other languages becomes
    operators that have to be written.
    """
    from pipesmith.importing.budflow import import_budflow

    return _deliver(import_budflow([read_source(file) for file in files]), output)


def _deliver(imported: "Imported", output: str | None) -> int:
    """Show what was found, and deliver the one program that was made."""
    code = report(imported.findings, err=True)
    if not imported.files:
        return code
    (text,) = imported.files.values()
    deliver(text, output)
    return Exit.success
