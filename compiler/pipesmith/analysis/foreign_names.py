"""Names of other languages, and what they are called here."""

from collections.abc import Mapping

_TYPES = {
    "str": "string",
    "String": "string",
    "text": "string",
    "Text": "string",
    "boolean": "bool",
    "Boolean": "bool",
    "integer": "int",
    "Integer": "int",
    "long": "int",
    "Long": "int",
    "number": "float",
    "Number": "float",
    "double": "float",
    "Double": "float",
    "Decimal": "decimal",
    "array": "list",
    "Array": "list",
    "List": "list",
    "Set": "set",
    "dict": "map",
    "Map": "map",
    "object": "json",
    "Object": "json",
    "any": "json",
    "Any": "json",
    "timestamp": "datetime",
    "Date": "date",
    "Datetime": "datetime",
    "timedelta": "duration",
    "UUID": "uuid",
}
_VALUES = {
    "None": "null",
    "nil": "null",
    "undefined": "null",
    "NULL": "null",
    "True": "true",
    "TRUE": "true",
    "False": "false",
    "FALSE": "false",
}
_FUNCTIONS = {
    "len": "length",
    "size": "length",
    "str": "to_string",
    "int": "to_int",
    "float": "to_float",
    "strip": "trim",
    "sorted": "sort",
    "reversed": "reverse",
    "distinct": "unique",
    "average": "avg",
    "mean": "avg",
    "includes": "contains",
    "substring": "slice",
}
_COMPONENTS = {
    "print": "log.info",
    "println": "log.info",
    "echo": "log.info",
    "console.log": "log.info",
    "console.error": "log.error",
    "logger.info": "log.info",
    "logging.info": "log.info",
    "log": "log.info",
    "fetch": "http.request",
    "requests.get": "http.request",
}
_BY_KIND: Mapping[str, Mapping[str, str]] = {
    "type": _TYPES,
    "value": _VALUES,
    "function": _FUNCTIONS,
    "component or pipeline": _COMPONENTS,
}


def called_here(kind: str, name: str) -> str | None:
    """Give what another language's type, value or function is called here, None for others."""
    return _BY_KIND.get(kind, {}).get(name)
