"""Whole forms that other languages write, read as what they are here.

Reads     the place where the parser could not go on, and the tokens around it.
Gives     changes for `recovery` to try, each with a finding that says how the form is written.
Reports   nothing itself.
Promises  a form is told once: what stands in it is read as it was meant.
Leaves    signs (`foreign_signs`) and single words (`foreign`).
"""

from collections.abc import Iterator, Sequence

from pipesmith.diagnostics import Edit, Finding, Label, Suggestion
from pipesmith.diagnostics import syntax_codes as codes
from pipesmith.syntax.foreign_blocks import foreign_blocks
from pipesmith.syntax.mistakes import shown
from pipesmith.syntax.reading import Token
from pipesmith.syntax.situation import Change, Situation, said, word
from pipesmith.syntax.words import DECLARATIONS

GENERIC = frozenset({"list", "set", "map", "tuple", "array", "dict"})
CONTROLS = frozenset({"FOREACH", "IF", "SWITCH", "TRY", "WHILE", "PARALLEL", "REPEAT"})
SCALARS = frozenset(
    """
    int float decimal string bool uuid date path email url datetime duration json
    str integer long double number boolean text
    """.split()
)
MOST_LOOKED_AT = 200
USES = {
    "do": "a call that stands alone begins with `do`",
    "let": "`let` names a value, `set` changes a variable, `stage` names what a component gives",
    "set": "`set` changes a variable, `let` names a value",
    "stage": "`stage` names what a component gives, `let` names a value",
}


def habits(situation: Situation) -> Iterator[Change]:
    """Give the changes that read a form of another language, if one stands here."""
    yield from _changed_in_place(situation)
    yield from _set_in_place(situation)
    yield from _type_before_name(situation)
    yield from _hyphen_in_name(situation)
    yield from foreign_blocks(situation)
    yield from _list_type(situation)
    yield from _or_null(situation)
    yield from _bare_backoff(situation)
    yield from _needless_word(situation)


def _following(situation: Situation, count: int) -> list[str]:
    """Give the kinds of the tokens behind the one at hand."""
    return [one.kind for one in situation.tokens[situation.at + 1 : situation.at + 1 + count]]


# ---------------------------------------------------------------- statements


def without_keyword(situation: Situation) -> Iterator[Change]:
    """Read `x = 1` as the statement it would be, and a call that stands alone as a `do`."""
    token, follower = situation.token, _following(situation, 1)
    if token.kind != "NAME" or "LET" not in situation.accepted or not follower:
        return
    if follower[0] == "EQUAL":
        keyword = _assigning(situation)
    elif follower[0] in ("LPAR", "DOT"):
        keyword = "do"
    else:
        return
    yield Change(_keyword_missing(situation, keyword), 0, (word(keyword, token.start),))


def _keyword_missing(situation: Situation, keyword: str) -> Finding:
    name, start = shown(situation.token.text), situation.token.start
    edit = Edit(situation.reading.span(start, start), f"{keyword} ")
    return said(
        situation,
        f"a statement begins with a keyword, not with `{name}`",
        "a keyword is missing before this",
        USES[keyword],
        Suggestion(f"write `{keyword} {name}`", (edit,)),
    )


def _assigning(situation: Situation) -> str:
    """Tell what `x = ...` would be: the first use of a name, a change, or a component's value."""
    if _is_variable(situation):
        return "set"
    value = situation.tokens[situation.at + 2 : situation.at + 6]
    if value and value[0].kind in CONTROLS:
        return "stage"
    words = [one.text if one.text in (".", "(") else "name" for one in value]
    called = words[:2] == ["name", "("] and _is_component(situation, value[0].text)
    return "stage" if called or words == ["name", ".", "name", "("] else "let"


def _is_variable(situation: Situation) -> bool:
    """Tell whether a `var` above declares the name at hand."""
    return _declared(situation.tokens[: situation.at], ("VAR",), situation.token.text)


def _is_component(situation: Situation, name: str) -> bool:
    return _declared(situation.tokens, ("OPERATOR", "NODE", "PIPELINE"), name)


def _declared(tokens: Sequence[Token], by: tuple[str, ...], name: str) -> bool:
    return any(one.kind in by and tokens[at + 1].text == name for at, one in enumerate(tokens[:-1]))


