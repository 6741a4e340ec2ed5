"""Texts that try to become code, and programs that are given them."""

import ast
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from hypothesis import strategies as st
from tests.program import python_target

from pipesmith.diagnostics.render import render_text
from pipesmith.driver import Compiled, compile_source
from pipesmith.source import Source
from pipesmith.target import Options
from pipesmith_runtime import Run, VirtualClock

TEXTS = (
    '"',
    "'",
    '"""',
    "'''",
    "\\",
    "\\\\",
    '\\"',
    "\n",
    "\r\n",
    "\x00",
    "{",
    "}",
    "{{",
    "}}",
    "{{x}}",
    "{x}",
    "{x!r:>{y}}",
    "\\{{x}}",
    "{{ {} }}",
    "{0}",
    "%s %(x)s",
    "$x ${x}",
    "*/",
    "/* */",
    "// not a comment",
    "/// not a doc",
    "# not a comment",
    "__import__('os').system('true')",
    "{__import__('os')}",
    '"); import os; ("',
    "'); DROP TABLE orders; --",
    "${jndi:ldap://example.org/a}",
    "<script>alert(1)</script>",
    "\\N{BULLET}",
    "\\x41\\u0041\\",
    "\u202e\u2066abc\u2069",
    "\u2028\u2029\x85\x0b\x0c",
    "\ufeff\u200b",
    "\U0001f600",
    "e\u0301",
    "yield",
    "a" * 500,
    "../../etc/passwd",
    "?a=1&b=2#c",
    "\r\nX-Other: 1",
    " leading and trailing ",
    "null",
    "",
)
"""Each has done harm to a generator or a template language somewhere."""

LONE_SURROGATES = ("\ud800", "a\udfffb")


def hostile_texts() -> st.SearchStrategy[str]:
    """Draw texts of hostile parts with anything between."""
    parts = st.one_of(st.sampled_from(TEXTS), st.text(st.characters(codec="utf-8"), max_size=4))
    return st.lists(parts, min_size=1, max_size=4).map("".join)


def quoted(text: str) -> str:
    """Write a text as source has it, escaping what must be, and every brace."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    if char.isprintable() and char not in "{}":
        return char
    return f"\\u{{{ord(char):X}}}"


# ------------------------------------------------------------------ programs


def compiled(text: str, path: str = "main.pipe") -> Compiled:
    return compile_source(Source(path, text), lambda _: None, python_target(), Options())


def generated(text: str, path: str = "main.pipe") -> str:
    found = compiled(text, path)
    assert found.bundle is not None, render_text(found.findings)
    return found.bundle.files[found.bundle.entry]


def names(module: str) -> Counter[str]:
    """Count what a module refers to, calls, takes, defines and imports."""
    return Counter(each for node in ast.walk(ast.parse(module)) for each in _names(node))


def _names(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name) | ast.arg(arg=name) | ast.alias(name=name):
            yield f"{type(node).__name__} {name}"
        case ast.Attribute(attr=name) | ast.keyword(arg=name):
            yield f"{type(node).__name__} {name}"
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield f"{type(node).__name__} {name}"
        case ast.Call() | ast.Lambda() | ast.Await():
            yield type(node).__name__
        case _:
            return


@contextmanager
def loaded(module: str) -> Iterator[ModuleType]:
    """Give what a generated module becomes."""
    made = ModuleType("hostile_program")
    sys.modules[made.__name__] = made
    try:
        exec(compile(module, "hostile_program.py", "exec"), made.__dict__)
        yield made
    finally:
        del sys.modules[made.__name__]


def result(module: str, given: Mapping[str, Any], **settings: Any) -> Any:
    """Run the pipeline `p` of a module on JSON, and give its result as JSON."""
    with loaded(module) as made:
        clock = VirtualClock()
        values = made.p.read(given)
        return made.p.write(clock.run(made.p(**values, run=Run(clock=clock, **settings))))


def errors_of(text: str) -> list[str]:
    """Give the slugs of a program's errors."""
    return [str(each.slug) for each in compiled(text).findings if each.slug.severity == "error"]
