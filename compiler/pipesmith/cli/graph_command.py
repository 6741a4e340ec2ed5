"""`pipesmith graph`: a picture of a pipeline."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from pipesmith.cli.codes import Exit
from pipesmith.cli.files import Misuse, read_source
from pipesmith.cli.pipelines import chosen, split
from pipesmith.cli.report import report

if TYPE_CHECKING:
    from pipesmith.graph import Graph

Form = Literal["text", "svg", "mermaid", "dot"]
FORMS: tuple[Form, ...] = ("text", "svg", "mermaid", "dot")
_ENDINGS: dict[str, Form] = {
    ".svg": "svg",
    ".mmd": "mermaid",
    ".mermaid": "mermaid",
    ".dot": "dot",
    ".gv": "dot",
    ".txt": "text",
}


@click.command("graph")
@click.argument("program", metavar="FILE[:PIPELINE]")
@click.option("--format", "form", type=click.Choice(FORMS), help="Default: by the output's ending.")
@click.option("-o", "--output", metavar="FILE", help="Write a file instead of standard output.")
def command(program: str, form: Form | None, output: str | None) -> int:
    """Draw a pipeline: its stages, and what waits for what.

    Without PIPELINE the last one of the file is drawn. Standard output gets a tree of text.
    """
    from pipesmith.driver import check_source, read_file
    from pipesmith.graph import graph_of

    file, name = split(program)
    checked = check_source(read_source(file), read_file)
    if checked.program is None:
        return report(checked.findings, err=True)
    pipeline = chosen(checked.program, file, name)
    graph = graph_of(checked.program, pipeline, checked.findings.sources)
    _deliver(_drawn(graph, form or _form_of(output)), output)
    return Exit.success


def _form_of(output: str | None) -> Form:
    if output is None:
        return "text"
    return _ENDINGS.get(Path(output).suffix.lower(), "svg")


def _drawn(graph: "Graph", form: Form) -> str:
    from pipesmith.graph import dot, mermaid, svg, tree

    match form:
        case "text":
            return tree(graph)
        case "svg":
            return svg(graph)
        case "mermaid":
            return mermaid(graph)
        case "dot":
            return dot(graph)


def _deliver(text: str, output: str | None) -> None:
    if output is None:
        sys.stdout.write(text)
        return
    try:
        Path(output).write_text(text, "utf-8")
    except OSError as error:
        raise Misuse(f"cannot write `{output}`: {(error.strerror or '').lower()}") from None
    click.echo(f"wrote {output}", err=True)
