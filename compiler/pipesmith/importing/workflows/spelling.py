"""Expressions as drawn workflows spell them.

Filters bind as in Jinja: tighter than any operator, `a + b | upper` raises `b` alone. An unknown
filter is none, whatever else it may be elsewhere.
"""

from dataclasses import fields, replace
from typing import Any

from pipesmith.importing.expressions import tree as e
from pipesmith.importing.expressions.filters import FILTERS
from pipesmith.importing.expressions.lexer import Unreadable
from pipesmith.importing.expressions.parser import Parser
from pipesmith.importing.expressions.templates import read_template


def read(source: str) -> e.Tree:
    """Read an expression; Unreadable says what is wrong."""
    try:
        found: e.Tree = _spelt(_Parser(source).whole())
        return found
    except RecursionError:
        raise Unreadable("it is nested too deeply") from None


def read_text(text: str) -> e.Tree:
    """Read a text with expressions in it; Unreadable says what is wrong."""
    return read_template(text, read=lambda source, _: read(source))


class _Parser(Parser):
    """Reads filters where they stand."""

    def piped(self) -> e.Tree:
        return self.choice()

    def postfixed(self) -> e.Tree:
        found = super().postfixed()
        while self.took("|"):
            name = self.word()
            if name not in FILTERS:
                raise Unreadable(f"there is no filter `{name}`")
            arguments = self.arguments()[0] if self.took("(") else ()
            found = e.Filtered(found, name, arguments)
        return found


def _spelt(tree: Any) -> Any:
    """Give an expression in which what has several spellings has one."""
    if isinstance(tree, tuple):
        return tuple(_spelt(each) for each in tree)
    if not isinstance(tree, e.Tree):
        return tree
    parts = {each.name: _spelt(getattr(tree, each.name)) for each in fields(tree)}
    match replace(tree, **parts):
        case e.Attribute(subject=subject, name="length"):
            return e.Filtered(subject, "length", ())
        case e.Call(function=e.Name("$"), arguments=(e.Constant(str() as name),)):
            return e.Subscript(e.Name("$node"), e.Constant(name))
        case e.Comparison(operands=(subject, e.Name("defined")), operators=(sign,)):
            turned = "!=" if sign == "==" else "=="
            return e.Comparison((_lenient(subject), e.Constant(None)), (turned,))
        case other:
            return other


def _lenient(tree: e.Tree) -> e.Tree:
    """Read a member that may be missing as null."""
    return replace(tree, safe=True) if isinstance(tree, e.Attribute) else tree
