"""How expressions read in Python."""

import ast

import pytest

from pipesmith.diagnostics.render import render_text
from pipesmith.driver import compile_source
from pipesmith.source import Source
from pipesmith.target import Options
from pipesmith_targets.python import TARGET

PROGRAM = """
record Address {{ city: string  street: string? }}
record Customer {{ name: string  address: Address?  orders: list[int] = [] }}
enum Level {{ low, title }}
pipeline p(
  n: int, m: int, x: float, d: decimal, text: string, maybe: string?, flag: bool, data: json,
  xs: list[int], names: list[string?], customers: list[Customer], customer: Customer, level: Level,
  bag: map[string, int], pairs: list[tuple[int, string]],
) -> json {{
  let probe = {expression}
  let shown = [probe]
  return null
}}
"""

TABLE = {
    "n + 1": "int64(n + 1)",
    "length(xs) + 1": "len(xs) + 1",
    "n % 10 + 1": "n % 10 + 1",
    "-n": "int64(-n)",
    "-length(xs)": "-len(xs)",
    "n div 2": "n // 2",
    "n div m": "int64(n // m)",
    "(n + m) * 2": "int64(int64(n + m) * 2)",
    "x * 2.0 + 1.0": "finite(x * 2.0 + 1.0)",
    "x / (x + 1.0)": "finite(x / finite(x + 1.0))",
    "n / m": "finite(float(n) / float(m))",
    "n / length(xs)": "finite(float(n) / len(xs))",
    "d + 1.50d": "d + Decimal('1.50')",
    "d % 3.0d": "mod(d, Decimal('3.0'))",
    "d > 1": "d > Decimal('1')",
    "x > 1": "x > 1.0",
    "x > n": "x > float(n)",
    "0 <= n < 10": "0 <= n < 10",
    "maybe == null": "maybe is None",
    '"a" == null': "'a' == None",
    '"a" + "b" != null': "'a' + 'b' != None",
    "flag == true": "flag is True",
    "data == null": "data is None",
    "data == { a: 1 }": "equal(data, {'a': 1})",
    "not (flag and n > 1)": "not (flag and n > 1)",
    "flag or n > 1 and flag": "flag or (n > 1 and flag)",
    "(flag or flag) and flag": "(flag or flag) and flag",
    'maybe ?? "none"': "maybe if maybe is not None else 'none'",
    'first(names) ?? "none"': (
        "found if (found := (names[0] if names else None)) is not None else 'none'"
    ),
    "customer.address?.city": ("customer.address.city if customer.address is not None else None"),
    'customer.address?.city ?? "nowhere"': (
        "customer.address.city if customer.address is not None else 'nowhere'"
    ),
    "xs[0]": "xs[0]",
    "xs[-1]": "xs[-1]",
    "text[1:-1]": "text[1:-1]",
    'bag["a"]': "bag['a']",
    'data["a"]': "item(data, 'a')",
    "pairs[0][1]": "pairs[0][1]",
    '"{{text}}-{{n}}-{{x}}"': "f'{text}-{n}-{x}'",
    '"{{flag}} {{d}}"': "f'{show(flag)} {show(d)}'",
    '"{{level}}!"': "f'{level}!'",
    '"{{n}}"': "n",
    "Level.title": "Level.title_",
    "xs | map(x1 => x1 + n)": "[int64(x1 + n) for x1 in xs]",
    "xs | filter(x1 => x1 > 1) | map(x1 => x1 * 2)": "[int64(x1 * 2) for x1 in xs if x1 > 1]",
    "names | compact | map(name => upper(name))": (
        "[name.upper() for name in names if name is not None]"
    ),
    "customers[*].name": "[item.name for item in customers]",
    "pairs | map((a, b) => b)": "[b for a, b in pairs]",
    "text | upper | trim": "trim(text.upper())",
    "1h + 30m": "timedelta(minutes=90)",
    "250ms": "timedelta(milliseconds=250)",
    "context.now": "run.now",
    "customer.orders == []": "customer.orders == []",
    "flag ? n : m": "n if flag else m",
    "n in xs": "n in xs",
    "n not in xs": "n not in xs",
    "data as int": "convert(data, int)",
}


def probed(expression: str) -> str:
    """Give the Python of an expression."""
    source = Source("main.pipe", PROGRAM.format(expression=expression))
    compiled = compile_source(source, lambda path: None, TARGET, Options())
    assert compiled.bundle is not None, render_text(compiled.findings)
    for node in ast.walk(ast.parse(compiled.bundle.files["main.py"])):
        match node:
            case ast.Assign(targets=[ast.Name("probe")], value=value):
                return ast.unparse(value)
            case ast.AnnAssign(target=ast.Name("probe"), value=ast.expr() as value):
                return ast.unparse(value)
            case _:
                continue
    raise AssertionError("no probe")


@pytest.mark.parametrize("expression", TABLE)
def test_an_expression_reads_naturally(expression: str) -> None:
    assert probed(expression) == TABLE[expression]
