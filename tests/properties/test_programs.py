"""What holds of every well-typed program, from its text to the Python that is generated from it."""

import os
import subprocess
import sys
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.properties.programs import programs

from pipesmith.diagnostics.render import render_text
from pipesmith.driver import check_source, compile_source
from pipesmith.ir import json_form
from pipesmith.ir.nodes import Program
from pipesmith.ir.verify import verify
from pipesmith.source import Source
from pipesmith.target import Options
from pipesmith_targets import find

ROOT = Path(__file__).parents[2]
GENEROUS = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def checked(text: str) -> Program:
    """Give the IR of a program that must be sound."""
    result = check_source(Source("main.pipe", text), lambda path: None)
    assert result.program is not None, render_text(result.findings)
    return result.program


def generated(text: str) -> str:
    """Give the Python module of a program that must compile."""
    python = find("python")
    assert python is not None
    result = compile_source(Source("main.pipe", text), lambda path: None, python, Options())
    assert result.bundle is not None, render_text(result.findings)
    return result.bundle.files["main.py"]


@given(programs)
@GENEROUS
def test_lowering_gives_sound_ir(text: str) -> None:
    assert verify(checked(text)) == ()


@given(programs)
@GENEROUS
def test_the_json_form_is_the_same_program(text: str) -> None:
    program = checked(text)
    assert json_form.from_json(json_form.to_json(program)) == program


@given(programs)
@GENEROUS
def test_generated_python_compiles_and_is_deterministic(text: str) -> None:
    module = generated(text)
    compile(module, "main.py", "exec")
    assert generated(text) == module


@given(st.lists(programs, min_size=25, max_size=25))
@settings(
    max_examples=1, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
def test_generated_python_passes_mypy_strict(texts: list[str]) -> None:
    """A batch in one run of mypy, because starting it costs more than checking."""
    folder = ROOT / ".mypy_cache" / "generated_programs"
    folder.mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(texts):
        (folder / f"program_{number}.pipe").write_text(text)
        (folder / f"program_{number}.py").write_text(generated(text))
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", str(folder)]
    environment = {**os.environ, "MYPYPATH": str(ROOT / "runtime")}
    run = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert run.returncode == 0, run.stdout
