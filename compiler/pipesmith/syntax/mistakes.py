"""What is said of mistakes in signs, numbers, texts and names; `unexpected` words the rest."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from pipesmith.diagnostics import Edit, Finding, Label, Suggestion
from pipesmith.diagnostics import syntax_codes as codes
from pipesmith.source import Source, Span
from pipesmith.syntax.reading import Doc, Reading

LONGEST_SHOWN = 40
HALF = re.compile(r"\\u\{[dD][89a-fA-F][0-9a-fA-F]{2}\}")
LIKE_PATTERN = re.compile(r"\\[\w.*+?()\[\]/$^|-]\Z")


def shown(written: str) -> str:
    """Give what is written in a form that fits into a message: short, ASCII, on one line."""
    short = written if len(written) <= LONGEST_SHOWN else written[:LONGEST_SHOWN] + "..."
    plain = (c if " " <= c <= "~" else c.encode("unicode_escape").decode() for c in short)
    return "".join(plain).replace("`", "'")


def write(span: Span, text: str) -> Suggestion:
    """Propose to write something else in a place."""
    return Suggestion(f"write `{text}`", (Edit(span, text),))


# ---------------------------------------------------------------- characters and signs


def name_not_normal(span: Span, word: str) -> Finding:
    """Say that a name has characters that look like others or are no letters."""
    odd = next(char for char in word if not char.isascii())
    return Finding(
        codes.BAD_CHARACTER,
        f"a name is not written with {_named(odd)}",
        Label(span, "this name looks like another, or has signs that are no letters"),
        notes=("names are written with letters, digits and `_`, in Unicode form NFKC",),
    )


def bad_character(span: Span, written: str) -> Finding:
    """Say that a character begins nothing."""
    return Finding(
        codes.BAD_CHARACTER,
        f"nothing is written with {_named(written[0])}",
        Label(span, "this character has no meaning here"),
    )


def forbidden_characters(source: Source, first: re.Match[str], pattern: re.Pattern[str]) -> Finding:
    """Say that a file holds characters that hide or break what is read."""
    count = sum(1 for _ in pattern.finditer(source.text))
    char, span = first[0], source.span(first.start(), first.end())
    more = (f"{count} such characters stand in this file",) if count > 1 else ()
    notes = ("control and direction characters hide what a program says", *more)
    escape = Suggestion(f"in a text, write `\\u{{{ord(char):X}}}`") if ord(char) < 0xD800 else None
    return Finding(
        codes.BAD_CHARACTER,
        f"the character {_named(char)} may not stand in a program",
        Label(span, "this character cannot be seen"),
        notes=notes,
        help=escape,
    )


def _named(char: str) -> str:
    shortly = f"`{char}`" if " " < char <= "~" and char != "`" else f"U+{ord(char):04X}"
    name = unicodedata.name(char, "").lower()
    return f"{shortly} ({name})" if name else shortly


def floor_division(span: Span) -> Finding:
    """Warn that a comment looks like the right side of a division."""
    return Finding(
        codes.FLOOR_DIVISION,
        "`//` begins a comment; it does not divide",
        Label(span, "this is a comment"),
        notes=("floor division is written `div`: `7 div 2` is 3",),
    )


def doc_misplaced(doc: Doc) -> Finding:
    """Warn that a doc comment stands before nothing that can have one."""
    return Finding(
        codes.DOC_MISPLACED,
        "this `///` comment documents nothing",
        Label(doc.span, "nothing that follows can have documentation"),
        notes=("`///` stands on a line of its own before a declaration, field or stage",),
    )


# ---------------------------------------------------------------- numbers


def bad_number(span: Span, written: str) -> Finding:
    """Say how a number is written."""
    fixed = _better_number(written)
    return Finding(
        codes.BAD_NUMBER,
        f"`{shown(written)}` is not a number",
        Label(span, _number_fault(written)),
        help=write(span, fixed) if fixed else None,
    )


def _number_fault(written: str) -> str:
    if written.startswith("."):
        return "a digit is missing before the point"
    if written.endswith("."):
        return "a digit is missing after the point"
    if written.endswith("_") or "__" in written or "_." in written:
        return "`_` stands between two digits"
    if re.match(r"0[xXbBoO]", written):
        return "numbers are decimal"
    if re.match(r"0[0-9_]", written):
        return "a number does not begin with `0`"
    if re.fullmatch(r"[0-9][0-9_]*\.?[0-9]*[a-zA-Z_]\w*", written):
        return "letters stand directly behind the digits"
    return "numbers are written like `12`, `1.5`, `2e9` or `12.50d`"


def _better_number(written: str) -> str | None:
    if re.fullmatch(r"\.[0-9]+", written):
        return f"0{written}"
    if re.fullmatch(r"[0-9]+\.", written):
        return f"{written}0"
    if re.fullmatch(r"0[0-9_]*", written):
        return re.sub("_+", "", written).lstrip("0") or "0"
    if re.fullmatch(r"[0-9][0-9_]*", written):
        return re.sub("_+", "_", written).strip("_")
    return None


def bad_duration(span: Span, written: str) -> Finding:
    """Say how a duration is written."""
    parts = re.findall(r"[0-9]+(?:ms|[smhd])", written)
    whole = len(parts) > 1 and "".join(parts) == written
    return Finding(
        codes.BAD_DURATION,
        f"`{shown(written)}` is not a duration",
        Label(span, "a duration is a whole number of one unit"),
        notes=("the units are `ms`, `s`, `m`, `h` and `d`",),
        help=write(span, " + ".join(parts)) if whole else None,
    )


def number_too_large(span: Span, limit: str) -> Finding:
    """Say that a number is beyond what its type holds."""
    return Finding(
        codes.BAD_NUMBER,
        "this number is too large",
        Label(span, "this number is too large"),
        notes=(limit,),
    )


# ---------------------------------------------------------------- texts


def text_unclosed(span: Span, block: bool) -> Finding:
    """Say that a text has no closing quote."""
    quotes = '"""' if block else '"'
    note = 'a block text ends at `"""`' if block else "a plain text ends on its line"
    return Finding(
        codes.TEXT_UNCLOSED,
        f"this text has no closing `{quotes}`",
        Label(span, "the text begins here"),
        notes=(note,) if block else (note, 'a text of several lines stands between `"""`'),
    )


