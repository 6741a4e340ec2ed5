"""Declarations."""

from pipesmith.source import Span
from pipesmith.syntax import mistakes, words
from pipesmith.syntax import nodes as n
from pipesmith.syntax.build.signature import Raises, Signed
from pipesmith.syntax.reading import Token


class Declarations(Signed):
    """Makes the nodes of declarations, and of the module."""

    def on_module(self, span: Span, *declarations: n.TopLevel) -> n.Module:
        """Make the module."""
        doc = self.reading.module_doc
        return n.Module(declarations, doc.text if doc else None, span=span)

    def on_import_declaration(self, span: Span, names: list[Token], path: Token) -> n.Import:
        """Make `import { A, B } from "./file.pipe"`."""
        doc = self.reading.doc(span.start)
        place = self.constant(path, "the path of an import")
        return n.Import(self.names(names), place, span=span, doc=doc)

    def on_record(self, span: Span, name: Token, *items: n.Field | n.Check) -> n.Record:
        """Make `record R { … }`."""
        doc = self.reading.doc(span.start)
        fields = tuple([item for item in items if isinstance(item, n.Field)])
        for field in fields:
            if field.name.text in words.FIELD_WORDS:
                self.reading.report(mistakes.reserved_word(field.name.span, field.name.text))
        checks = tuple([item for item in items if isinstance(item, n.Check)])
        return n.Record(self.type_name(name, "a record"), fields, checks, span=span, doc=doc)

    def on_field(
        self,
        span: Span,
        name: Token,
        type_: n.TypeSyntax,
        default: n.Expression | None,
        where: n.Expression | None,
    ) -> n.Field:
        """Make `name: T = e where c`, a field or a parameter."""
        doc = self.reading.doc(span.start)
        named = self.value_name(name, "a value")
        return n.Field(named, type_, default, where, span=span, doc=doc)

    def on_check(self, span: Span, condition: n.Expression, message: Token) -> n.Check:
        """Make `check c else "message"`."""
        return n.Check(condition, self.constant(message, "the message of a check"), span=span)

    def on_enum(self, span: Span, name: Token, *values: n.EnumValue) -> n.Enum:
        """Make `enum E { a, b }`."""
        doc = self.reading.doc(span.start)
        return n.Enum(self.type_name(name, "an enum"), values, span=span, doc=doc)

    def on_enum_value(self, span: Span, name: Token) -> n.EnumValue:
        """Make one value of an enum."""
        doc = self.reading.doc(span.start)
        return n.EnumValue(self.value_name(name, "a value"), span=span, doc=doc)

    def on_type_alias(
        self, span: Span, name: Token, type_: n.TypeSyntax, where: n.Expression | None
    ) -> n.TypeAlias:
        """Make `type X = T where c`."""
        doc = self.reading.doc(span.start)
        return n.TypeAlias(self.type_name(name, "a type"), type_, where, span=span, doc=doc)

    def on_error_declaration(self, span: Span, name: Token, parent: Token) -> n.ErrorDeclaration:
        """Make `error a is b`."""
        doc = self.reading.doc(span.start)
        named = self.value_name(name, "an error")
        return n.ErrorDeclaration(named, self.name(parent), span=span, doc=doc)

    def on_function(
        self,
        span: Span,
        name: Token,
        parameters: list[n.Field],
        result: n.TypeSyntax,
        body: n.Expression,
    ) -> n.Function:
        """Make `function f(x: int) -> int = e`."""
        doc = self.reading.doc(span.start)
        named = self.value_name(name, "a function")
        return n.Function(named, self.read_names(parameters), result, body, span=span, doc=doc)

    # ---- pipelines and what starts them

    def on_pipeline(
        self,
        span: Span,
        name: Token,
        version: Token | None,
        parameters: list[n.Field],
        result: n.TypeSyntax | None,
        signature: list[n.Clause | Raises],
        body: n.Block,
        on_error: n.OnError | None,
    ) -> n.Pipeline:
        """Make `pipeline p(…) -> T { … } on error as e { … }`."""
        doc = self.reading.doc(span.start)
        return n.Pipeline(
            self.value_name(name, "a pipeline"),
            self.constant(version, "a version") if version else None,
            self.read_names(parameters),
            result,
            self.clauses_of(signature),
            body,
            on_error,
            self.raises_of(signature),
            span=span,
            doc=doc,
        )

    def on_on_error(self, span: Span, words: Token, name: Token, body: n.Block) -> n.OnError:
        """Make `on error as e { … }`."""
        return n.OnError(self.value_name(name, "a value"), body, span=span)

    def on_schedule(
        self, span: Span, words: Token, cron: Token, timezone: Token | None, run: n.Call
    ) -> n.Schedule:
        """Make `on schedule "…" run p(…)`."""
        doc = self.reading.doc(span.start)
        zone = self.constant(timezone, "a time zone") if timezone else None
        return n.Schedule(self.constant(cron, "a schedule"), zone, run, span=span, doc=doc)

    def on_webhook(
        self,
        span: Span,
        words: Token,
        method: Token,
        path: Token,
        type_: n.TypeSyntax | None,
        hmac: n.Expression | None,
        run: n.Call,
    ) -> n.Webhook:
        """Make `on webhook POST "/orders" run p(…)`."""
        doc = self.reading.doc(span.start)
        place = self.constant(path, "the path of a webhook")
        return n.Webhook(self.name(method), place, type_, hmac, run, span=span, doc=doc)
