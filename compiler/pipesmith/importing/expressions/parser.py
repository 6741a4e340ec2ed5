"""Expressions of other systems, from text to tree, loosest binding first."""

from collections.abc import Callable, Collection

from pipesmith.importing.expressions import tree as e
from pipesmith.importing.expressions.filters import FILTERS
from pipesmith.importing.expressions.lexer import Lexer, Token, Unreadable

CONSTANTS = {
    "true": True, "True": True, "false": False, "False": False,
    "null": None, "None": None, "none": None, "undefined": None,
}  # fmt: skip
COMPARED = {"===": "==", "!==": "!="}
SIGNS = frozenset(("==", "!=", "<", "<=", ">", ">=", "===", "!=="))
DEEPEST = 60


def read_expression(source: str, known: Collection[str] = ()) -> e.Tree:
    """Read an expression, in which `known` names may hold a `-`; Unreadable says what is wrong."""
    try:
        return Parser(source, known).whole()
    except RecursionError:
        raise Unreadable("it is nested too deeply") from None


class Parser:
    """Reads one expression."""

    def __init__(self, source: str, known: Collection[str] = ()) -> None:
        self.source, self.known = source, known
        self.tokens = Lexer(source, known).tokens()
        self.at = 0
        self.depth = 0

    # ---- words

    @property
    def token(self) -> Token:
        """Give the word that comes next."""
        return self.tokens[self.at]

    def sees(self, *texts: str) -> bool:
        """Tell whether one of these words or signs comes next."""
        return self.token.kind in ("sign", "name") and self.token.text in texts

    def took(self, *texts: str) -> str | None:
        """Take the next word if it is one of these."""
        if not self.sees(*texts):
            return None
        self.at += 1
        return self.tokens[self.at - 1].text

    def expect(self, text: str) -> None:
        """Take a sign that must come."""
        if not self.took(text):
            found = f"`{self.token.text}`" if self.token.text else "the end"
            raise Unreadable(f"`{text}` is expected before {found}")

    def word(self) -> str:
        """Take a name that must come."""
        if self.token.kind != "name":
            raise Unreadable(f"a name is expected before `{self.token.text or 'the end'}`")
        self.at += 1
        return self.tokens[self.at - 1].text

    # ---- levels

    def whole(self) -> e.Tree:
        """Read the whole source."""
        found = self.piped()
        if self.token.kind != "end":
            raise Unreadable(f"nothing is expected before `{self.token.text}`")
        return found

    def piped(self) -> e.Tree:
        """Read `a | b`: a filter, or JMESPath to the end."""
        found = self.choice()
        while self.took("|"):
            found = self._filter(found)
        return found

    def _filter(self, subject: e.Tree) -> e.Tree:
        start = self.token.start
        if self.token.kind == "name" and self.token.text in FILTERS:
            name = self.word()
            arguments = self.arguments()[0] if self.took("(") else ()
            if not any(each == e.Name("@") for each in arguments):
                return e.Filtered(subject, name, arguments)
        self.at = len(self.tokens) - 1
        return e.Queried(subject, self.source[start:].strip())

    def choice(self) -> e.Tree:
        """Read `a if c else b` and `c ? a : b`."""
        found = self.either()
        if self.took("if"):
            condition = self.either()
            otherwise = self.choice() if self.took("else") else e.Constant(None)
            return e.Choice(condition, found, otherwise)
        if self.took("?"):
            then = self.choice()
            self.expect(":")
            return e.Choice(found, then, self.choice())
        return found

    def either(self) -> e.Tree:
        """Read `a or b`, `a ?? b`."""
        return self._row(self.both, {"or": "or", "||": "or", "??": "??"})

    def both(self) -> e.Tree:
        """Read `a and b`."""
        return self._row(self.negated, {"and": "and", "&&": "and"})

    def negated(self) -> e.Tree:
        """Read `not a`."""
        if self.took("not"):
            return e.Unary("not", self._deeper(self.negated))
        return self.compared()

    def compared(self) -> e.Tree:
        """Read comparisons, which may be chained."""
        operands, operators = [self.summed()], []
        while sign := self._comparison():
            operators.append(sign)
            operands.append(self.summed())
        return e.Comparison(tuple(operands), tuple(operators)) if operators else operands[0]

    def _comparison(self) -> str | None:
        if sign := self.took(*SIGNS):
            return COMPARED.get(sign, sign)
        if self.took("in"):
            return "in"
        if self.took("is"):
            return "!=" if self.took("not") else "=="
        if self.sees("not") and self.tokens[self.at + 1].text == "in":
            self.at += 2
            return "not in"
        return None

    def summed(self) -> e.Tree:
        """Read `a + b`."""
        return self._row(self.multiplied, {"+": "+", "-": "-"})

    def multiplied(self) -> e.Tree:
        """Read `a * b`."""
        return self._row(self.signed, {"*": "*", "/": "/", "//": "div", "%": "%"})

    def signed(self) -> e.Tree:
        """Read `-a`, `!a`, `a ** b`."""
        if self.took("-"):
            return e.Unary("-", self._deeper(self.signed))
        if self.took("!"):
            return e.Unary("not", self._deeper(self.signed))
        found = self.postfixed()
        return e.Binary("**", found, self.signed()) if self.took("**") else found

    def _row(self, part: Callable[[], e.Tree], signs: dict[str, str]) -> e.Tree:
        found = part()
        while sign := self.took(*signs):
            found = e.Binary(signs[sign], found, part())
        return found

    # ---- parts

    def postfixed(self) -> e.Tree:
        """Read members, indexes and calls."""
        found = self.primary()
        while sign := self.took(".", "?.", "[", "("):
            match sign:
                case "." | "?.":
                    found = self._member(found, sign == "?.")
                case "[":
                    found = self._index(found)
                case _:
                    found = e.Call(found, *self.arguments())
        return found

    def _member(self, subject: e.Tree, safe: bool) -> e.Tree:
        if self.token.kind == "number" and self.token.text.isdecimal():
            self.at += 1
            return e.Subscript(subject, e.Constant(int(self.tokens[self.at - 1].text)))
        return e.Attribute(subject, self.word(), safe)

    def _index(self, subject: e.Tree) -> e.Tree:
        start = None if self.sees(":") else self.piped()
        if self.took(":"):
            stop = None if self.sees("]") else self.piped()
            self.expect("]")
            return e.Cut(subject, start, stop)
        self.expect("]")
        return e.Subscript(subject, start or e.Constant(None))

    def arguments(self) -> tuple[tuple[e.Tree, ...], tuple[tuple[str, e.Tree], ...]]:
        """Read what stands in the parentheses of a call, and the closing one."""
        given: list[e.Tree] = []
        named: list[tuple[str, e.Tree]] = []
        while not self.took(")"):
            if self.token.kind == "name" and self.tokens[self.at + 1].text == "=":
                name = self.word()
                self.expect("=")
                named.append((name, self.piped()))
            else:
                given.append(self._comprehended(self.piped()))
            if not self.sees(")"):
                self.expect(",")
        return tuple(given), tuple(named)

    def primary(self) -> e.Tree:
        """Read a constant, a name, or something in brackets."""
        token = self.token
        self.at += token.kind != "end"
        match token.kind:
            case "number":
                return e.Constant(
                    float(token.text) if set(token.text) & set(".eE") else int(token.text)
                )
            case "text":
                return self._words(token.text)
            case "name" if token.text in CONSTANTS:
                return e.Constant(CONSTANTS[token.text])
            case "name":
                return e.Name(token.text)
            case _:
                return self._deeper(lambda: self._bracketed(token.text))

    def _words(self, text: str) -> e.Tree:
        from pipesmith.importing.expressions.templates import read_template

        return read_template(text, self.known) if "{{" in text else e.Constant(text)

    def _bracketed(self, opening: str) -> e.Tree:
        match opening:
            case "(":
                found = self._comprehended(self.piped())
                self.expect(")")
                return found
            case "{{":
                found = self.piped()
                self.expect("}}")
                return found
            case "[":
                return self._list()
            case "{":
                return self._object()
            case _:
                raise Unreadable(f"a value is expected before `{opening or 'the end'}`")

    def _list(self) -> e.Tree:
        items: list[e.Tree] = []
        while not self.took("]"):
            found = self._comprehended(self.piped())
            if isinstance(found, e.Comprehension) and not items:
                self.expect("]")
                return found
            items.append(found)
            if not self.sees("]"):
                self.expect(",")
        return e.Items(tuple(items))

    def _comprehended(self, result: e.Tree) -> e.Tree:
        if not self.took("for"):
            return result
        name = self.word()
        self.expect("in")
        items = self.either()
        conditions = []
        while self.took("if"):
            conditions.append(self.either())
        return e.Comprehension(result, name, items, tuple(conditions))

    def _object(self) -> e.Tree:
        members: list[tuple[str, e.Tree]] = []
        while not self.took("}"):
            if self.token.kind not in ("name", "text"):
                raise Unreadable(f"a name is expected before `{self.token.text or 'the end'}`")
            key = self.token.text
            self.at += 1
            self.expect(":")
            members.append((key, self.piped()))
            if not self.sees("}"):
                self.expect(",")
        return e.Members(tuple(members))

    def _deeper(self, part: Callable[[], e.Tree]) -> e.Tree:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unreadable("it is nested too deeply")
        found = part()
        self.depth -= 1
        return found