def bad_escape(span: Span, written: str) -> Finding:
    """Say which escapes there are."""
    half = HALF.fullmatch(written) is not None
    return Finding(
        codes.BAD_ESCAPE,
        f"`{shown(written)}` is not an escape",
        Label(span, "half of a character, which no text holds" if half else "not an escape"),
        notes=(r"the escapes are `\n`, `\t`, `\r`, `\"`, `\\`, `\{{` and `\u{1F600}`",),
        help=write(span, "\\" + written) if LIKE_PATTERN.match(written) else None,
    )


def template_unclosed(reading: Reading, opened: int, single: int | None) -> Finding:
    """Say that `{{` has no `}}`, and where a lone `}` stands."""
    others: tuple[Label, ...] = ()
    proposal = None
    if single is not None:
        lone = reading.span(single, single + 1)
        others = (Label(lone, "a single `}` does not close it"),)
        proposal = Suggestion("write `}}`", (Edit(lone, "}}"),))
    return Finding(
        codes.TEMPLATE_UNCLOSED,
        "this `{{` is never closed",
        Label(reading.span(opened, opened + 2), "opened here"),
        others,
        (r"to put a literal `{{` in the text, write `\{{`",),
        proposal,
    )


def comment_in_template(span: Span) -> Finding:
    """Say that a comment cannot stand in an interpolation."""
    return Finding(
        codes.SYNTAX_ERROR,
        "a comment cannot stand between `{{` and `}}`",
        Label(span, "`//` begins a comment"),
        notes=("floor division is written `div`: `7 div 2` is 3",),
    )


def text_not_constant(span: Span, role: str) -> Finding:
    """Say that a text must be the same in every run."""
    return Finding(
        codes.TEXT_NOT_CONSTANT,
        f"{role} has no interpolations",
        Label(span, f"{role} is the same in every run"),
    )


