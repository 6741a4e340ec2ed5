"""The driver: every pass in order, findings as values, faults of ours as exceptions."""

import pytest
from tests.compiler.ir.programs import GOOD, call_fetch, local, program, stage
from tests.program import python_target

from pipesmith import types as t
from pipesmith.driver import UnsoundProgram, check_source, compile_program
from pipesmith.source import Source
from pipesmith.target import Options

PYTHON = python_target()


def test_unrelated_mistakes_are_reported_in_one_run() -> None:
    text = """
    record Order { id: strng }
    operator load(id: string) -> Order { python "shop:load" }
    pipeline p(id: string) -> Order {
      stage a = load(id: b.id)
      stage b = load(id: a.id)
      stage c = load(id: 7)
      return d
    }
    """
    findings = check_source(Source("p.pipe", text), lambda path: None).findings
    slugs = {str(finding.slug) for finding in findings if finding.severity == "error"}
    assert slugs == {"unknown-type", "stage-cycle", "type-mismatch", "unknown-name"}


def test_an_ir_built_by_hand_compiles() -> None:
    compiled = compile_program(GOOD, PYTHON, Options())
    assert compiled.bundle is not None
    compile(compiled.bundle.files["shop.py"], "shop.py", "exec")


def test_an_unsound_ir_never_reaches_a_target() -> None:
    faulty = program(stage("order", call_fetch(local("nobody", t.STRING))), result=None)
    with pytest.raises(UnsoundProgram, match="no value is named `nobody`"):
        compile_program(faulty, PYTHON, Options())
