"""Every vector of the standard functions, through every form in which Python writes the call."""

import importlib
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.runtime.vectors import LambdaText, Vector, vectors

from pipesmith import types as t
from pipesmith.analysis.functions import FUNCTIONS
from pipesmith.ir import nodes as ir
from pipesmith_runtime.errors import ExpressionFault, PipelineError
from pipesmith_runtime.lists import apart
from pipesmith_targets.python.functions import PYTHON, Form, Hole, Inline, RuntimeFunction, write

VECTORS = tuple(vectors())
FAILURES = (ExpressionFault, ArithmeticError, LookupError, PipelineError)
RUNTIME = Path(__file__).parents[2] / "runtime"
RUN = SimpleNamespace(now=datetime(2026, 1, 31, 10, tzinfo=UTC))


def as_names(value: Any, type_: t.Type, at: int) -> ir.Expression:
    return ir.Local(name=f"a{at}", type=type_)


def as_computed(value: Any, type_: t.Type, at: int) -> ir.Expression:
    return ir.Validate(value=ir.Local(name=f"a{at}", type=t.JSON), type=type_)


def as_constants(value: Any, type_: t.Type, at: int) -> ir.Expression:
    match value:
        case int():
            return ir.IntValue(value=value, type=type_)
        case str():
            return ir.TextValue(value=value, type=type_)
        case _:
            return as_names(value, type_, at)


def call_of(vector: Vector, make: Any) -> ir.Call:
    arguments = zip(vector.arguments, vector.types, strict=True)
    written = tuple(
        _argument(value, type_, at, make) for at, (value, type_) in enumerate(arguments)
    )
    return ir.Call(function=vector.function, arguments=written, type=t.ANY)


def _argument(value: Any, type_: t.Type, at: int, make: Any) -> ir.Expression:
    if isinstance(value, LambdaText):
        body = ir.Local(name="body", type=t.ANY)
        return ir.Lambda(parameters=value.parameters, body=body, type=type_)
    made: ir.Expression = make(value, type_, at)
    return made


def outcome(form: Form, vector: Vector) -> Any:
    names: dict[str, Any] = {f"a{at}": each for at, each in enumerate(vector.arguments)}
    names |= {"run": RUN, "apart": apart, "length": len, "lower": str.lower}
    if isinstance(form, RuntimeFunction):
        holes = ", ".join(f"{{{at}}}" for at in range(len(vector.arguments)))
        names["function"] = _imported(form)
        form = Inline(f"function({holes})")
    return eval("".join(_written(piece, vector, names) for piece in form.pieces), names)


def _imported(function: RuntimeFunction) -> Any:
    return getattr(importlib.import_module(f"pipesmith_runtime.{function.module}"), function.name)


def _written(piece: str | Hole | RuntimeFunction, vector: Vector, names: dict[str, Any]) -> str:
    match piece:
        case str():
            return piece
        case RuntimeFunction():
            names[f"runtime_{piece.name}"] = _imported(piece)
            return f"runtime_{piece.name}"
        case Hole():
            value = vector.arguments[piece.argument]
            return (
                _lambda(piece, value, vector)
                if isinstance(value, LambdaText)
                else f"(a{piece.argument})"
            )


def _lambda(hole: Hole, value: LambdaText, vector: Vector) -> str:
    each = ", ".join(value.parameters)
    match hole.part:
        case "body":
            return f"({value.body})"
        case "each":
            return each
        case "item":
            return f"({each})"
        case "value":
            written = f"lambda {each}: {value.body}"
            destructured = len(value.parameters) == 2 and vector.function != "reduce"
            return f"apart({written})" if destructured else written


def exact(value: Any) -> Any:
    """Give a stand-in that tells `1` from `1.0`, and `1.0d` from `1.00d`."""
    match value:
        case list() | tuple():
            return type(value), [exact(each) for each in value]
        case dict():
            return dict, [(key, exact(each)) for key, each in value.items()]
        case float() | Decimal():
            return type(value), str(value)
        case _:
            return type(value), value


@pytest.mark.parametrize("make", [as_names, as_constants, as_computed])
@pytest.mark.parametrize("vector", VECTORS, ids=str)
def test_vector(vector: Vector, make: Any) -> None:
    form = write(call_of(vector, make))
    if vector.fails:
        with pytest.raises(FAILURES):
            outcome(form, vector)
    else:
        assert exact(outcome(form, vector)) == exact(vector.gives)


@pytest.mark.parametrize("name", [each.name for each in FUNCTIONS.values() if each.supported])
def test_every_function_has_forms_and_vectors(name: str) -> None:
    assert name in PYTHON
    assert any(vector.function == name and not vector.fails for vector in VECTORS)


def test_no_form_or_vector_without_function() -> None:
    assert set(PYTHON) <= set(FUNCTIONS)
    assert {vector.function for vector in VECTORS} <= set(FUNCTIONS)


def test_what_may_fail_is_what_fails() -> None:
    failing = {vector.function for vector in VECTORS if vector.fails}
    failing -= {"any"}  # its vector fails in the lambda
    assert {name for name in failing if not FUNCTIONS[name].may_fail} == set()


def test_every_form_is_used() -> None:
    makers = (as_names, as_constants, as_computed)
    used = {write(call_of(vector, make)) for vector in VECTORS for make in makers}
    listed = {case.form for cases in PYTHON.values() for case in cases}
    assert {form for form in listed if not callable(form)} <= used


def test_templates_name_their_builtins() -> None:
    assert Inline("list(dict.fromkeys({0}))").builtins == {"list"}
    assert Inline("{0:postfix}.items()").builtins == frozenset()


def test_import_loads_only_the_standard_library() -> None:
    names = ", ".join(f"pipesmith_runtime.{each}" for each in ("text", "lists", "maps", "times"))
    code = f"import sys; sys.path.append({str(RUNTIME)!r}); import {names}"
    code += "; print('pydantic' in sys.modules)"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("False\n", "")
