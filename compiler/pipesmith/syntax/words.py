"""The words of the language: which are reserved, which begin what, and how names are written."""

import re
import unicodedata

RESERVED = frozenset(
    {
        "import",
        "record",
        "enum",
        "type",
        "error",
        "function",
        "operator",
        "node",
        "pipeline",
        "test",
        "property",
        "stage",
        "do",
        "let",
        "var",
        "set",
        "return",
        "raise",
        "break",
        "continue",
        "yield",
        "if",
        "else",
        "switch",
        "case",
        "foreach",
        "in",
        "while",
        "repeat",
        "try",
        "catch",
        "finally",
        "parallel",
        "branch",
        "wait",
        "signal",
        "and",
        "or",
        "not",
        "as",
        "div",
        "true",
        "false",
        "null",
    }
)
"""The words that name nothing, wherever they stand."""

FIELD_WORDS = frozenset({"where", "check"})
"""The words that stand between the fields of a record, and so name none."""

DECLARATIONS = frozenset(
    {
        "IMPORT",
        "RECORD",
        "ENUM",
        "TYPE",
        "ERROR",
        "FUNCTION",
        "OPERATOR",
        "NODE",
        "PIPELINE",
        "TEST",
        "PROPERTY",
        "ON_SCHEDULE",
        "ON_WEBHOOK",
    }
)
"""The terminals that begin a declaration."""

STATEMENTS = frozenset(
    {
        "STAGE",
        "DO",
        "LET",
        "VAR",
        "SET",
        "RETURN",
        "RAISE",
        "BREAK",
        "CONTINUE",
        "YIELD",
        "IF",
        "SWITCH",
        "FOREACH",
        "WHILE",
        "REPEAT",
        "TRY",
        "PARALLEL",
        "WAIT",
        "SIGNAL",
    }
)
"""The terminals that begin a statement."""


def names_value(word: str) -> bool:
    """Tell whether a word is snake_case: it has no capital letter."""
    return word == word.lower()


def names_type(word: str) -> bool:
    """Tell whether a word is PascalCase: it begins with a capital letter and has no `_`."""
    return word[0].isupper() and "_" not in word


def normal(word: str) -> str:
    """Give the one form of a word among those that look alike."""
    return unicodedata.normalize("NFKC", word)


def snake_case(word: str) -> str:
    """Write a word as a value is named: `customerId` is `customer_id`."""
    spread = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", word)
    return spread.lower()


def pascal_case(word: str) -> str:
    """Write a word as a type is named: `risk_level` is `RiskLevel`."""
    return "".join(part[:1].upper() + part[1:] for part in word.split("_"))
