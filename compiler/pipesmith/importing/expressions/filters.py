"""The filters of template languages: which function says the same."""

from collections.abc import Mapping

FILTERS: Mapping[str, str] = {
    "upper": "upper", "uppercase": "upper", "toUpperCase": "upper",
    "lower": "lower", "lowercase": "lower", "toLowerCase": "lower",
    "trim": "trim", "strip": "trim", "title": "title", "capitalize": "capitalize",
    "length": "length", "len": "length", "size": "length", "count": "length",
    "first": "first", "last": "last", "reverse": "reverse", "sort": "sort", "unique": "unique",
    "join": "join", "split": "split", "replace": "replace", "default": "default", "d": "default",
    "round": "round", "abs": "abs", "floor": "floor", "ceil": "ceil", "int": "int",
    "float": "float", "number": "float", "string": "str", "str": "str", "json": "to_json",
    "tojson": "to_json", "to_json": "to_json", "stringify": "to_json", "from_json": "from_json",
    "keys": "keys", "values": "values", "sum": "sum", "min": "min", "max": "max", "list": "list",
    "urlencode": "url_encode", "url_encode": "url_encode", "slugify": "slugify",
    "truncate": "truncate",
}  # fmt: skip
"""A filter of theirs, and the function that the translator knows it by."""
