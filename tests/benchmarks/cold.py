"""Processes that begin cold: CPU seconds, with byte code present and every cache of their own.

What holds in daily use holds here: modules are compiled to byte code, and the tables of grammars
are kept from an earlier run. Nothing that an earlier measurement formatted is found again.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Final

from tests.benchmarks import programs

ROOT = Path(__file__).parents[2]
GRAMMAR = ROOT / "compiler" / "pipesmith" / "syntax" / "grammar.lark"
BARE = Path(__file__).with_name("bare_parse.py")
FORMATTED: Final = Path("pipesmith") / "python"
"""Where the compiler keeps what it formatted, in a cache folder."""


class Bench:
    """A folder with programs, byte code, and the cache that a measurement begins with."""

    def __init__(self, folder: Path) -> None:
        """Write the byte code of all that is measured, and the tables."""
        self.folder = folder
        self.numbers = count()
        self.warm = folder / "warm"
        self.run(self.warm, *self.building(self.program(3)))
        self.run(self.warm, *self.parsing(self.program(3)), str(BARE))
        shutil.rmtree(self.warm / FORMATTED)

    def program(self, length: int, edited: int | None = None) -> Path:
        """Write a program."""
        file = self.folder / f"program_{next(self.numbers)}.pipe"
        file.write_text(programs.realistic(length, edited=edited), "utf-8")
        return file

    def cache(self) -> Path:
        """Give a new cache folder with tables in it, and nothing that was formatted."""
        folder = self.folder / f"cache_{next(self.numbers)}"
        shutil.copytree(self.warm, folder)
        return folder

    def run(self, cache: Path, *command: str) -> float:
        """Run Python in the folder, and give the CPU seconds that it took."""
        variables = {
            "PYTHONPATH": os.pathsep.join(str(ROOT / part) for part in SOURCES),
            "PYTHONPYCACHEPREFIX": str(self.folder / "byte_code"),
            "XDG_CACHE_HOME": str(cache),
        }
        return cpu_seconds([sys.executable, *command], self.folder, variables)

    def checking(self, program: Path) -> list[str]:
        """Give the arguments that check a program."""
        return ["-m", "pipesmith", "check", str(program)]

    def building(self, program: Path) -> list[str]:
        """Give the arguments that build a program."""
        return ["-m", "pipesmith", "build", str(program), "-o", str(self.built(program).parent)]

    def built(self, program: Path) -> Path:
        """Give the file that a program is built to."""
        return self.folder / "out" / f"{program.stem}.py"

    def parsing(self, program: Path) -> list[str]:
        """Give the arguments that let lark parse a program, and nothing else."""
        return [str(BARE), str(GRAMMAR), str(self.folder / "tables"), str(program)]


SOURCES: Final = ("compiler", "targets", "runtime")
UNWANTED: Final = ("PYTHONDONTWRITEBYTECODE", "PYTHONDEVMODE", "PYTHONPROFILEIMPORTTIME")


def cpu_seconds(command: Sequence[str], folder: Path, variables: Mapping[str, str]) -> float:
    """Run a process, and give the CPU seconds that it took."""
    env = {key: value for key, value in os.environ.items() if key not in UNWANTED} | {**variables}
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=said
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise SystemExit(f"{' '.join(command)} failed: {said.read().decode()}")
    return usage.ru_utime + usage.ru_stime
