"""Calls of other systems: functions, methods, filters, queries."""

import re
from typing import TYPE_CHECKING

from pipesmith import types as t
from pipesmith.analysis.functions.queries import check_query
from pipesmith.importing.expressions import tree as e
from pipesmith.importing.expressions.coercing import (
    call,
    converted,
)
from pipesmith.importing.expressions.filters import FILTERS
from pipesmith.importing.expressions.functions import FUNCTIONS, Values, may_miss, untranslatable
from pipesmith.importing.values import Value, text
from pipesmith.syntax import nodes as n

if TYPE_CHECKING:
    from pipesmith.importing.expressions.translating import Translator

NOW = Value(n.Member(n.Reference("context"), n.Name("now")), t.DATETIME)
CLOCKS = (
    "now", "utcnow", "datetime.now", "datetime.utcnow", "datetime.datetime.now", "$now",
    "datetime.datetime.utcnow", "Date.now", "time.time", "timestamp", "current_timestamp",
)  # fmt: skip
METHODS = {
    "toUpperCase": "upper", "toLowerCase": "lower", "strip": "trim", "trim": "trim",
    "startswith": "starts_with", "startsWith": "starts_with", "endswith": "ends_with",
    "endsWith": "ends_with", "includes": "contains", "toString": "str", "toFixed": "round",
    "indexOf": "index", "splitlines": "lines", "isoformat": "str", "toISOString": "str",
    "slice": "slice", "substring": "slice",
}  # fmt: skip
"""Methods by the names that the functions below go by, where these differ."""


def called(tree: e.Call, to: "Translator") -> Value:
    """Translate a call."""
    name = _dotted(tree.function)
    if name in CLOCKS:
        return NOW
    if name in ("json.dumps", "JSON.stringify", "json.loads", "JSON.parse"):
        inner = "from_json" if name.endswith(("loads", "parse")) else "to_json"
        return _function(inner, [to.operand(each) for each in tree.arguments[:1]])
    arguments = [to.operand(each) for each in tree.arguments]
    if isinstance(tree.function, e.Name):
        return _function(name, arguments)
    if isinstance(tree.function, e.Attribute):
        return _method(tree.function, arguments, to)
    raise untranslatable("a call of what is no name")


def filtered(tree: e.Filtered, to: "Translator") -> Value:
    """Translate a filter."""
    subject = lenient(tree.subject) if FILTERS[tree.name] == "default" else tree.subject
    given = [to.operand(subject), *(to.operand(each) for each in tree.arguments)]
    return _function(FILTERS[tree.name], given)


def queried(tree: e.Queried, to: "Translator") -> Value:
    """Translate JMESPath behind a `|`."""
    subject = to.operand(tree.subject)
    if tree.query in ("@", ""):
        return subject
    if tree.query == "length(@)":
        return _function("length", [subject])
    complaint = check_query(tree.query)
    if complaint is not None:
        raise untranslatable(complaint.message)
    return Value(call("jmespath", subject.code, text(tree.query)), t.JSON)


def lenient(tree: e.Tree) -> e.Tree:
    """Read members that may be missing where another value stands by."""
    if not isinstance(tree, e.Attribute):
        return tree
    return e.Attribute(lenient(tree.subject), tree.name, safe=True)


def _dotted(tree: e.Tree) -> str:
    match tree:
        case e.Name(text=name):
            return name
        case e.Attribute(subject=subject, name=name):
            return f"{_dotted(subject)}.{name}"
        case _:
            return ""


def _function(name: str, given: Values) -> Value:
    say = FUNCTIONS.get(name)
    if say is None:
        raise untranslatable(f"the function `{name}`")
    try:
        return say(given)
    except IndexError:
        raise untranslatable(f"`{name}` with {len(given)} arguments") from None


def _method(function: e.Attribute, arguments: Values, to: "Translator") -> Value:
    subject = to.operand(function.subject)
    if function.name == "get":
        return _get(subject, arguments, to)
    if function.name == "join" and t.present(subject.known) == t.STRING:
        return _function("join", [arguments[0], subject]) if arguments else subject
    if function.name == "strftime":
        return _dated(subject, arguments)
    if function.name == "items":
        return Value(call("entries", converted(subject, t.MapType(t.JSON))), t.JSON)
    return _function(METHODS.get(function.name, function.name), [subject, *arguments])


def _get(subject: Value, arguments: Values, to: "Translator") -> Value:
    """Translate `a.get('b', c)`: what is not there is the other value, or null."""
    key = (
        arguments[0].code.constant if arguments and isinstance(arguments[0].code, n.Text) else None
    )
    if key is None:
        raise untranslatable("`get` of what is no constant")
    other = arguments[1] if len(arguments) > 1 else Value(n.NullLiteral(), t.NULL)
    if subject.shape.members is not None and key not in subject.shape.members:
        return other
    found = to.member(subject, key, safe=True)
    if isinstance(other.code, n.NullLiteral) or not may_miss(found):
        return found
    own = t.present(found.type)
    kind: t.Type = own if other.type in (own, t.INT) else t.JSON
    return Value(n.Binary("??", found.code, other.code), kind, found.shape)


PATTERNS = {
    "%Y": "yyyy", "%m": "MM", "%d": "dd", "%H": "HH", "%M": "mm", "%S": "ss",
}  # fmt: skip
"""The parts of a date by their letters in Python, and in the language."""


def _dated(subject: Value, arguments: Values) -> Value:
    """Translate `a.strftime('%Y-%m-%d')`."""
    given = (
        arguments[0].code.constant if arguments and isinstance(arguments[0].code, n.Text) else None
    )
    pattern = given or ""
    for theirs, ours in PATTERNS.items():
        pattern = pattern.replace(theirs, ours)
    plain = not re.search(r"[A-Za-z]", re.sub("|".join(PATTERNS), "", given or ""))
    if subject.type != t.DATETIME or not pattern or "%" in pattern or not plain:
        raise untranslatable("this form of a date")
    return Value(call("format_date", subject.code, text(pattern)), t.STRING)
