"""`pipesmith explain-plan`: what a pipeline will do, before it is run."""

import json
from dataclasses import asdict

import click

from pipesmith.cli.codes import Exit
from pipesmith.cli.files import read_source
from pipesmith.cli.pipelines import chosen, split
from pipesmith.cli.report import report

VERSION = 1


@click.command("explain-plan")
@click.argument("program", metavar="FILE[:PIPELINE]")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
def command(program: str, as_json: bool) -> int:
    """Say what runs at once, what waits, which policies hold, and how long it may take.

    Without PIPELINE the last one of the file is explained. Nothing is run. `*` marks the longest
    way, by timeouts and retries.
    """
    from pipesmith.driver import check_source, read_file
    from pipesmith.plan.explain import explain_plan
    from pipesmith.plan.text import text

    file, name = split(program)
    checked = check_source(read_source(file), read_file)
    if checked.program is None:
        return report(checked.findings, "json" if as_json else "text", err=True)
    pipeline = chosen(checked.program, file, name)
    plan = explain_plan(checked.program, pipeline, checked.findings.sources)
    if as_json:
        click.echo(json.dumps({"version": VERSION, **asdict(plan)}, indent=2))
    else:
        click.echo(text(plan), nl=False)
    return Exit.success
