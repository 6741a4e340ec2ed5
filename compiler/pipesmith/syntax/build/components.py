"""Components: operators, nodes, and what implements them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

from pipesmith.source import Span
from pipesmith.syntax import nodes as n
from pipesmith.syntax.build.signature import Raises, Signed
from pipesmith.syntax.reading import Token

Item = n.Clause | Raises | n.Binding | n.ModelSetting


@dataclass(frozen=True, slots=True)
class Body:
    """What stands between the braces of a component."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class RequestBody:
    """`body e` in an http block, before it becomes part of its binding."""

    value: n.Expression
    span: Span


class Components(Signed):
    """Makes the nodes of components."""

    def on_component(
        self,
        span: Span,
        kind: Token,
        name: Token,
        parameters: list[n.Field],
        result: n.TypeSyntax | None,
        *parts: n.Clause | Raises | Body,
    ) -> n.Component:
        """Make `operator f(…) -> T { … } clauses`."""
        doc = self.reading.doc(span.start)
        items: list[Item] = []
        for part in parts:
            items.extend(part.items if isinstance(part, Body) else (part,))
        return n.Component(
            cast(Literal["operator", "node"], kind.text),
            self.value_name(name, "an operator" if kind.text == "operator" else "a node"),
            tuple(parameters),
            result,
            bindings(items),
            self.clauses_of(items),
            self.raises_of(items),
            span=span,
            doc=doc,
        )

    def on_component_body(self, span: Span, *items: Item) -> Body:
        """Make what stands between the braces of a component."""
        return Body(items)

    def on_raises(self, span: Span, names: list[Token]) -> Raises:
        """Make `raises a, b`."""
        return Raises(self.names(names), span)

    def on_python_binding(
        self, span: Span, target: Token, isolated: list[object] | None
    ) -> n.PythonBinding:
        """Make `python "module:callable" isolate process`."""
        text = self.constant(target, "the target of a binding")
        return n.PythonBinding(text, isolated is not None, span=span)

    def on_apex_binding(self, span: Span, target: Token) -> n.ApexBinding:
        """Make `apex "Class"`."""
        return n.ApexBinding(self.constant(target, "the target of a binding"), span=span)

    def on_setting(self, span: Span, name: Token, value: n.Expression) -> n.ModelSetting:
        """Make `prompt "…"`."""
        return n.ModelSetting(self.name(name), value, span=span)

    # ---- http

    def on_http_binding(
        self,
        span: Span,
        method: Token,
        url: n.Text,
        items: "Sequence[n.HttpPair | n.Auth | RequestBody]" = (),
    ) -> n.HttpBinding:
        """Make `http GET "…" { … }`."""
        spans: dict[str, Span] = {}
        auth: n.Auth | None = None
        body: n.Expression | None = None
        for item in items:
            if isinstance(item, n.Auth) and self.once(spans, "auth", item.span, "`auth`"):
                auth = item
            elif isinstance(item, RequestBody) and self.once(spans, "body", item.span, "`body`"):
                body = item.value
        pairs = tuple([item for item in items if isinstance(item, n.HttpPair)])
        return n.HttpBinding(self.name(method), url, pairs, auth, body, span=span)

    def on_http_pair(
        self, span: Span, place: Token, name: Token, value: n.Expression
    ) -> n.HttpPair:
        """Make `header "Accept" = "application/json"`."""
        named = self.constant(name, f"the name of a {place.text}")
        return n.HttpPair(cast(Literal["header", "query"], place.text), named, value, span=span)

    def on_auth(self, span: Span, scheme: Token, *values: n.Expression) -> n.Auth:
        """Make `auth bearer e`."""
        kind = cast(Literal["bearer", "basic", "named_credential"], scheme.text)
        return n.Auth(kind, values, span=span)

    def on_request_body(self, span: Span, value: n.Expression) -> RequestBody:
        """Make `body e`."""
        return RequestBody(value, span)


def bindings(items: Sequence[Item]) -> tuple[n.Binding, ...]:
    """Give the implementations of a component; all settings of a model are one."""
    settings = [item for item in items if isinstance(item, n.ModelSetting)]
    found: list[n.Binding] = [item for item in items if isinstance(item, n.Binding)]
    if settings:
        span = settings[0].span.to(settings[-1].span)
        found.append(n.ModelBinding(tuple(settings), span=span))
    return tuple(found)