def _changed_in_place(situation: Situation) -> Iterator[Change]:
    """Read `x += 1` and `x++` as a `set`."""
    token, kinds_ = situation.token, _following(situation, 2)
    if token.kind != "NAME" or "SET" not in situation.accepted or len(kinds_) < 2:
        return
    first, second = situation.tokens[situation.at + 1 : situation.at + 3]
    if first.end != second.start or first.kind not in ("PLUS", "MINUS", "STAR", "SLASH"):
        return
    name, sign = token.text, first.text
    rest: tuple[Token, ...] = ()
    if second.kind == "EQUAL":
        ours = f"set {name} = {name} {sign}"
    elif second.kind == first.kind and sign in "+-":
        ours, rest = f"set {name} = {name} {sign} 1", (Token("INT", second.end, second.end, "1"),)
    else:
        return
    again = Token("NAME", token.start, token.end, name)
    put = (word("set", token.start), token, word("=", token.end), again, first, *rest)
    yield Change(_written_out(situation, second, ours), 3, put)


def _written_out(situation: Situation, last: Token, ours: str) -> Finding:
    whole = situation.reading.span(situation.token.start, last.end)
    written = shown(situation.reading.text[whole.start : whole.end])
    return Finding(
        codes.SYNTAX_ERROR,
        f"`{written}` is no statement; `set` gives a variable a new value",
        Label(whole, "a variable is not changed like this"),
        help=Suggestion(f"write `{ours}`", (Edit(whole, ours),)),
    )


def _set_in_place(situation: Situation) -> Iterator[Change]:
    """Read `set x += 1` as `set x = x + 1`."""
    name = situation.tokens[situation.at - 1]
    sign, follower = situation.token, situation.tokens[situation.at + 1 : situation.at + 2]
    is_sign = sign.kind in ("PLUS", "MINUS", "STAR", "SLASH")
    if not is_sign or "EQUAL" not in situation.accepted or name.kind != "NAME" or not follower:
        return
    if follower[0].kind != "EQUAL":
        return
    span = situation.reading.span(sign.start, follower[0].end)
    ours = f"= {name.text} {sign.text}"
    put = (word("=", sign.start), Token("NAME", sign.start, sign.start, name.text), sign)
    finding = Finding(
        codes.SYNTAX_ERROR,
        f"`set` takes `=`, not `{sign.text}=`",
        Label(span, "expected `=`"),
        help=Suggestion(f"write `{ours}`", (Edit(span, ours),)),
    )
    yield Change(finding, 2, put)


# ---------------------------------------------------------------- names and types


def _type_before_name(situation: Situation) -> Iterator[Change]:
    """Read `int n` as `n: int`."""
    token = situation.token
    if token.kind != "NAME" or "COLON" not in situation.accepted or not situation.same_line:
        return
    before = situation.stack.values[-1] if situation.stack.values else None
    if "EQUAL" in situation.accepted or not isinstance(before, Token) or before.kind != "NAME":
        return
    if not _like_type(before.text) or _like_type(token.text):
        return
    whole = situation.reading.span(before.start, token.end)
    ours = f"{token.text}: {before.text}"
    finding = Finding(
        codes.SYNTAX_ERROR,
        "a name stands before its type",
        Label(whole, "the type stands first here"),
        help=Suggestion(f"write `{shown(ours)}`", (Edit(whole, ours),)),
    )
    name = Token("NAME", token.start, token.end, token.text)
    type_ = Token("NAME", before.start, before.end, before.text)
    yield Change(finding, 1, (word(":", token.start), type_), before=name)


def _like_type(name: str) -> bool:
    return name[0].isupper() or name in SCALARS


def _hyphen_in_name(situation: Situation) -> Iterator[Change]:
    """Read `my-name` as `my_name` where only a name can stand."""
    name = situation.stack.values[-1:]
    if situation.token.kind != "MINUS" or not name or getattr(name[0], "kind", "") != "NAME":
        return
    follower = situation.tokens[situation.at + 1]
    whole = situation.reading.span(name[0].start, follower.end)
    ours = situation.reading.text[whole.start : whole.end].replace("-", "_")
    if not ours.isidentifier():
        return
    finding = Finding(
        codes.SYNTAX_ERROR,
        "a name has no `-` in it",
        Label(whole, "names are written in snake_case"),
        help=Suggestion(f"write `{ours}`", (Edit(whole, ours),)),
    )
    yield Change(finding, 2, (), before=Token("NAME", whole.start, whole.end, ours))


