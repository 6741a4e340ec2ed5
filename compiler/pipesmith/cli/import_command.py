"""`pipesmith import`: programs of what other formats describe."""

from collections.abc import Mapping
from pathlib import Path

import click

from pipesmith.cli.codes import Exit
from pipesmith.cli.delivery import deliver
from pipesmith.cli.files import STDIN, Misuse, read_source
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


@command.command("flowmason")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("-o", "--output", metavar="DIR", help="Write a file for each into this folder.")
def flowmason(files: tuple[str, ...], output: str | None) -> int:
    """Write programs for pipelines of FlowMason.

    Pipelines that extend or call others are given together with these. Sample inputs in
    NAME.inputs.json belong to the pipeline in NAME.json, and are read with it. What is broken, left
    out or assumed is told on standard error; what is sound is written.
    """
    from pipesmith.importing.flowmason import import_flowmason

    imported = import_flowmason([read_source(file) for file in _with_samples(files)])
    code = report(imported.findings, err=True)
    _write(imported.files, output)
    return code


@command.command("graph")
@click.argument("file", metavar="FILE|-")
@click.option("-o", "--output", metavar="DIR", help="Write the program into this folder.")
def graph(file: str, output: str | None) -> int:
    """Write a program for a graph: nodes, edges with conditions, branches that run at once.

    What has no place in the program is told on standard error. Nodes of unknown types and code in
    other languages become operators that have to be written.
    """
    from pipesmith.importing.graph import import_graph

    imported = import_graph(read_source(file))
    code = report(imported.findings, err=True)
    _write(imported.files, output)
    return code


@command.command("budflow")
@click.argument("files", nargs=-1, required=True, metavar="FILES...|-")
@click.option("-o", "--output", metavar="DIR", help="Write the program into this folder.")
def budflow(files: tuple[str, ...], output: str | None) -> int:
    """Write a program for BudFlow workflows: that of the first file, and those that it calls.

    What has no place in the program is told on standard error. Code in other languages becomes
    operators that have to be written.
    """
    from pipesmith.importing.budflow import import_budflow

    imported = import_budflow([read_source(file) for file in files])
    code = report(imported.findings, err=True)
    _write(imported.files, output)
    return code


def _with_samples(files: tuple[str, ...]) -> list[str]:
    """Give the files with those beside them that hold their sample inputs."""
    beside = [Path(file).with_suffix(".inputs.json") for file in files if file != STDIN]
    more = [str(file) for file in beside if file.is_file()]
    return [*dict.fromkeys((*files, *more))]


def _write(files: Mapping[str, str], output: str | None) -> None:
    """Write modules into a folder; one alone may go to standard output."""
    if output is None:
        if len(files) > 1:
            raise Misuse("these are several programs: name a folder for them with `-o`")
        for text in files.values():
            deliver(text, None)
        return
    folder = Path(output)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or "it cannot be made").lower()
        raise Misuse(f"cannot write `{output}`: {reason}") from None
    for name, text in files.items():
        deliver(text, str(folder / name))
