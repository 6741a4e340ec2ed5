"""The functions of maps and records."""

from pipesmith.analysis.functions.function import Function

FUNCTIONS: tuple[Function, ...] = (
    Function(
        "keys",
        ("(map: map[string, V]) -> list[string]",),
        "Give the keys in the order of the map.",
        'keys({ a: 1 }) == ["a"]',
    ),
    Function(
        "values",
        ("(map: map[string, V]) -> list[V]", "(set: set[T]) -> list[T]"),
        "Give the values of a map or set in its order.",
        "values({ a: 1 }) == [1]",
    ),
    Function(
        "entries",
        ("(map: map[string, V]) -> list[tuple[string, V]]",),
        "Give pairs of key and value in the order of the map.",
        'entries({ a: 1 })[0][0] == "a"',
    ),
    Function(
        "get",
        (
            "(map: map[string, V], key: string) -> V?",
            "(list: list[T], index: int) -> T?",
            "(json: json, key: string) -> json",
            "(json: json, index: int) -> json",
        ),
        "Give the value at a key or index, or null when there is none.",
        'get({ a: 1 }, "b") == null',
    ),
    Function(
        "merge",
        (
            "(first: map[string, V], second: map[string, V]) -> map[string, V]",
            "(record: R, second: map[string, V]) -> map[string, json]",
        ),
        "Join two maps, or the fields of a record and a map; the second wins.",
        "merge({ a: 1 }, { a: 2 }) == { a: 2 }",
    ),
    Function(
        "pick",
        (
            "(map: map[string, V], keys: list[string]) -> map[string, V]",
            "(record: R, keys: list[string]) -> map[string, json]",
        ),
        "Keep some keys, or some fields of a record as JSON; what is not there is passed over.",
        'pick({ a: 1, b: 2 }, ["b"]) == { b: 2 }',
        typing="fields",
    ),
    Function(
        "omit",
        (
            "(map: map[string, V], keys: list[string]) -> map[string, V]",
            "(record: R, keys: list[string]) -> map[string, json]",
        ),
        "Leave some keys out, or some fields of a record as JSON.",
        'omit({ a: 1, b: 2 }, ["b"]) == { a: 1 }',
        typing="fields",
    ),
    Function(
        "map_values",
        ("(map: map[string, V], each: (V) => U) -> map[string, U]",),
        "Turn each value into another under the same key.",
        "{ a: 1 } | map_values(n => n + 1) == { a: 2 }",
    ),
    Function(
        "with",
        ("(record: R) -> R",),
        "Give a record with some fields replaced: `with(record, field: value)`.",
        'with(customer, name: "Ada")',
        may_fail=True,
        typing="with",
    ),
)
