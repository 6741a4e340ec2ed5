"""The functions of lists."""

from pipesmith.analysis.functions.function import Complaint, Function, LiteralRule


def _any_name(name: str) -> Complaint | None:
    """Accept every text: whether the name is a field is decided by the type of the list."""
    return None


FUNCTIONS: tuple[Function, ...] = (
    Function(
        "map",
        ("(list: list[T], each: (T) => U) -> list[U]",),
        "Turn each item into another.",
        "[1, 2] | map(n => n * 2) == [2, 4]",
    ),
    Function(
        "filter",
        ("(list: list[T], test: (T) => bool) -> list[T]",),
        "Keep the items that pass a test.",
        "[1, 2] | filter(n => n > 1) == [2]",
    ),
    Function(
        "reduce",
        ("(list: list[T], initial: U, each: (U, T) => U) -> U",),
        "Fold all items into one value, from the left.",
        "[1, 2, 3] | reduce(0, (sum, n) => sum + n) == 6",
    ),
    Function(
        "flat_map",
        ("(list: list[T], each: (T) => list[U]) -> list[U]",),
        "Turn each item into a list, and join these.",
        "[1, 2] | flat_map(n => [n, n]) == [1, 1, 2, 2]",
    ),
    Function(
        "sort_by",
        ("(list: list[T], key: (T) => O) -> list[T]",),
        "Sort by a key, lowest first; equal ones keep their order.",
        '["bb", "a"] | sort_by(s => length(s)) == ["a", "bb"]',
    ),
    Function(
        "sort",
        ("(list: list[O]) -> list[O]",),
        "Sort, lowest first; texts by code point.",
        "sort([2, 1]) == [1, 2]",
    ),
    Function(
        "reverse",
        ("(list: list[T]) -> list[T]",),
        "Give the items from last to first.",
        "reverse([1, 2]) == [2, 1]",
    ),
    Function(
        "unique",
        ("(list: list[T]) -> list[T]",),
        "Keep the first of equal items.",
        "unique([1, 2, 1]) == [1, 2]",
    ),
    Function(
        "unique_by",
        ("(list: list[T], key: (T) => U) -> list[T]",),
        "Keep the first of the items with equal keys.",
        '["a", "A"] | unique_by(s => lower(s)) == ["a"]',
    ),
    Function(
        "group_by",
        ("(list: list[T], key: (T) => P) -> map[string, list[T]]",),
        "Group items by a key, shown as text.",
        '[1, 2, 3] | group_by(n => n % 2) == { "1": [1, 3], "0": [2] }',
    ),
    Function(
        "partition",
        ("(list: list[T], test: (T) => bool) -> tuple[list[T], list[T]]",),
        "Give the items that pass a test, and those that do not.",
        "partition([1, 2], n => n > 1)[0] == [2]",
    ),
    Function(
        "chunk",
        ("(list: list[T], size: int) -> list[list[T]]",),
        "Cut a list into lists of a size; the last may be shorter.",
        "chunk([1, 2, 3], 2) == [[1, 2], [3]]",
        may_fail=True,
    ),
    Function(
        "zip",
        ("(first: list[T], second: list[U]) -> list[tuple[T, U]]",),
        "Pair the items of two lists; the shorter one decides.",
        'zip([1, 2], ["a", "b"])[0][1] == "a"',
    ),
    Function(
        "flatten",
        ("(list: list[list[T]]) -> list[T]",),
        "Join the lists in a list.",
        "flatten([[1], [2]]) == [1, 2]",
    ),
    Function(
        "pluck",
        ("(list: list[R], name: string) -> list[json]",),
        'Give a field of each record, or a value of each map; `pluck(xs, "a")` is `xs[*].a`.',
        'pluck([{ a: 1 }], "a") == [1]',
        may_fail=True,
        literals=(LiteralRule("name", _any_name, required=True),),
        typing="pluck",
    ),
    Function(
        "compact",
        ("(list: list[T?]) -> list[T]",),
        "Drop the nulls.",
        "compact([1, null, 2]) == [1, 2]",
    ),
    Function(
        "first", ("(list: list[T]) -> T?",), "Give the first item, or null.", "first([1, 2]) == 1"
    ),
    Function(
        "last", ("(list: list[T]) -> T?",), "Give the last item, or null.", "last([1, 2]) == 2"
    ),
    Function(
        "take",
        ("(list: list[T], count: int) -> list[T]",),
        "Keep the first items.",
        "take([1, 2, 3], 2) == [1, 2]",
    ),
    Function(
        "drop",
        ("(list: list[T], count: int) -> list[T]",),
        "Leave the first items out.",
        "drop([1, 2, 3], 2) == [3]",
    ),
    Function(
        "any",
        ("(list: list[T], test: (T) => bool) -> bool", "(list: list[bool]) -> bool"),
        "Tell whether an item passes; later ones are not tried.",
        "[1, 2] | any(n => n > 1)",
    ),
    Function(
        "all",
        ("(list: list[T], test: (T) => bool) -> bool", "(list: list[bool]) -> bool"),
        "Tell whether every item passes; after a failure none is tried.",
        "[1, 2] | all(n => n > 0)",
    ),
    Function(
        "none",
        ("(list: list[T], test: (T) => bool) -> bool", "(list: list[bool]) -> bool"),
        "Tell whether no item passes; after one that does none is tried.",
        "[1, 2] | none(n => n > 2)",
    ),
    Function(
        "count",
        ("(list: list[T], test: (T) => bool) -> int", "(list: list[T]) -> int"),
        "Count the items, or those that pass a test.",
        "[1, 2] | count(n => n > 1) == 1",
    ),
    Function(
        "find",
        ("(list: list[T], test: (T) => bool) -> T?",),
        "Give the first item that passes, or null.",
        "[1, 2] | find(n => n > 1) == 2",
    ),
    Function(
        "index_of",
        ("(list: list[T], item: T) -> int", "(text: string, part: string) -> int"),
        "Give the index of the first occurrence, or -1.",
        'index_of("abc", "c") == 2',
    ),
    Function(
        "sum",
        ("(list: list[M]) -> M",),
        "Add all items; nothing adds up to 0.",
        "sum([1, 2]) == 3",
        may_fail=True,
    ),
    Function(
        "min",
        ("(list: list[O]) -> O", "(first: O, second: O, ...rest: O) -> O"),
        "Give the least; of equal ones the first.",
        "min(2, 1) == 1",
        may_fail=True,
    ),
    Function(
        "max",
        ("(list: list[O]) -> O", "(first: O, second: O, ...rest: O) -> O"),
        "Give the greatest; of equal ones the first.",
        "max([1, 2]) == 2",
        may_fail=True,
    ),
    Function(
        "avg",
        (
            "(list: list[int]) -> float",
            "(list: list[float]) -> float",
            "(list: list[decimal]) -> decimal",
        ),
        "Give the mean.",
        "avg([1, 2]) == 1.5",
        may_fail=True,
    ),
    Function(
        "range",
        ("(end: int) -> list[int]", "(start: int, end: int, step: int = 1) -> list[int]"),
        "Count from 0 or a start to before an end.",
        "range(1, 4) == [1, 2, 3]",
        may_fail=True,
    ),
    Function(
        "enumerate",
        ("(list: list[T]) -> list[tuple[int, T]]",),
        "Pair each item with its index, from 0.",
        'enumerate(["a"])[0][0] == 0',
    ),
    Function(
        "concat",
        ("(first: list[T], ...rest: list[T]) -> list[T]",),
        "Join lists.",
        "concat([1], [2], [3]) == [1, 2, 3]",
    ),
)
