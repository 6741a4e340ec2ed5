"""Show Pipesmith at work: start the services of a sample, then check, build and run it.

Ends with 1 as soon as a step fails, or when the result is not the expected one.
"""

import json
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).parent
SAMPLE = SAMPLES / "customer_risk"


def main() -> int:
    """Go through the steps, and say what each shows."""
    sys.path.insert(0, str(SAMPLE))
    with import_module("services").services() as environment, tempfile.TemporaryDirectory() as out:
        say("Check the program: types, names, order, without running it.")
        pipesmith("check", "customer_risk.pipe", environment=environment)
        say("Build it: plain asyncio Python, formatted and typed.")
        pipesmith(
            "build", "customer_risk.pipe", "--target", "python", "-o", out, environment=environment
        )
        show_build(Path(out))
        say("Run it against a CRM, an alert service and a model on loopback ports.")
        result = json.loads(
            pipesmith(
                "run",
                "customer_risk.pipe",
                "--input",
                "input.json",
                "--json",
                environment=environment,
            )
        )
    show(result)
    return compare(result)


def pipesmith(*arguments: str, environment: Mapping[str, str]) -> str:
    """Run one command as a user would; a failure ends the demonstration."""
    print("$", shlex.join(["pipesmith", *arguments]), flush=True)
    command = [sys.executable, "-m", "pipesmith", *arguments]
    done = subprocess.run(
        command, cwd=SAMPLE, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True
    )
    if done.returncode:
        raise SystemExit(f"the step failed with exit code {done.returncode}")
    return done.stdout


def say(text: str) -> None:
    """Announce a step."""
    print(f"\n{text}", flush=True)


def show_build(folder: Path) -> None:
    """List what was built."""
    for file in sorted(folder.rglob("*.py")):
        print(f"  {file.relative_to(folder)}: {len(file.read_text('utf-8').splitlines())} lines")


def show(result: Mapping[str, Any]) -> None:
    """Print the report as a person reads it."""
    names = {
        row["id"]: row["name"]
        for row in json.loads((SAMPLE / "input.json").read_text("utf-8"))["customers"]
    }
    for row in result["assessed"]:
        verdict, told = row["risk"], "  alerted" if row["customer"] in result["alerted"] else ""
        print(f"  {names[row['customer']]:16}{verdict['level']:9}{verdict['score']:.2f}{told}")


def compare(result: object) -> int:
    """Say whether the result is the expected one."""
    expected = json.loads((SAMPLE / "expected" / "result.json").read_text("utf-8"))
    print(
        "\nThe result is the expected one."
        if result == expected
        else "\nThe result is not the expected one."
    )
    return 0 if result == expected else 1


if __name__ == "__main__":
    sys.exit(main())
