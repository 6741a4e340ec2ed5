"""A drawn tree, written and read, is the same tree; a formatted file stays as it is."""

from hypothesis import HealthCheck, given, settings
from tests.compiler.syntax.strategies.expressions import EXPRESSIONS
from tests.compiler.syntax.strategies.modules import MODULES

from pipesmith.source import Source
from pipesmith.syntax import format_source, parse, unparse
from pipesmith.syntax import nodes as n

DRAWN = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def check(module: n.Module) -> None:
    """Write a tree, read it back, and format what was written."""
    text = unparse(module)
    parsed = parse(Source("drawn.pipe", text))
    assert [str(one.slug) for one in parsed.findings if str(one.slug) != "doc-misplaced"] == []
    assert parsed.module == module, text
    formatted = format_source(Source("drawn.pipe", text))
    assert isinstance(formatted, str)
    again = parse(Source("drawn.pipe", formatted))
    assert again.module == module
    assert format_source(Source("drawn.pipe", formatted)) == formatted


@given(EXPRESSIONS)
@DRAWN
def test_drawn_expressions_round_trip(value: n.Expression) -> None:
    parameter = n.NamedType(n.Name("int"))
    check(n.Module((n.Function(n.Name("f"), (), parameter, value),)))


@given(MODULES)
@DRAWN
def test_drawn_modules_round_trip(module: n.Module) -> None:
    check(module)
