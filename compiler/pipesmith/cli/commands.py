"""The commands, each loaded only when it is named."""

import sys
from importlib import import_module
from typing import Any

import click

from pipesmith._version import __version__
from pipesmith.cli.codes import Exit
from pipesmith.diagnostics.suggest import nearest

COMMANDS = {
    "new": "Start a small project in a new folder.",
    "check": "Check programs and print what is wrong with them.",
    "build": "Compile a program to source files of a target.",
    "run": "Compile a program in memory and run one of its pipelines.",
    "test": "Run the tests and properties of programs.",
    "fmt": "Format programs in the one canonical layout.",
    "schema": "Write the JSON Schema of what a program declares.",
    "import": "Make a program of what another format describes.",
    "graph": "Draw a pipeline: its stages, and what waits for what.",
    "explain-plan": "Say what runs at once, what waits, and which policies hold.",
    "explain": "Explain a kind of finding, with an example.",
}


class ReaderGone(Exception):
    """Say that whoever read standard output has closed it."""


class Commands(click.Group):
    """A group that knows its commands' names and imports only the one that runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names in the order in which a user meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"pipesmith.cli.{cmd_name.replace('-', '_')}_command").command
        return command if isinstance(command, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is named, or say which one is near."""
        name = args[0] if args else ""
        if name not in COMMANDS and not name.startswith("-"):
            near = nearest(name, COMMANDS)
            hint = f"; did you mean `{near}`?" if near else ""
            raise click.UsageError(f"no command is named `{name}`{hint}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, and tell a reader that left from faults of other files."""
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            raise ReaderGone from None
        return code

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([*COMMANDS.items()])


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 success, 1 the pipeline failed, 2 bad usage or input, 3 the program does "
    "not compile, 130 cancelled.",
)
@click.version_option(__version__, prog_name="pipesmith", message="%(prog)s %(version)s")
@click.pass_context
def commands(ctx: click.Context) -> int:
    """Compile typed pipelines (.pipe) to standalone asyncio Python."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help(), err=True)
    return Exit.usage