# ---------------------------------------------------------------- names and structure


def name_case(span: Span, word: str, kind: str, case: str, better: str) -> Finding:
    """Say how names of a kind are written."""
    return Finding(
        codes.NAME_CASE,
        f"the name of {kind} is written in {case}",
        Label(span, f"not {case}"),
        help=write(span, better) if better != word else None,
    )


def without_taken(finding: Finding, names: set[str]) -> Finding:
    """Give a finding without the proposal of a name that something in the file has."""
    edits = finding.help.edits if finding.help is not None else ()
    proposed = finding.slug is codes.NAME_CASE and any(each.text in names for each in edits)
    return replace(finding, help=None) if proposed else finding


def misspelt(span: Span, written: str, meant: str, label: str) -> Finding:
    """Say which keyword is meant."""
    message = f"`{shown(written)}` is no keyword; `{meant}` is"
    return Finding(codes.MISSPELT_KEYWORD, message, Label(span, label), help=write(span, meant))


def reserved_word(span: Span, word: str) -> Finding:
    """Say that a word cannot be a name."""
    return Finding(
        codes.RESERVED_WORD,
        f"`{word}` is a reserved word and names nothing",
        Label(span, "a name is expected here"),
        help=write(span, f"{word}_value"),
    )


def duplicate(first: Span, again: Span, what: str) -> Finding:
    """Say that something is written twice where once is enough."""
    return Finding(
        codes.DUPLICATE_CLAUSE,
        f"{what} is written twice",
        Label(again, "written again here"),
        (Label(first, "written first here"),),
    )


def yield_not_last(span: Span) -> Finding:
    """Say that a `yield` stands at the end of its block."""
    return Finding(
        codes.YIELD_NOT_LAST,
        "`yield` closes its block, but something follows it",
        Label(span, "not the last statement of its block"),
    )


def too_deep(span: Span, limit: int) -> Finding:
    """Say that a program is nested too deeply."""
    return Finding(
        codes.NESTING_TOO_DEEP,
        "this is nested too deeply to be read",
        Label(span, "nested too deeply"),
        notes=(f"at most {limit} levels of brackets, blocks and operators stand in one another",),
        help=Suggestion("give parts of it names with `let`"),
    )


def too_many(span: Span, limit: int) -> Finding:
    """Say that reading has stopped."""
    return Finding(
        codes.TOO_MANY_MISTAKES,
        f"reading stopped after {limit} mistakes",
        Label(span, "the file was read up to here"),
    )


def argument_of_raise(span: Span) -> Finding:
    """Say what a `raise` takes."""
    return Finding(
        codes.SYNTAX_ERROR,
        "a `raise` takes one message and at most a `detail`",
        Label(span, "not what `raise` takes"),
        notes=('it is written `raise out_of_stock("none left", detail: value)`',),
    )


def raise_without_name(span: Span) -> Finding:
    """Say that an error with a message needs a name."""
    return Finding(
        codes.SYNTAX_ERROR,
        "a `raise` with a message names the error",
        Label(span, "the name of an error is missing before this"),
        help=Suggestion('write it like `raise execution("the message")`'),
    )


def parameters_of_lambda(span: Span) -> Finding:
    """Say what stands before `=>`."""
    return Finding(
        codes.SYNTAX_ERROR,
        "the parameters of a lambda are names",
        Label(span, "only names stand before `=>`"),
        notes=("a lambda is written `x => x + 1` or `(a, b) => a + b`",),
    )


def not_decimal(span: Span, name: str) -> Finding:
    """Say that only `decimal` takes digits."""
    return Finding(
        codes.SYNTAX_ERROR,
        f"the type `{shown(name)}` takes no digits",
        Label(span, "only `decimal(p, s)` is written like this"),
    )


def misplaced_docs(docs: Iterable[Doc]) -> list[Finding]:
    """Warn of every doc comment that found no owner."""
    return [doc_misplaced(doc) for doc in docs]
