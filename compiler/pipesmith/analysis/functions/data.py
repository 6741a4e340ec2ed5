"""The functions of JSON, of null, and of values of any type."""

from pipesmith.analysis.functions.function import Function, LiteralRule
from pipesmith.analysis.functions.queries import check_query

FUNCTIONS: tuple[Function, ...] = (
    Function(
        "to_json",
        ("(value: T) -> string",),
        "Write a value as compact JSON.",
        'to_json([1, null]) == "[1,null]"',
    ),
    Function(
        "from_json",
        ("(text: string) -> json",),
        "Read JSON; `as T` then gives it a type.",
        'from_json("[1]") as list[int] == [1]',
        may_fail=True,
    ),
    Function(
        "jmespath",
        ("(value: json, expression: string) -> json",),
        "Select from JSON by a JMESPath expression; TRANSFORMATION when it has no result.",
        'jmespath({ a: [{ b: 1 }, { b: 2 }] }, "a[*].b") as list[int] == [1, 2]',
        may_fail=True,
        literals=(LiteralRule("expression", check_query),),
    ),
    Function(
        "default",
        ("(value: T?, other: T) -> T",),
        "Give the value, or another one when it is null.",
        "default(null, 1) == 1",
    ),
    Function(
        "coalesce",
        ("(first: T?, ...rest: T?) -> T", "(first: T?, ...rest: T?) -> T?"),
        "Give the first value that is not null.",
        "coalesce(null, 2, 3) == 2",
        typing="coalesce",
    ),
    Function(
        "type_of",
        ("(value: T) -> string",),
        "Name the type of a value: `int`, `list`, the name of a record or enum.",
        'type_of(1) == "int"',
    ),
    Function(
        "uuid5",
        (
            "(namespace: uuid, name: string) -> uuid",
            '(namespace: "dns" | "url" | "oid" | "x500", name: string) -> uuid',
        ),
        "Make the UUID that belongs to a name (version 5).",
        'uuid5("dns", "example.org")',
    ),
)
