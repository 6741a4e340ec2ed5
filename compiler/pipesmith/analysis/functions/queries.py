"""JMESPath expressions that are known while compiling: what is wrong with one, and where.

The library that reads them is imported when the first one comes.
"""

import warnings
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pipesmith.analysis.functions.function import Complaint
from pipesmith.diagnostics.suggest import nearest

if TYPE_CHECKING:
    from jmespath.exceptions import JMESPathError

INSTALL = 'pip install "pipesmith[jmespath]"'


def check_query(text: str) -> Complaint | None:
    """Find what keeps an expression from ever having a result."""
    try:
        from jmespath import exceptions, parser
    except ImportError:
        message = "JMESPath expressions cannot be checked without `jmespath`"
        return _complaint(message, way=f"run `{INSTALL}`")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PendingDeprecationWarning)  # a literal without quotes
            tree = parser.Parser().parse(text).parsed
        return next(_wrong_parts(tree, text), None)
    except exceptions.JMESPathError as failure:
        return _unread(failure, text)
    except RecursionError:
        return _complaint("this JMESPath expression is nested too deeply")
    except ValueError:
        return _complaint("this JMESPath expression holds a number that is too large")


def _complaint(message: str, at: int = 0, way: str | None = None) -> Complaint:
    return Complaint(message, at, "jmespath", way)


def _unread(failure: "JMESPathError", text: str) -> Complaint:
    from jmespath import exceptions

    match failure:
        case exceptions.EmptyExpressionError():
            return _complaint("this JMESPath expression is empty")
        case exceptions.IncompleteExpressionError():
            return _complaint("this JMESPath expression ends too early", len(text))
        case exceptions.LexerError() if "Unclosed" in failure.message:
            quote, at = text[failure.lex_position], failure.lex_position
            return _complaint(f"a {quote} in this JMESPath expression is never closed", at)
        case exceptions.ParseError():
            return _at_character(failure.lex_position, text)
        case _:
            return _complaint("this JMESPath expression does not parse")


def _at_character(at: int, text: str) -> Complaint:
    if at >= len(text):
        return _complaint("this JMESPath expression ends too early", len(text))
    message = f"this JMESPath expression does not parse at character {at + 1}, `{text[at]}`"
    return _complaint(message, at)


def _wrong_parts(node: Mapping[str, Any], text: str) -> Iterator[Complaint]:
    """Find calls and slices that fail for all data, outermost first."""
    children = [child for child in node["children"] if isinstance(child, Mapping)]
    match node["type"]:
        case "function_expression":
            yield from _wrong_call(node["value"], len(children), text)
        case "slice" if node["children"][2] == 0:
            yield _complaint("a slice in this JMESPath expression steps by zero")
        case _:
            pass
    for child in children:
        yield from _wrong_parts(child, text)


def _wrong_call(name: str, given: int, text: str) -> Iterator[Complaint]:
    from jmespath.functions import Functions

    at = max(text.find(f"{name}("), 0)
    table: Mapping[str, Mapping[str, Any]] = Functions.FUNCTION_TABLE
    if name not in table:
        close = nearest(name, table)
        way = f"write `{close}`" if close else None
        yield _complaint(f"JMESPath has no function `{name}`", at, way)
        return
    signature = table[name]["signature"]
    variadic = bool(signature and signature[-1].get("variadic"))
    if given < len(signature) or (given > len(signature) and not variadic):
        least = "at least " if variadic else ""
        wanted = f"{len(signature)} argument{'' if len(signature) == 1 else 's'}"
        yield _complaint(f"`{name}` of JMESPath takes {least}{wanted} and is given {given}", at)
