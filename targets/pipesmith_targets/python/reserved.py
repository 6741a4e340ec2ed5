"""Names that generated Python must leave alone."""

import keyword
from enum import StrEnum

KEYWORDS = frozenset(keyword.kwlist) | {"_"}
"""Words that cannot name anything."""

BUILTINS = frozenset(
    {
        "Exception", "ValueError", "__name__", "abs", "all", "any", "bool", "bytes", "dict",
        "enumerate", "filter", "float", "frozenset", "hash", "int", "isinstance", "iter",
        "len", "list", "map", "max", "min", "next", "object", "ord", "range", "repr", "reversed",
        "round", "set", "slice", "sorted", "str", "sum", "super", "tuple", "zip",
    }
)  # fmt: skip
"""Built-in names that generated code uses: nothing in reach of such code may bear them."""

MODULE_NAMES = frozenset({"run", "pipesmith_runtime", "GRAPHS", "SOURCE"})
"""Names that every generated module, or every pipeline in it, gives a meaning."""

RECORD_MEMBERS = frozenset(
    {
        "checks_", "construct", "copy", "dict", "from_orm", "json", "model_computed_fields",
        "model_config", "model_construct", "model_copy", "model_dump", "model_dump_json",
        "model_extra", "model_fields", "model_fields_set", "model_json_schema",
        "model_parametrized_name", "model_post_init", "model_rebuild", "model_validate",
        "model_validate_json", "model_validate_strings", "parse_file", "parse_obj", "parse_raw",
        "schema", "schema_json", "update_forward_refs", "validate",
    }
)  # fmt: skip
"""Attributes of every record class, which a field would hide."""

ENUM_MEMBERS = frozenset(dir(str)) | frozenset(dir(StrEnum)) | {"mro", "name", "names", "value"}
"""Attributes of every text enumeration that a value would hide."""
