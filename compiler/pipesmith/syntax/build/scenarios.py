"""Tests and properties: what is given, mocked and expected."""

from collections.abc import Iterator
from dataclasses import fields
from typing import cast

from pipesmith.source import Span
from pipesmith.syntax import nodes as n
from pipesmith.syntax.build.naming import Builder
from pipesmith.syntax.reading import Token


class Scenarios(Builder):
    """Makes the nodes of tests and properties."""

    def on_test(self, span: Span, title: Token, *items: n.Given | n.Mock | n.Expect) -> n.Test:
        """Make `test "title" { … }`."""
        doc = self.reading.doc(span.start)
        return n.Test(self.constant(title, "a title"), items, span=span, doc=doc)

    def on_property_test(
        self, span: Span, title: Token, pipeline: Token, *rest: "list[Token] | n.Mock | n.Expect"
    ) -> n.Property:
        """Make `property "title" for p(a, b) { … }`."""
        doc = self.reading.doc(span.start)
        named = next((self.names(part) for part in rest if isinstance(part, list)), ())
        items = tuple([part for part in rest if not isinstance(part, list)])
        text = self.constant(title, "a title")
        return n.Property(text, self.name(pipeline), named, items, span=span, doc=doc)

    def on_given(self, span: Span, call: n.Call) -> n.Given:
        """Make `given p(a: 1)`."""
        return n.Given(call, span=span)

    # ---- mocks

    def on_mock(self, span: Span, place: Token, *rest: "list[n.Argument] | Alternatives") -> n.Mock:
        """Make `mock f(x: 1) returns e`; a place that is no plain name is an address."""
        *given, alternatives = rest
        arguments = tuple(cast(list[n.Argument], given[0])) if given else ()
        plain = not set(place.text) & set("/#[")
        return n.Mock(
            self.name(place) if plain else None,
            None if plain else place.text,
            arguments,
            cast("Alternatives", alternatives),
            span=span,
        )

    def on_mock_signal(self, span: Span, name: Token, alternatives: "Alternatives") -> n.Mock:
        """Make `mock signal "approval" returns e`."""
        text = self.constant(name, "the name of a signal")
        return n.Mock(None, None, (), alternatives, text, span=span)

    def on_alternatives(
        self, span: Span, *sequences: "tuple[n.Outcome, ...] | Token"
    ) -> "Alternatives":
        """Make `a or b`."""
        return tuple([part for part in sequences if isinstance(part, tuple)])

    def on_outcomes(self, span: Span, *outcomes: n.Outcome) -> tuple[n.Outcome, ...]:
        """Make `a then b`."""
        return outcomes

    def on_outcome(self, span: Span, *parts: "list[Token | n.Expression]") -> n.Outcome:
        """Make `takes 3s returns e times 2`."""
        found: dict[str, Token | n.Expression] = {}
        spans: dict[str, Span] = {}
        for word, value in cast("tuple[tuple[Token, Token | n.Expression], ...]", parts):
            role = "returns` or `fails" if word.text in ("returns", "fails") else word.text
            if self.once(spans, role, self.reading.at(word), f"`{role}`"):
                found[word.text] = value
        return n.Outcome(
            "returns" if "returns" in found else "fails" if "fails" in found else None,
            _expression(found.get("returns")),
            self._error(found.get("fails")),
            _expression(found.get("takes")),
            _expression(found.get("times")),
            span=span,
        )

    def _error(self, word: "Token | n.Expression | None") -> n.Name | None:
        return self.name(word) if isinstance(word, Token) and word.kind != "ANY" else None

    def on_address(self, span: Span, *parts: "Token | str") -> Token:
        """Make `enrich/score`, as one word without layout."""
        text = "".join([part if isinstance(part, str) else part.text for part in parts])
        return Token("NAME", span.start, span.end, text)

    def on_address_segment(self, span: Span, *parts: Token) -> str:
        """Make one step of an address."""
        return "".join([part.text for part in parts])

    # ---- expectations

    def on_expect_condition(self, span: Span, condition: n.Expression) -> n.Expect:
        """Make `expect cond`; one that reads `took` is about time."""
        about_time = any(
            isinstance(part, n.Reference) and part.name == "took" for part in _parts(condition)
        )
        return n.Expect("took" if about_time else "condition", condition, span=span)

    def on_expect_fails(self, span: Span, error: Token) -> n.Expect:
        """Make `expect fails timeout`."""
        return n.Expect("fails", name=error.text, span=span)

    def on_expect_called(
        self, span: Span, place: Token, *parts: "n.Expression | Given"
    ) -> n.Expect:
        """Make `expect called f times n with (…)`."""
        spans: dict[str, Span] = {}
        times: n.Expression | None = None
        arguments: tuple[n.Argument, ...] | None = None
        for part in parts:
            if isinstance(part, tuple):
                if self.once(spans, "with", span, "`with`"):
                    arguments = part
            elif self.once(spans, "times", part.span, "`times`"):
                times = part
        return n.Expect("called", name=place.text, times=times, arguments=arguments, span=span)

    def on_called_times(self, span: Span, count: n.Expression) -> n.Expression:
        """Make `times n`."""
        return count

    def on_called_with(self, span: Span, arguments: list[n.Argument]) -> "Given":
        """Make `with (…)`."""
        return tuple(arguments)

    def on_expect_skipped(self, span: Span, place: Token) -> n.Expect:
        """Make `expect skipped stage`."""
        return n.Expect("skipped", name=place.text, span=span)

    def on_expect_retried(self, span: Span, place: Token, times: n.Expression | None) -> n.Expect:
        """Make `expect retried stage times n`."""
        return n.Expect("retried", name=place.text, times=times, span=span)

    def on_expect_order(self, span: Span, first: Token, second: Token) -> n.Expect:
        """Make `expect order a before b`."""
        return n.Expect("order", name=first.text, other=second.text, span=span)


Alternatives = tuple[tuple[n.Outcome, ...], ...]
Given = tuple[n.Argument, ...]


def _expression(found: "Token | n.Expression | None") -> n.Expression | None:
    return None if isinstance(found, Token) else found


def _parts(root: object) -> Iterator[object]:
    """Walk over a node and everything in it."""
    waiting: list[object] = [root]
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, tuple):
            waiting.extend(part)
        elif isinstance(part, n.Node):
            waiting.extend(getattr(part, field.name) for field in fields(part))
