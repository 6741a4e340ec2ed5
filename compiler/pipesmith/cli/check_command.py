"""`pipesmith check`: the front end alone; no target, no runtime."""

from pathlib import Path

import click

from pipesmith.cli.files import STDIN, Misuse, read_source, replace_text
from pipesmith.cli.report import FORMATS, Format, counted, plural, report
from pipesmith.diagnostics import Finding, Findings
from pipesmith.diagnostics.render_cells import plain
from pipesmith.source import Source

CONFIG = "pipesmith.toml"
MOST_ROUNDS = 8
"""How often a program is corrected and checked again; one correction may reveal the next."""


@click.command("check")
@click.argument("files", nargs=-1, required=True, metavar="FILES...")
@click.option("--fix", is_flag=True, help="Correct what can safely be corrected, and check again.")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How findings are printed.",
)
def command(files: tuple[str, ...], fix: bool, form: Format) -> int:
    """Check programs and print what is wrong with them.

    Warnings do not change the exit code: 0 without errors, 3 with errors. `--fix` changes the files
    that are named, not those that they import.
    """
    if fix and STDIN in files:
        raise Misuse("`--fix` changes files; standard input is none")
    require_sound_projects(files)
    fixed = fix_all(files) if fix else 0
    findings = check_all(files)
    code = report(findings, form)
    if form == "text":
        done = f", {fixed} fixed" if fix else ""
        click.echo(f"checked {plural(len(files), 'program')}: {counted(findings)}{done}", err=True)
    return code


def require_sound_projects(files: tuple[str, ...]) -> None:
    """Read the project files beside the programs, each once."""
    folders = {Path(file).parent for file in files if file != STDIN and "\0" not in file}
    configs = [config for folder in sorted(folders) if (config := folder / CONFIG).is_file()]
    if configs:
        from pipesmith.cli.settings import require_sound

        for config in configs:
            require_sound(config)


def check_all(files: tuple[str, ...]) -> Findings:
    """Check each program, and gather what is found; what two share is told once."""
    from pipesmith.driver import check_source, read_file

    findings = Findings()
    for file in files:
        checked = check_source(read_source(file), read_file)
        findings.sources.update(checked.findings.sources)
        findings.add(checked.findings)
    return findings


def fix_all(files: tuple[str, ...]) -> int:
    """Follow what findings propose until they propose nothing more; count what was followed."""
    total = 0
    for _ in range(MOST_ROUNDS):
        followed = _fix_once(files)
        if not followed:
            break
        total += followed
    return total


def _fix_once(files: tuple[str, ...]) -> int:
    from pipesmith.diagnostics.mend import mended

    pending = {Path(file).resolve() for file in files}
    followed = 0
    for change in mended(check_all(files)):
        path = Path(change.source.path).resolve()
        if path in pending:  # a file known by two paths is changed once
            pending.remove(path)
            replace_text(path, change.text)
            followed += _told(change.source, change.followed)
    return followed


def _told(source: Source, followed: tuple[Finding, ...]) -> int:
    """Print what was changed in a file, and count it."""
    for finding in followed:
        assert finding.help is not None
        line, column = source.position(finding.label.span.start)
        way = f"{finding.message}: {finding.help.text}"
        click.echo(plain(f"fixed {source.path}:{line}:{column}: {way}"), err=True)
    return len(followed)
