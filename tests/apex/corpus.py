"""What the Apex target writes for all programs of the tests, as one project for the gates.

    python -m tests.apex.corpus [gate...]     prints what the gates find in it

The classes of each program are renamed, because programs have classes of the same name; the runtime
is there once.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.apex.gates import GATES, check
from tests.apex.projects import Files, write
from tests.checking import check_files
from tests.conformance.pages import PATTERNS, PROGRAMS, pages, read_page
from tests.samples.catalogue import EVERY
from tests.targets.apex.shop import whole

from pipesmith.driver import compile_program
from pipesmith.importing.flowmason import import_flowmason
from pipesmith.source import Source
from pipesmith.target import Options
from pipesmith_targets.apex import TARGET

OWN = Path(__file__).parent / "programs"
"""Programs that are there for the gates: each has much of what they look for."""
RUNNER = PROGRAMS.parent / "flowmason_runner"

RUNTIME = "pipeline-runtime"
WITH_TESTS = Options(tests=True)


def bundles() -> Iterator[tuple[str, Files]]:
    """Give the files of each program that the target takes, by its name."""
    for name, sources in programs():
        files = _files(sources)
        if files:
            yield name, files


def programs() -> Iterator[tuple[str, Mapping[str, str]]]:
    """Give the sources of each program, by its page and position there, or by its file."""
    for page in [*pages(PROGRAMS), *pages(PATTERNS)]:
        for number, program in enumerate(read_page(page).programs):
            yield f"{page.parent.name}/{page.stem}#{number}", program.files
    for path in sorted([*RUNNER.glob("*.pipe"), *OWN.glob("*.pipe")]):
        yield f"{path.parent.name}/{path.stem}", {"main.pipe": path.read_text("utf-8")}
    yield "imported/hostile", {"main.pipe": imported()}
    yield "tested/shop", {"main.pipe": whole()}
    for sample in EVERY:
        texts = {each.name: each.read_text("utf-8") for each in sample.folder.glob("*.pipe")}
        yield f"samples/{sample.name}", texts | {"main.pipe": texts[sample.tests or sample.program]}


def imported() -> str:
    """Import a document that names things as JSON lets it."""
    source = Source("hostile.json", (OWN / "hostile.json").read_text("utf-8"))
    (text,) = import_flowmason([source]).files.values()
    return text


def _files(sources: Mapping[str, str]) -> Files:
    checked = check_files(sources)
    if checked.program is None:
        return {}
    bundle = compile_program(checked.program, TARGET, WITH_TESTS, checked.findings).bundle
    return bundle.files if bundle else {}


def merged(programs: Mapping[str, Files]) -> tuple[dict[str, str], dict[str, str]]:
    """Give the files of one project, and the program of each file."""
    files: dict[str, str] = {}
    pages_of: dict[str, str] = {}
    for number, (page, written) in enumerate(programs.items()):
        own = {name: text for name, text in written.items() if _is_own(name)}
        renamed = _renamed(own, number)
        files |= {name: text for name, text in written.items() if not _is_class(name)}
        files |= {name: text for name, text in written.items() if RUNTIME in name} | renamed
        pages_of |= dict.fromkeys(renamed, page)
    return files, pages_of


def _is_class(name: str) -> bool:
    return "/classes/" in name


def _is_own(name: str) -> bool:
    return RUNTIME not in name and name.endswith(".cls")


def _renamed(own: Files, number: int) -> dict[str, str]:
    names = sorted((Path(name).stem for name in own), key=len, reverse=True)
    either = re.compile(rf"\b({'|'.join(names)})\b") if names else re.compile("(?!)")
    return {
        re.sub(r"\.cls$", f"{number:03}.cls", name): either.sub(rf"\g<1>{number:03}", text)
        for name, text in own.items()
    }


def alone(programs: Mapping[str, Files]) -> dict[str, Files]:
    """Give a project for each program, with its own classes as they are written."""
    return {
        page.replace("#", "-"): {name: text for name, text in files.items() if RUNTIME not in name}
        for page, files in programs.items()
    }


def main(gates: list[str]) -> None:
    """Print what gates find."""
    files, pages_of = merged(dict(bundles()))
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), files)
        for found in check(Path(folder), gates or [*GATES]):
            print(pages_of.get(found.path, "runtime"), found)


if __name__ == "__main__":
    main(sys.argv[1:])
