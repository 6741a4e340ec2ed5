"""Conditions as keywords of JSON Schema: ranges, lengths, patterns, choices.

A condition is taken apart at its `and`s; what no keyword says is left to a description.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.schema.constants import has_constant, json_constant

Keywords = list[dict[str, Any]]

_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}
_VALUES = {
    "<": "exclusiveMaximum",
    "<=": "maximum",
    ">": "exclusiveMinimum",
    ">=": "minimum",
    "==": "const",
}
_COUNTED: Mapping[str, tuple[str, str]] = {
    "string": ("minLength", "maxLength"),
    "list": ("minItems", "maxItems"),
    "map": ("minProperties", "maxProperties"),
}


def constrained(test: n.Expression, type_: t.Type) -> tuple[Keywords, bool]:
    """Give the keywords that a condition on `it` comes to, and whether they say all of it."""
    keywords: Keywords = []
    whole = True
    for part in _conjuncts(test):
        found = _keywords(part, type_)
        keywords += found or []
        whole = whole and found is not None
    return keywords, whole


def _conjuncts(test: n.Expression) -> Iterator[n.Expression]:
    if isinstance(test, n.Logic) and test.operator == "and":
        yield from _conjuncts(test.left)
        yield from _conjuncts(test.right)
    else:
        yield test


def _keywords(test: n.Expression, type_: t.Type) -> Keywords | None:
    """Give what one condition says; None when no keyword says it."""
    match test:
        case n.Comparison(operands=(left, right), operators=("in",)) if _is_it(left):
            return _choice(right, type_)
        case n.Comparison(operands=operands, operators=operators):
            found = [
                _bound(left, sign, right, type_)
                for (left, right), sign in zip(pairwise(operands), operators, strict=True)
            ]
            known = [each for each in found if each is not None]
            return known if len(known) == len(found) else None
        case n.Call(function=name, arguments=(subject, n.TextValue(value=text), *_)):
            return _pattern(name, text) if _is_it(subject) and _kind(type_) == "string" else None
        case _:
            return None


def _choice(choices: n.Expression, type_: t.Type) -> Keywords | None:
    if not isinstance(choices, n.Collection) or not has_constant(choices):
        return None
    values = json_constant(choices)
    alike = _ALIKE.get(_kind(type_), ())
    return [_chosen({"enum": values}, type_)] if all(type(v) in alike for v in values) else None


def _chosen(keywords: dict[str, Any], type_: t.Type) -> dict[str, Any]:
    """Say of chosen texts that they are texts still, and neither literals nor an enum's values."""
    return {**keywords, "x-pipesmith-type": "string"} if type_ == t.STRING else keywords


def _bound(
    left: n.Expression, sign: str, right: n.Expression, type_: t.Type
) -> dict[str, Any] | None:
    if has_constant(left) and sign in _TURNED:
        left, sign, right = right, _TURNED[sign], left
    if sign == "==" and type_.kind == "list" and _counts_unique(left, right):
        return {"uniqueItems": True}
    if not has_constant(right):
        return None
    bound = json_constant(right)
    if _is_it(left):
        return _value_bound(sign, bound, type_)
    match left:
        case n.Call(function="length", arguments=(subject,)) if _is_it(subject):
            return _count_bound(sign, bound, type_)
        case _:
            return None


def _counts_unique(left: n.Expression, right: n.Expression) -> bool:
    """Tell whether both are the length of `it`, one without its repeats."""
    match left, right:
        case (
            n.Call(function="length", arguments=(n.Call(function="unique", arguments=(one,)),)),
            n.Call(function="length", arguments=(other,)),
        ):
            return _is_it(one) and _is_it(other)
        case _:
            return False


_ALIKE: Mapping[str, tuple[type, ...]] = {
    "int": (int, float),
    "float": (int, float),
    "string": (str,),
    "bool": (bool,),
}
"""What JSON has for a type, to tell a bound that was converted to another."""


def _value_bound(sign: str, bound: Any, type_: t.Type) -> dict[str, Any] | None:
    if sign not in _VALUES or type(bound) not in _ALIKE.get(_kind(type_), ()):
        return None
    ordered = _kind(type_) in ("int", "float")
    return _chosen({_VALUES[sign]: bound}, type_) if ordered or sign == "==" else None


def _count_bound(sign: str, bound: Any, type_: t.Type) -> dict[str, Any] | None:
    if _kind(type_) not in _COUNTED or not isinstance(bound, int):
        return None
    least, most = _COUNTED[_kind(type_)]
    match sign:
        case ">=" | ">":
            return {least: max(bound + (sign == ">"), 0)}
        case "<=" | "<" if bound - (sign == "<") >= 0:
            return {most: bound - (sign == "<")}
        case "==" if bound >= 0:
            return {least: bound, most: bound}
        case _:
            return None


def _pattern(function: str, text: str) -> Keywords | None:
    match function:
        case "matches" if not text.startswith("(?") or text.startswith("(?:"):
            return [{"pattern": text}]
        case "starts_with":
            return [{"pattern": f"^{_escaped(text)}"}]
        case "ends_with":
            return [{"pattern": f"{_escaped(text)}$"}]
        case "contains":
            return [{"pattern": _escaped(text)}]
        case _:
            return None


def _escaped(text: str) -> str:
    """Write a text as a pattern of itself; only what patterns of JSON Schema may escape is."""
    return re.sub(r"[.*+?^${}()|\[\]\\/]", r"\\\g<0>", text)


def _is_it(node: n.Expression | None) -> bool:
    match node:
        case n.Local(name="it"):
            return True
        case n.Widen(value=inner):
            return _is_it(inner)
        case _:
            return False


def _kind(type_: t.Type) -> str:
    if type_ in (t.EMAIL, t.URL):
        return "string"
    return type_.name if isinstance(type_, t.Scalar) else type_.kind
