"""Names as nodes, and texts that must be constant."""

from pipesmith.source import Span
from pipesmith.syntax import mistakes, texts, words
from pipesmith.syntax import nodes as n
from pipesmith.syntax.reading import Reading, Token


class Builder:
    """What every builder has: the reading it builds from."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def name(self, token: Token) -> n.Name:
        """Give a use of a name."""
        return n.Name(token.text, span=self.reading.at(token))

    def names(self, tokens: list[Token]) -> tuple[n.Name, ...]:
        """Give several uses of names."""
        return tuple([self.name(token) for token in tokens])

    def value_name(self, token: Token, kind: str) -> n.Name:
        """Give the name of a new value, and see that it is snake_case."""
        word, span = token.text, self.reading.at(token)
        self.reading.named.add(word)
        if not words.names_value(word):
            better = words.snake_case(word)
            self.reading.report(mistakes.name_case(span, word, kind, "snake_case", better))
        return n.Name(word, span=span)

    def type_name(self, token: Token, kind: str) -> n.Name:
        """Give the name of a new type, and see that it is PascalCase."""
        word, span = token.text, self.reading.at(token)
        self.reading.named.add(word)
        if not words.names_type(word):
            better = words.pascal_case(word)
            self.reading.report(mistakes.name_case(span, word, kind, "PascalCase", better))
        return n.Name(word, span=span)

    def read_names(self, fields: list[n.Field]) -> tuple[n.Field, ...]:
        """Give parameters that are read by name alone, which no reserved word can be."""
        for field in fields:
            if field.name.text in words.RESERVED:
                self.reading.report(mistakes.reserved_word(field.name.span, field.name.text))
        return tuple(fields)

    def constant(self, token: Token, role: str) -> n.Text:
        """Give a text that may hold no interpolation."""
        span = self.reading.at(token)
        if token.parts is None:
            value = token.text[1:-1]
            return n.Text((value,) if value else (), span=span)
        block = token.text.startswith('"""')
        pieces = texts.pieces(self.reading.text, token.parts, block)
        constant = tuple(piece for piece in pieces if isinstance(piece, str))
        if len(constant) < len(pieces):
            self.reading.report(mistakes.text_not_constant(span, role))
            constant = ("".join(constant),) if constant else ()
        return n.Text(constant, block, span=span)

    def once(self, spans: dict[str, Span], key: str, span: Span, what: str) -> bool:
        """Tell whether this is the first of its kind; report it when it is not."""
        if key in spans:
            self.reading.report(mistakes.duplicate(spans[key], span, what))
            return False
        spans[key] = span
        return True
