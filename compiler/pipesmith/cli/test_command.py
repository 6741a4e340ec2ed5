"""`pipesmith test`: run the tests and properties of programs."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipesmith.cli.codes import Exit
from pipesmith.cli.covering import Covered, Covering, coverage_options
from pipesmith.cli.files import Misuse, read_source
from pipesmith.cli.report import report
from pipesmith.cli.targets import target_named
from pipesmith.cli.testing.examples import keep_apart
from pipesmith.cli.testing.looking import found

if TYPE_CHECKING:
    from pipesmith.cli.testing.suite import Compiled
    from pipesmith.cli.testing.verdicts import Verdict
    from pipesmith.source import Source


@click.command("test")
@click.argument("files", nargs=-1, metavar="[FILES...]")
@click.option("--target", default="python", show_default=True, help="The language to run in.")
@click.option("-k", "wanted", metavar="NAME", help="Only tests whose title holds this text.")
@click.option("--junit", "junit_path", metavar="FILE", help="Write a report in JUnit's form.")
@click.option("--watch", is_flag=True, help="Run again whenever a file changes.")
@click.option("--json", "as_json", is_flag=True, help="Print nothing but JSON.")
@coverage_options
def command(
    files: tuple[str, ...],
    target: str,
    wanted: str | None,
    junit_path: str | None,
    watch: bool,
    as_json: bool,
    covering: Covering,
) -> int:
    """Run the tests and properties of programs, in virtual time and without a network.

    A folder stands for all programs in it that have tests; without FILES it is the current one.
    """
    _require_known(target, covering)
    chosen = tuple(each for file in files or (".",) for each in _programs(file))
    if not chosen:
        raise Misuse("there is no `.pipe` file with a test here; name one")
    keep_apart()
    if not watch:
        return once(chosen, target, wanted, junit_path, as_json, covering)
    from pipesmith.cli.testing.watching import changes

    seen: set[str] = set(chosen)
    _again(lambda: once(chosen, target, wanted, junit_path, as_json, covering, seen.update))
    for _ in changes(lambda: sorted(seen)):
        _again(lambda: once(chosen, target, wanted, junit_path, as_json, covering, seen.update))
    return Exit.success


def _require_known(target: str, covering: Covering) -> None:
    """Refuse a target that there is not, and coverage where nothing is traced."""
    if target_named(target).name != "python" and covering.wanted:
        raise Misuse(f"coverage is told of `--target python` alone, not of `{target}`")


def _programs(file: str) -> Iterator[str]:
    if Path(file).is_dir():
        yield from found(Path(file))
    else:
        yield file


def _again(run: Callable[[], int]) -> None:
    """Run while files are being edited: a file that cannot be read is told, and waited for."""
    try:
        run()
    except Misuse as misuse:
        misuse.show()


def once(
    files: Sequence[str],
    target: str,
    wanted: str | None,
    junit_path: str | None,
    as_json: bool,
    covering: Covering,
    read: Callable[[list[str]], None] = lambda paths: None,
) -> int:
    """Run the tests of files one time; `read` is told which sources were read."""
    verdicts: list[Verdict] = []
    covered = Covered(covering)
    for file in files:
        code = _run_file(file, target, wanted, as_json, verdicts, covered, read)
        if code is not None:
            return code
    if not verdicts:
        what = "has a test" if wanted is None else f"has a test whose title holds `{wanted}`"
        raise Misuse(f"none of the files {what}")
    _finish(verdicts, junit_path, as_json)
    judged = covered.told()
    return judged if all(each.passed for each in verdicts) else Exit.failed


def _run_file(
    file: str,
    target: str,
    wanted: str | None,
    as_json: bool,
    verdicts: "list[Verdict]",
    covered: Covered,
    read: Callable[[list[str]], None],
) -> int | None:
    """Run the tests of one file; give an exit code where it does not compile."""
    from pipesmith.cli.testing.suite import compiled

    made = compiled(read_source(file), covered.wanted, target=target)
    read([*made.findings.sources])
    if made.findings.errors or not as_json:
        report(made.findings, "json" if as_json else "text", err=True)
    if made.bundle is None:
        return Exit.refused
    sources = made.findings.sources
    for number, verdict in enumerate(_performed(made, file, target, wanted)):
        if not as_json:
            _print(verdict, sources, is_first=number == 0)
        verdicts.append(verdict)
        covered.add(verdict.program, verdict.trials, sources)
    return None


def _performed(made: "Compiled", file: str, target: str, wanted: str | None) -> "Iterator[Verdict]":
    """Run the tests of a program in the language of a target."""
    folder = Path(file).parent
    if target != "python":
        from pipesmith.cli.testing.apex import performed as performed_in_apex

        yield from performed_in_apex(made, folder, wanted or "")
        return
    from pipesmith.cli.testing.performing import performed
    from pipesmith.cli.testing.suite import opened

    with opened(made, folder) as suite:
        yield from performed(
            suite, [case for case in suite.cases if _is_wanted(case.scenario.title, wanted)]
        )


def _print(verdict: "Verdict", sources: "Mapping[str, Source]", is_first: bool) -> None:
    from pipesmith.cli.testing.printing import print_failure, print_line

    if is_first:
        click.echo(verdict.program.entry.path)
    print_line(verdict)
    print_failure(verdict, sources)


def _is_wanted(title: str, wanted: str | None) -> bool:
    return wanted is None or wanted.casefold() in title.casefold()


def _finish(verdicts: "list[Verdict]", junit_path: str | None, as_json: bool) -> None:
    """Print the summary, and write the report that was asked for."""
    from pipesmith.cli.testing.junit import as_json as json_of
    from pipesmith.cli.testing.junit import junit
    from pipesmith.cli.testing.printing import print_summary

    if junit_path is not None:
        _write(junit_path, junit(verdicts))
    if as_json:
        click.echo(json.dumps(json_of(verdicts), ensure_ascii=False, indent=2))
    else:
        print_summary(verdicts)


def _write(path: str, text: str) -> None:
    try:
        Path(path).write_text(text, "utf-8")
    except OSError as error:
        reason = (error.strerror or "it cannot be written").lower()
        raise Misuse(f"cannot write `{path}`: {reason}") from None
