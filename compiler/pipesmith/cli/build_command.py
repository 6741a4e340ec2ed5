"""`pipesmith build`: source files of a target."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipesmith.cli.codes import Exit
from pipesmith.cli.files import Misuse, read_source
from pipesmith.cli.report import plural, report

if TYPE_CHECKING:
    from pipesmith.target import Bundle, Link, Target


@click.command("build")
@click.argument("file")
@click.option("--target", "name", default="python", show_default=True, help="The language.")
@click.option("-o", "--output", default="build", show_default=True, help="The folder to write to.")
@click.option(
    "--link",
    type=click.Choice(["import", "vendor"]),
    default="import",
    show_default=True,
    help="Import the runtime, or carry a copy of it beside the code.",
)
@click.option("-O", "--optimize", is_flag=True, help="Add forms that run faster unobserved.")
@click.option("--tests", is_flag=True, help="Write the tests of each file beside its module.")
def command(file: str, name: str, output: str, link: "Link", optimize: bool, tests: bool) -> int:
    """Compile a program to source files of a target.

    Everything is written, or nothing. A file that Pipesmith did not write is never replaced.
    """
    from pipesmith.cli.targets import target_named
    from pipesmith.driver import compile_source, read_file
    from pipesmith.target import Options

    if not output.strip() or "\0" in output:
        raise Misuse("`-o` names no folder")
    target = target_named(name)
    _refuse_options(target, {"link": link == "vendor", "optimize": optimize, "tests": tests})
    source = read_source(file)
    compiled = compile_source(source, read_file, target, Options(link, optimize, tests=tests))
    code = report(compiled.findings, err=True)
    if compiled.bundle is None:
        return code
    return _deliver(compiled.bundle, Path(output))


def _refuse_options(target: "Target", given: dict[str, bool]) -> None:
    """Refuse what was given and the target knows nothing of."""
    for option, is_given in given.items():
        if is_given and option in target.lacks:
            raise Misuse(f"`--{option}` means nothing to `--target {target.name}`")


def _deliver(bundle: "Bundle", folder: Path) -> int:
    """Write the files, and say how many were new or changed."""
    from pipesmith.output import Refused, write

    try:
        outcome = write(bundle, folder)
    except OSError as error:
        reason = (error.strerror or "it cannot be written").lower()
        raise Misuse(f"cannot write to `{folder}`: {reason}; nothing was changed") from None
    if isinstance(outcome, Refused):
        raise Misuse(f"nothing was written; {outcome}")
    written, kept = plural(len(outcome.written), "file"), len(outcome.unchanged)
    click.echo(f"wrote {written} to {folder}" + (f", {kept} unchanged" if kept else ""), err=True)
    for note in bundle.notes:
        click.echo(note, err=True)
    return Exit.success
