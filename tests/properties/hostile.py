"""Texts that try to become code, and how they are written in source."""

from hypothesis import strategies as st

TEXTS = (
    '"',
    "'",
    '"""',
    "'''",
    "\\",
    "\\\\",
    '\\"',
    "\n",
    "\r\n",
    "\x00",
    "{",
    "}",
    "{{",
    "}}",
    "{{x}}",
    "{x}",
    "{x!r:>{y}}",
    "\\{{x}}",
    "{{ {} }}",
    "{0}",
    "%s %(x)s",
    "$x ${x}",
    "*/",
    "/* */",
    "// not a comment",
    "/// not a doc",
    "# not a comment",
    "__import__('os').system('true')",
    "{__import__('os')}",
    '"); import os; ("',
    "'); DROP TABLE orders; --",
    "${jndi:ldap://example.org/a}",
    "<script>alert(1)</script>",
    "\\N{BULLET}",
    "\\x41\\u0041\\",
    "\u202e\u2066abc\u2069",
    "\u2028\u2029\x85\x0b\x0c",
    "\ufeff\u200b",
    "\U0001f600",
    "e\u0301",
    "yield",
    "a" * 500,
    "../../etc/passwd",
    "?a=1&b=2#c",
    "\r\nX-Other: 1",
    " leading and trailing ",
    "null",
    "",
)
"""Each has done harm to a generator or a template language somewhere."""

LONE_SURROGATES = ("\ud800", "a\udfffb")


def hostile_texts() -> st.SearchStrategy[str]:
    """Draw texts of hostile parts with anything between."""
    parts = st.one_of(st.sampled_from(TEXTS), st.text(st.characters(codec="utf-8"), max_size=4))
    return st.lists(parts, min_size=1, max_size=4).map("".join)


def quoted(text: str) -> str:
    """Write a text as source has it, escaping what must be, and every brace."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    if char.isprintable() and char not in "{}":
        return char
    return f"\\u{{{ord(char):X}}}"
