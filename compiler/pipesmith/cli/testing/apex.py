"""The tests of one program in Apex, run by the interpreter of a checkout.

Reads     the source of a program.
Gives     a verdict for each test, and for each method that is generated beside them.
Reports   what the target finds; that there is no interpreter is misuse.
Promises  that nothing is left on disk, and nothing of the interpreter is imported.
Leaves    running Apex to `python -m tests.apexvm`.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipesmith.cli.files import Misuse
from pipesmith.cli.testing.suite import Compiled
from pipesmith.cli.testing.verdicts import Failure, Verdict
from pipesmith.ir import nodes as n
from pipesmith.ir.walk import inside
from pipesmith.target import GENERATED, Bundle
from pipesmith_targets.apex.emitting import RUNTIME_TESTS
from pipesmith_targets.apex.testing.names import tried

CHECKOUT = Path(__file__).parents[4]
"""What holds the interpreter, where the compiler runs from its sources."""
_MODULE = "tests.apexvm"
_PLACE = re.compile(r"[^\s:]+\.pipe:(\d+)")
_ASSERTION = "System.AssertException: Assertion Failed: "


def performed(made: Compiled, folder: Path, wanted: str) -> Iterator[Verdict]:
    """Run the tests of a program; `folder` is where classes of its operators are looked for."""
    assert made.program is not None and made.bundle is not None, "only sound programs are run"
    titles = tried(made.program)
    with tempfile.TemporaryDirectory(prefix="pipesmith-") as project:
        _write(_of_program(made.bundle) | _hosts(made.program, folder), Path(project))
        for ran in _ran(Path(project)):
            test = titles.get((ran["class"], ran["method"])) or _generated(ran, made.program)
            is_own = test.place.path == made.program.entry.path
            if is_own and wanted.casefold() in test.title.casefold():
                yield _verdict(made.program, test, ran)


def _of_program(bundle: Bundle) -> dict[str, str]:
    """Give what the tests of the program need; those of the runtime are for an org."""
    files = bundle.files.items()
    return {path: text for path, text in files if not path.startswith(f"{RUNTIME_TESTS}/")}


def _write(files: dict[str, str], folder: Path) -> None:
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")


def _hosts(program: n.Program, folder: Path) -> dict[str, str]:
    """Find the classes that operators are bound to, among those that were written by hand."""
    names = {part.name for part in inside(program) if isinstance(part, n.ApexBinding)}
    files = (file for name in sorted(names) for file in sorted(folder.rglob(f"{name}.cls")))
    texts = {file.name: file.read_text("utf-8") for file in files}
    return {name: text for name, text in texts.items() if GENERATED not in text}


# ---------------------------------------------------------------- running


def _ran(project: Path) -> Iterator[dict[str, Any]]:
    """Run all methods, and give what each came to as soon as it has run."""
    if not (CHECKOUT / "tests" / "apexvm").is_dir():
        raise Misuse(
            "`--target apex` needs Pipesmith installed from a checkout that it can read, which"
            " holds an interpreter for Apex: `pip install -e .`"
        )
    command = [sys.executable, "-m", _MODULE, str(project)]
    with subprocess.Popen(
        command,
        cwd=CHECKOUT,
        env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None and running.stderr is not None
        for line in running.stdout:
            yield json.loads(line)
        said = running.stderr.read().strip()
    if running.returncode:
        raise Misuse(said.splitlines()[-1] if said else "the interpreter for Apex has stopped")


# ---------------------------------------------------------------- verdicts


def _generated(ran: dict[str, Any], program: n.Program) -> n.Test:
    """Stand for a method that no test of the source became."""
    start = n.Place(program.entry.path, 1, 1, 1, 1)
    title = f"{ran['class']}.{ran['method']}"
    return n.Test(title, "", program.entry.name, (), (), (), place=start)


def _verdict(program: n.Program, test: n.Test, ran: dict[str, Any]) -> Verdict:
    failure = None if ran["passed"] else _failure(test, ran)
    return Verdict(program, test, ran["seconds"], (), failure)


def _failure(test: n.Test, ran: dict[str, Any]) -> Failure:
    """Say why a method failed: by the expectation whose line it tells, where it tells one."""
    said: str = ran["message"]
    found = _PLACE.search(said)
    lines = {each.place.line: each.place for each in test.expectations}
    place = lines.get(int(found[1])) if found else None
    trace = tuple(ran["trace"])
    if place is None:
        return Failure("the run failed", test.place, "this test", (said,), trace)
    facts = said.removeprefix(_ASSERTION).partition(": ")[2] or "it is not so"
    message = "an expectation does not hold"
    return Failure(message, place, "this is not so", (facts,), trace)
