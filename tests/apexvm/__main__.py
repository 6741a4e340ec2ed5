"""Run the test methods of folders: `python -m tests.apexvm FOLDER...`.

Prints a line of JSON for each method as it has run. Ends with 2 and a sentence where the parser is
missing, or where the classes need what the interpreter lacks.
"""

import json
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

from tests.apexvm import ApexSyntaxError, CompileError, ParserMissing, Project, Unknown


def main(folders: list[str]) -> int:
    """Run all test methods."""
    try:
        project = Project.load(*map(Path, folders))
        for cls, method in project.tests():
            print(json.dumps(_ran(project, cls, method)), flush=True)
    except ParserMissing as missing:
        return _stopped(str(missing))
    except (ApexSyntaxError, CompileError, Unknown) as fault:
        return _stopped(f"{type(fault).__name__}: {fault}")
    return 0


def _ran(project: Project, cls: str, method: str) -> dict[str, Any]:
    begun = perf_counter()
    result = project.run_test(cls, method)
    return {
        "class": result.cls,
        "method": result.method,
        "passed": result.passed,
        "message": result.message,
        "trace": result.trace.splitlines(),
        "seconds": perf_counter() - begun,
    }


def _stopped(why: str) -> int:
    print(why, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
