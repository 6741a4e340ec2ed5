"""The functions of text."""

from pipesmith.analysis.functions.function import Complaint, Function, LiteralRule
from pipesmith.analysis.functions.regex import check_pattern


def _not_empty(text: str) -> Complaint | None:
    return None if text else Complaint("an empty text is not accepted here")


_PATTERN = (LiteralRule("pattern", check_pattern, required=True),)

FUNCTIONS: tuple[Function, ...] = (
    Function(
        "upper",
        ("(text: string) -> string",),
        "Turn all letters into capitals.",
        'upper("Ada") == "ADA"',
    ),
    Function(
        "lower",
        ("(text: string) -> string",),
        "Turn all letters into small ones.",
        'lower("Ada") == "ada"',
    ),
    Function(
        "trim",
        ("(text: string) -> string",),
        "Cut white space off both ends.",
        'trim(" a b ") == "a b"',
    ),
    Function(
        "title",
        ("(text: string) -> string",),
        "Raise the first letter of every run of letters, and leave all else.",
        'title("new york") == "New York"',
    ),
    Function(
        "capitalize",
        ("(text: string) -> string",),
        "Raise the first character, and leave all else.",
        'capitalize("ada lovelace") == "Ada lovelace"',
    ),
    Function(
        "length",
        (
            "(text: string) -> int",
            "(list: list[T]) -> int",
            "(set: set[T]) -> int",
            "(map: map[string, V]) -> int",
        ),
        "Count the code points of a text, the items of a list or set, the keys of a map.",
        'length("abc") == 3',
    ),
    Function(
        "contains",
        (
            "(text: string, part: string) -> bool",
            "(list: list[T], item: T) -> bool",
            "(set: set[T], item: T) -> bool",
            "(map: map[string, V], key: string) -> bool",
        ),
        "Tell whether a text has a part, a list or set an item, a map a key.",
        "contains([1, 2], 2)",
    ),
    Function(
        "starts_with",
        ("(text: string, start: string) -> bool",),
        "Tell how a text begins.",
        'starts_with("abc", "ab")',
    ),
    Function(
        "ends_with",
        ("(text: string, end: string) -> bool",),
        "Tell how a text ends.",
        'ends_with("abc", "bc")',
    ),
    Function(
        "replace",
        ("(text: string, old: string, new: string) -> string",),
        "Replace every occurrence of a literal text.",
        'replace("a-b-c", "-", "+") == "a+b+c"',
        may_fail=True,
        literals=(LiteralRule("old", _not_empty),),
    ),
    Function(
        "split",
        ("(text: string, separator: string) -> list[string]",),
        "Cut a text at every separator; empty pieces are kept.",
        'split("a,,b", ",") == ["a", "", "b"]',
        may_fail=True,
        literals=(LiteralRule("separator", _not_empty),),
    ),
    Function(
        "join",
        ('(list: list[P], separator: string = "") -> string',),
        "Join items to one text, each as `to_string` shows it.",
        '[1, 2] | join(", ") == "1, 2"',
    ),
    Function(
        "lines",
        ("(text: string) -> list[string]",),
        "Cut a text at line breaks; one at the end starts no further line.",
        'length(lines("a")) == 1',
    ),
    Function(
        "slice",
        (
            "(text: string, start: int, end: int) -> string",
            "(text: string, start: int) -> string",
            "(list: list[T], start: int, end: int) -> list[T]",
            "(list: list[T], start: int) -> list[T]",
        ),
        "Take the part between two indexes; negative ones count from the end, all are clamped.",
        'slice("abcd", 1, 3) == "bc"',
    ),
    Function(
        "pad_left",
        ('(text: string, width: int, fill: string = " ") -> string',),
        "Fill a text up to a width, on the left.",
        'pad_left("7", 3, "0") == "007"',
        may_fail=True,
        literals=(LiteralRule("fill", _not_empty),),
    ),
    Function(
        "pad_right",
        ('(text: string, width: int, fill: string = " ") -> string',),
        "Fill a text up to a width, on the right.",
        'pad_right("7", 3, ".") == "7.."',
        may_fail=True,
        literals=(LiteralRule("fill", _not_empty),),
    ),
    Function(
        "repeat",
        ("(text: string, count: int) -> string",),
        "Write a text several times.",
        'repeat("ab", 2) == "abab"',
        may_fail=True,
    ),
    Function(
        "matches",
        ("(text: string, pattern: string) -> bool",),
        "Tell whether a regular expression matches somewhere in a text.",
        'matches("a1", "[0-9]$")',
        literals=_PATTERN,
    ),
    Function(
        "extract",
        ("(text: string, pattern: string) -> string?",),
        "Give the first group of the first match, or all of it without a group; else null.",
        'extract("id 42", "id ([0-9]+)") == "42"',
        literals=_PATTERN,
    ),
    Function(
        "slugify",
        ("(text: string) -> string",),
        "Make a text fit for an address: small ASCII letters and digits, joined by `-`.",
        'slugify("Hello, World") == "hello-world"',
    ),
    Function(
        "truncate",
        ('(text: string, length: int, end: string = "\u2026") -> string',),
        "Cut a text to a length, counting the end that shows the cut.",
        'truncate("abcdef", 4, "..") == "ab.."',
        may_fail=True,
    ),
    Function(
        "to_string", ("(value: P) -> string",), "Show a value as text.", 'to_string(1.0) == "1.0"'
    ),
    Function(
        "to_int",
        ("(text: string) -> int", "(number: N) -> int"),
        "Read an int from text, or cut the fraction off a number.",
        'to_int("42") == 42',
        may_fail=True,
    ),
    Function(
        "to_float",
        ("(text: string) -> float", "(number: N) -> float"),
        "Read a float from text, or convert a number.",
        'to_float("1.5") == 1.5',
        may_fail=True,
    ),
    Function(
        "to_decimal",
        ("(text: string) -> decimal", "(number: N) -> decimal"),
        "Read a decimal from text, or convert a number by the digits that show it.",
        "to_decimal(0.1) == 0.1d",
        may_fail=True,
    ),
    Function(
        "base64_encode",
        ("(text: string) -> string",),
        "Write the UTF-8 bytes of a text as base64.",
        'base64_encode("hi") == "aGk="',
    ),
    Function(
        "base64_decode",
        ("(text: string) -> string",),
        "Read a text from base64 of its UTF-8 bytes.",
        'base64_decode("aGk=") == "hi"',
        may_fail=True,
    ),
    Function(
        "url_encode",
        ("(text: string) -> string",),
        "Percent-encode all but letters, digits and `-._~`.",
        'url_encode("a b") == "a%20b"',
    ),
    Function(
        "sha256",
        ("(text: string) -> string",),
        "Give the SHA-256 of the UTF-8 bytes in small hexadecimal digits.",
        'length(sha256("")) == 64',
    ),
)
