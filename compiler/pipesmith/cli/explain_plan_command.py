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
@click.option("--target", "name", help="Say what a run needs where this platform limits it.")
def command(program: str, as_json: bool, name: str | None) -> int:
    """Say what runs at once, what waits, which policies hold, and how long it may take.

    Without PIPELINE the last one of the file is explained. Nothing is run. `*` marks the longest
    way, by timeouts and retries.
    """
    from pipesmith.cli.targets import target_named
    from pipesmith.driver import check_source, read_file
    from pipesmith.plan.explain import explain_plan
    from pipesmith.plan.text import needed, text

    target = None if name is None else target_named(name)
    file, wanted = split(program)
    checked = check_source(read_source(file), read_file)
    if checked.program is None:
        return report(checked.findings, "json" if as_json else "text", err=True)
    pipeline = chosen(checked.program, file, wanted)
    plan = explain_plan(checked.program, pipeline, checked.findings.sources)
    entry = checked.program.entry.name
    needs = () if target is None else target.needs(checked.program, entry, pipeline)
    if as_json:
        told = {"needs": [asdict(each) for each in needs]} if target is not None else {}
        click.echo(json.dumps({"version": VERSION, **asdict(plan), **told}, indent=2))
    else:
        click.echo(text(plan) + needed(needs), nl=False)
    return Exit.success