def _list_type(situation: Situation) -> Iterator[Change]:
    """Read `int[]` and `[int]` as `list[int]`."""
    token, before = situation.token, situation.stack.values[-2:]
    if token.kind == "LSQB" and {"NAME", "SET"} <= situation.accepted:
        place = situation.reading.span(token.start, token.start)
        way = Suggestion("write `list` before it", (Edit(place, "list"),))
        finding = said(situation, "a list is written `list[T]`", "`list` is missing", "", way)
        yield Change(finding, 0, (Token("NAME", token.start, token.start, "list"),))
    opened = [getattr(one, "kind", "") for one in before]
    if token.kind == "RSQB" and opened == ["NAME", "LSQB"]:
        whole = situation.reading.span(before[0].start, token.end)
        ours = f"list[{before[0].text}]"
        way = Suggestion(f"write `{ours}`", (Edit(whole, ours),))
        finding = said(situation, "a list is written `list[T]`", "expected a type", "", way)
        yield Change(finding, 0, (Token("NAME", token.start, token.start, before[0].text),))


def _or_null(situation: Situation) -> Iterator[Change]:
    """Read `T | null` as `T?`."""
    bar = situation.tokens[situation.at - 1]
    if situation.token.kind not in ("NULL", "NAME") or bar.kind != "VBAR" or situation.at < 2:
        return
    if situation.token.kind == "NULL" and "SET" in situation.accepted:
        behind = situation.tokens[situation.at - 2].end
        place = situation.reading.span(behind, situation.token.end)
        way = Suggestion("write `?` behind the type", (Edit(place, "?"),))
        message = "a type of what may be null ends in `?`"
        finding = said(situation, message, "`null` is a value, not a type", "", way)
        start, end = situation.token.start, situation.token.end
        yield Change(finding, 1, (Token("NAME", start, end, "json"),))


def foreign_generics(tokens: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    """Give the signs of each `list<T>` in a file, outermost first, which are to be `list[T]`."""
    for at, token in enumerate(tokens):
        if token.kind == "LESSTHAN" and at and tokens[at - 1].end == token.start:
            signs = _angles(tokens, at) if tokens[at - 1].text.lower() in GENERIC else ()
            if signs:
                yield signs


def _angles(tokens: Sequence[Token], at: int) -> tuple[Token, ...]:
    """Give the angle brackets from one to its partner, if only types stand between them."""
    signs: list[Token] = []
    depth = 0
    for token in tokens[at : at + MOST_LOOKED_AT]:
        depth += (token.kind == "LESSTHAN") - (token.kind == "MORETHAN")
        if token.kind in ("LESSTHAN", "MORETHAN"):
            signs.append(token)
        elif token.kind not in ("NAME", "SET", "COMMA", "QMARK"):
            return ()
        if not depth:
            return tuple(signs)
    return ()


# ---------------------------------------------------------------- words and durations


def _bare_backoff(situation: Situation) -> Iterator[Change]:
    """Read `backoff 2s` as `backoff fixed(2s)`."""
    token = situation.token
    if token.kind != "DURATION" or situation.tokens[situation.at - 1].kind != "BACKOFF":
        return
    ours = f"fixed({token.text})"
    way = Suggestion(f"write `{ours}`", (Edit(situation.span, ours),))
    message = "`backoff` takes the form of the delays: `fixed`, `linear` or `exponential`"
    finding = said(situation, message, "a duration alone has no form", "", way)
    name = Token("NAME", token.start, token.start, "fixed")
    yield Change(finding, 1, (name, word("(", token.start), token, word(")", token.end)))


NEEDLESS = frozenset({"async", "export", "public", "private", "static"})
"""Words that stand before declarations in other languages."""


def _needless_word(situation: Situation) -> Iterator[Change]:
    """Read `async pipeline p` without its `async`."""
    token, follower = situation.token, situation.tokens[situation.at + 1 : situation.at + 2]
    if token.text not in NEEDLESS or not follower or follower[0].kind not in DECLARATIONS:
        return
    whole = situation.reading.span(token.start, follower[0].start)
    way = Suggestion(f"take the `{token.text}` away", (Edit(whole, ""),))
    message = f"`{follower[0].text}` has no word before it"
    yield Change(said(situation, message, "not needed here", "", way), 1, ())
