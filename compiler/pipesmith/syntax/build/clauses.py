"""Clauses of stages, components and pipelines."""

from typing import Literal, cast

from pipesmith.source import Span
from pipesmith.syntax import nodes as n
from pipesmith.syntax.build.naming import Builder
from pipesmith.syntax.reading import Token

ValueKeyword = Literal["timeout", "deadline", "fallback", "idempotent", "concurrency", "priority"]


class Clauses(Builder):
    """Makes the nodes of clauses."""

    def on_value_clause(self, span: Span, word: Token, value: n.Expression) -> n.ValueClause:
        """Make `timeout 5s`."""
        return n.ValueClause(cast(ValueKeyword, word.text), value, span=span)

    def on_retry(self, span: Span, count: n.Expression, *parts: list[object]) -> n.Retry:
        """Make `retry 3 backoff … jitter … on …`."""
        found: dict[str, object] = {}
        spans: dict[str, Span] = {}
        for word, value in cast(tuple[tuple[Token, object], ...], parts):
            if self.once(spans, word.text, self.reading.at(word), f"`{word.text}`"):
                found[word.text] = value
        on = cast(list[Token] | None, found.get("on"))
        return n.Retry(
            count,
            cast(n.Call | None, found.get("backoff")),
            cast(n.Expression | None, found.get("jitter")),
            None if on is None else self.names(on),
            span=span,
        )

    def on_when(
        self, span: Span, condition: n.Expression, otherwise: n.Expression | None
    ) -> n.When:
        """Make `when c else e`."""
        return n.When(condition, otherwise, span=span)

    def on_after(self, span: Span, names: list[Token]) -> n.After:
        """Make `after a, b`."""
        return n.After(self.names(names), span=span)

    def on_cache(self, span: Span, age: n.Expression, key: n.Expression | None) -> n.Cache:
        """Make `cache 5m key id`."""
        return n.Cache(age, key, span=span)


def keyword(clause: n.Clause) -> str:
    """Give the word that a clause begins with."""
    return clause.keyword if isinstance(clause, n.ValueClause) else type(clause).__name__.lower()


class Claused(Builder):
    """A builder of things that carry clauses."""

    def clauses(self, written: "list[n.Clause] | tuple[n.Clause, ...]") -> tuple[n.Clause, ...]:
        """Give clauses, each kind once."""
        spans: dict[str, Span] = {}
        return tuple(
            [
                clause
                for clause in written
                if self.once(spans, keyword(clause), clause.span, f"`{keyword(clause)}`")
            ]
        )
