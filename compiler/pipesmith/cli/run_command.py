"""`pipesmith run`: compile in memory, run, print the result."""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipesmith.cli.codes import Exit
from pipesmith.cli.covering import Covering, coverage_options
from pipesmith.cli.files import STDIN, Misuse, read_source, require_distinct
from pipesmith.cli.pipelines import chosen, split
from pipesmith.cli.report import report

if TYPE_CHECKING:
    from pipesmith.cli.execution import Wishes
    from pipesmith.diagnostics import Findings
    from pipesmith.ir import nodes as n
    from pipesmith.target import Bundle
    from pipesmith_runtime import Pipeline


@click.command("run")
@click.argument("program", metavar="FILE[:PIPELINE]")
@click.option("--input", "source", metavar="FILE|-", help="A JSON object, keyed by parameter.")
@click.option("--set", "settings", multiple=True, metavar="NAME=JSON", help="Set one parameter.")
@click.option("--signal", "signals", multiple=True, metavar="NAME=JSON", help="Send a signal.")
@click.option("--events", metavar="FILE", help="Write what happens, one JSON object a line.")
@click.option("--json", "as_json", is_flag=True, help="Print nothing but JSON, errors included.")
@click.option("--config", metavar="FILE", help="Default: pipesmith.toml beside the program.")
@click.option("-q", "--quiet", is_flag=True, help="Do not show the stages while they run.")
@click.option("--record", metavar="FILE", help="Write what each stage came to, to pin it later.")
@click.option("--pin", metavar="FILE", help="Give stages the outcomes of a recorded run.")
@click.option("--pin-at", multiple=True, metavar="ADDRESS", help="Pin this stage alone; repeats.")
@click.option("--from", "start", metavar="ADDRESS", help="Pin all but this and what follows it.")
@click.option("--only", metavar="ADDRESS", help="Pin all but this, and call nothing else.")
@coverage_options
@click.option("--debug", is_flag=True, help="Stop before stages, to look at values and set them.")
@click.option("--break", "stops", multiple=True, metavar="PLACE", help="ADDRESS or FILE:LINE.")
@click.option("--budget", metavar="LIMITS", help="tokens=N,usd=N,calls=N; more stops the run.")
@click.option("--traceback", is_flag=True, help="When the run fails, print the whole traceback.")
def command(program: str, covering: Covering, **options: Any) -> int:
    """Compile a program in memory and run one of its pipelines.

    Without PIPELINE the last one of the file runs. The result goes to standard output as JSON,
    everything else to standard error.
    """
    from pipesmith.cli.targets import target_named
    from pipesmith.driver import check_source, compile_program, read_file
    from pipesmith.target import Options

    given = Given(**options)
    file, name = split(program)
    checked = check_source(read_source(file), read_file)
    if checked.program is None:
        return _told(checked.findings, given.as_json)
    pipeline = chosen(checked.program, file, name)
    built = Options(traced=covering.wanted)
    compiled = compile_program(checked.program, target_named("python"), built, checked.findings)
    code = _told(compiled.findings, given.as_json)
    if compiled.bundle is None:
        return code
    require_distinct({"--record": given.record, "--events": given.events, **covering.files})
    wishes = _wishes(given, file, checked.program, checked.findings)
    return _executed(checked.program, pipeline, compiled.bundle, wishes, covering)


@dataclass(frozen=True, slots=True)
class Given:
    """The options, by the names that click gives them."""

    source: str | None
    settings: tuple[str, ...]
    signals: tuple[str, ...]
    events: str | None
    as_json: bool
    config: str | None
    quiet: bool
    record: str | None
    pin: str | None
    pin_at: tuple[str, ...]
    start: str | None
    only: str | None
    debug: bool
    stops: tuple[str, ...]
    budget: str | None
    traceback: bool


def _wishes(given: Given, file: str, program: "n.Program", findings: "Findings") -> "Wishes":
    """Say what the options ask of a run of a program."""
    from pipesmith.cli.budgets import read_budget
    from pipesmith.cli.execution import Wishes
    from pipesmith.cli.inputs import gathered
    from pipesmith.cli.recordings import pinned, writable
    from pipesmith.cli.scopes import scopes

    debugged = _debugged(given.debug, given.stops, given.source)
    pins = pinned(given.pin, given.pin_at, given.start, given.only)
    return Wishes(
        data=gathered(given.source, given.settings, pins.input if pins else None),
        events=given.events,
        as_json=given.as_json,
        quiet=given.quiet,
        traceback=given.traceback,
        config=_config(given.config, Path(file).parent),
        sources=findings.sources,
        folder=Path(file).parent,
        pins=pins,
        record=writable(given.record),
        budget=read_budget(given.budget),
        debug=debugged,
        scopes=scopes(program) if given.debug else {},
        signals=given.signals,
        listening=STDIN not in (file, given.source) and not given.debug,
    )


def _executed(
    program: "n.Program",
    pipeline: "n.Pipeline",
    bundle: "Bundle",
    wishes: "Wishes",
    covering: Covering,
) -> int:
    """Run the pipeline of a module that is loaded for it, and judge what was gone through."""
    from pipesmith.cli.execution import execute
    from pipesmith.cli.models import require_models
    from pipesmith.cli.program import importable
    from pipesmith.coverage import collect

    if wishes.pins is None:  # a recorded outcome asks nothing
        require_models(program, pipeline, wishes.config)
    paths = {module.name: module.path for module in program.modules}
    collector = collect(program) if covering.wanted else None
    with importable(bundle, paths, wishes.folder) as module:
        code = execute(_pipeline(module, pipeline.name), wishes, collector)
    if collector is None:
        return code
    judged = covering.told([collector.coverage], wishes.sources)
    return code or judged


def _told(findings: "Findings", as_json: bool) -> int:
    """Print findings; where only JSON may be printed, warnings are left to `check`."""
    if as_json and not findings.errors:
        return Exit.success
    return report(findings, "json" if as_json else "text", err=True)


def _debugged(debug: bool, stops: tuple[str, ...], source: str | None) -> tuple[str, ...] | None:
    """Give where a debugged run stops, None for a run that is not debugged."""
    if stops and not debug:
        raise Misuse("`--break` needs `--debug`")
    if debug and source == STDIN:
        raise Misuse("`--debug` reads commands from standard input, so the input needs a file")
    return stops if debug else None


def _config(given: str | None, folder: Path) -> Path | None:
    """Give the configuration file that was named, or the one beside the program or here, if any."""
    from pipesmith.cli.settings import beside, require_sound

    if given is not None and not Path(given).is_file():
        raise Misuse(f"cannot read `{given}`: there is no such file")
    config = beside(folder) or beside(Path()) if given is None else Path(given)
    require_sound(config)
    return config


def _pipeline(module: str, name: str) -> "Pipeline[..., Any]":
    from pipesmith_runtime import Pipeline

    return next(
        value
        for value in vars(import_module(module)).values()
        if isinstance(value, Pipeline) and (value.name, value.__module__) == (name, module)
    )
