"""The options about coverage, shared by the commands that run pipelines."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipesmith.cli.codes import Exit
from pipesmith.cli.delivery import deliver
from pipesmith.cli.files import Misuse
from pipesmith.source import Source

if TYPE_CHECKING:
    from pipesmith.coverage import Collector, Coverage
    from pipesmith.ir.nodes import Program
    from pipesmith_runtime.testing import Trial


@dataclass(frozen=True, slots=True)
class Covering:
    """What to do with the coverage of runs; nothing is gathered where nothing is asked for."""

    shown: bool = False
    html: str | None = None
    xml: str | None = None
    fail_under: float | None = None

    @property
    def wanted(self) -> bool:
        """Say whether programs have to be traced."""
        files = any(file is not None for file in self.files.values())
        return self.shown or files or self.fail_under is not None

    @property
    def files(self) -> dict[str, str | None]:
        """Give the files to write, by their options."""
        return {"--coverage-html": self.html, "--coverage-xml": self.xml}

    def told(self, coverages: "Iterable[Coverage]", sources: Mapping[str, Source]) -> int:
        """Write what is asked for; give the exit code that the coverage means."""
        from pipesmith.coverage import merged, report

        whole = merged(coverages)
        if self.shown:
            click.echo(report([whole], "text", sources), err=True, nl=False)
        if self.html is not None:
            deliver(report([whole], "html", sources), self.html)
        if self.xml is not None:
            deliver(report([whole], "cobertura", sources), self.xml)
        return self._judged(whole)

    def _judged(self, whole: "Coverage") -> int:
        if self.fail_under is None or whole.percent >= self.fail_under:
            return Exit.success
        click.echo(
            f"pipesmith: coverage is {whole.percent:.1f} %, under the {self.fail_under:g} % that "
            "is asked for",
            err=True,
        )
        return Exit.failed


class Covered:
    """Gathers what the runs of tests go through, where that is wanted."""

    def __init__(self, covering: Covering) -> None:
        self.wanted = covering.wanted
        self._covering = covering
        self._collectors: dict[int, tuple[Program, Collector]] = {}
        self._sources: dict[str, Source] = {}

    def add(
        self, program: "Program", trials: "Iterable[Trial[Any]]", sources: Mapping[str, Source]
    ) -> None:
        """Take the runs of one test of a program."""
        if not self.wanted:
            return
        from pipesmith.coverage import collect

        if id(program) not in self._collectors:
            self._collectors[id(program)] = program, collect(program)
            self._sources.update(sources)
        _, collector = self._collectors[id(program)]
        for trial in trials:
            for event in trial.events:
                collector(event)

    def told(self) -> int:
        """Write what is asked for; give the exit code that the coverage means."""
        if not self.wanted:
            return Exit.success
        collectors = [collector for _, collector in self._collectors.values()]
        return self._covering.told([each.coverage for each in collectors], self._sources)


_OPTIONS = (
    click.option("--coverage", "shown", is_flag=True, help="Say what was not gone through."),
    click.option("--coverage-html", "html", metavar="FILE", help="Write it on the source."),
    click.option("--coverage-xml", "xml", metavar="FILE", help="Write it as Cobertura's XML."),
    click.option(
        "--fail-under",
        type=click.FloatRange(0, 100),
        metavar="PERCENT",
        help="Fail below this coverage.",
    ),
)


def coverage_options(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command the options, as one argument `covering`."""

    def gathered(
        shown: bool, html: str | None, xml: str | None, fail_under: float | None, **others: Any
    ) -> int:
        for file in (html, xml):
            if file is not None and not Path(file).parent.is_dir():
                raise Misuse(f"cannot write `{file}`: there is no such folder")
        return command(covering=Covering(shown, html, xml, fail_under), **others)

    gathered.__doc__ = command.__doc__
    for option in reversed(_OPTIONS):
        option(gathered)
    gathered.__dict__.setdefault("__click_params__", []).extend(
        getattr(command, "__click_params__", [])
    )
    return gathered
