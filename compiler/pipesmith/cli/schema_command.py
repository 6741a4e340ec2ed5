"""`pipesmith schema`: the JSON Schema of what a program declares."""

import json
from typing import TYPE_CHECKING

import click

from pipesmith.cli.codes import Exit
from pipesmith.cli.delivery import deliver
from pipesmith.cli.files import Misuse, read_source
from pipesmith.cli.pipelines import split
from pipesmith.cli.report import report
from pipesmith.diagnostics.suggest import nearest

if TYPE_CHECKING:
    from pipesmith.ir.nodes import Program
    from pipesmith.schema.out import Declared, Part


@click.command("schema")
@click.argument("program", metavar="FILE[:NAME]")
@click.option(
    "--part",
    type=click.Choice(("input", "result")),
    help="Of a pipeline: its input alone, or its result alone.",
)
@click.option("-o", "--output", metavar="FILE", help="Write a file instead of standard output.")
def command(program: str, part: "Part | None", output: str | None) -> int:
    """Write the JSON Schema (draft 2020-12) of a record, enum, type or pipeline.

    Without NAME, all types of the file are written below `$defs`.
    """
    from pipesmith.driver import check_source, read_file
    from pipesmith.schema.out import document

    file, name = split(program)
    checked = check_source(read_source(file), read_file)
    if checked.program is None:
        return report(checked.findings, err=True)
    item = _chosen(checked.program, file, name)
    if part is not None and (item is None or item.kind != "pipeline"):
        raise Misuse("`--part` is for a pipeline: write `FILE:PIPELINE`")
    schema = document(checked.program, item, part)
    deliver(json.dumps(schema, indent=2, ensure_ascii=False) + "\n", output)
    return Exit.success


def _chosen(program: "Program", file: str, name: str | None) -> "Declared | None":
    """Give the declaration that is named."""
    from pipesmith.ir import nodes as n

    kinds = (n.Record, n.Enum, n.Alias, n.Pipeline)
    items = {each.name: each for each in program.entry.declarations if isinstance(each, kinds)}
    if name is None or name in items:
        return items[name] if name is not None else None
    near = nearest(name, items)
    hint = f"; did you mean `{near}`?" if near else ""
    raise Misuse(f"`{file}` declares no type and no pipeline `{name}`{hint}")
