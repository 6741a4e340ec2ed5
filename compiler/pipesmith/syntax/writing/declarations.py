"""Declarations and whole modules written as text."""

from collections.abc import Sequence
from functools import partial
from typing import assert_never

from pipesmith.syntax import nodes as n
from pipesmith.syntax.writing.expressions import Item, documentation, written_type
from pipesmith.syntax.writing.layout import HARD, LINE, Doc, Group, Indent
from pipesmith.syntax.writing.scenarios import ScenarioWriter

ONE_LINERS = (n.Import, n.TypeAlias, n.ErrorDeclaration)


class DeclarationWriter(ScenarioWriter):
    """Writes declarations."""

    def module(self, node: n.Module) -> Doc:
        """Write a module, its own documentation first."""
        head: list[Doc] = []
        if node.doc is not None:
            head = [*documentation(node.doc), HARD if node.declarations else ""]
        items: list[Item] = [(one, partial(self.declaration, one)) for one in node.declarations]
        rows = self.rows(items, len(self.trivia.text) + 1, apart)
        return [*head, *rows, HARD if rows else ""]

    def declaration(self, node: n.TopLevel) -> Doc:
        """Write a declaration."""
        match node:
            case n.Import():
                names: list[Item] = [(name, partial(_written, name)) for name in node.names]
                listed = self.listed("{", names, "}", node.path.span.start, LINE)
                return ["import ", listed, " from ", self.text(node.path)]
            case n.Record():
                return self._record(node)
            case n.Enum():
                values: list[Item] = [(one, partial(_written, one.name)) for one in node.values]
                listed = self.listed("{", values, "}", node.span.end - 1, LINE)
                return [f"enum {node.name.text} ", listed]
            case n.TypeAlias():
                head = f"type {node.name.text} = {written_type(node.type)}"
                return [head, self._where(node.where)]
            case n.ErrorDeclaration():
                return f"error {node.name.text} is {node.parent.text}"
            case n.Function():
                return self._function(node)
            case n.Component():
                return self._component(node)
            case n.Pipeline():
                return self._pipeline(node)
            case n.Schedule():
                return self._schedule(node)
            case n.Webhook():
                return self._webhook(node)
            case n.Test() | n.Property():
                return self.scenario(node)
            case _:
                assert_never(node)

    # ---- types and functions

    def _record(self, node: n.Record) -> Doc:
        members: list[n.Field | n.Check] = sorted([*node.fields, *node.checks], key=_start)
        items: list[Item] = [(one, partial(self._member, one)) for one in members]
        return [f"record {node.name.text} ", self.braced(items, node.span.end)]

    def _member(self, node: n.Field | n.Check) -> Doc:
        if isinstance(node, n.Field):
            return self._field(node)
        return ["check ", self.expression(node.condition), " else ", self.text(node.message)]

    def _field(self, node: n.Field) -> Doc:
        default = [" = ", self.expression(node.default)] if node.default else ""
        return [f"{node.name.text}: {written_type(node.type)}", default, self._where(node.where)]

    def _where(self, condition: n.Expression | None) -> Doc:
        if condition is None:
            return ""
        return Group(Indent([LINE, "where ", self.expression(condition)]))

    def _parameters(self, fields: Sequence[n.Field]) -> Doc:
        items: list[Item] = [(field, partial(self._field, field)) for field in fields]
        return self.listed("(", items, ")", 0)

    def _function(self, node: n.Function) -> Doc:
        head = [f"function {node.name.text}", self._parameters(node.parameters)]
        return [head, f" -> {written_type(node.result)} = ", self.expression(node.body)]

    # ---- components

    def _component(self, node: n.Component) -> Doc:
        head = [f"{node.kind} {node.name.text}", self._parameters(node.parameters)]
        raised = self._raised_below(node)
        signature = [*head, _result(node.result), "" if raised else _raises(node.raises)]
        if not node.bindings:
            return [*signature, self.clauses(node.clauses)]
        items: list[Item] = [(one, partial(self.clause, one)) for one in node.clauses]
        items += raised
        for binding in reversed(node.bindings):
            items[:0] = self._implementation(binding)
        items.sort(key=lambda item: item[0].span.start)
        return [*signature, " ", self.braced(items, node.span.end)]

    def _raised_below(self, node: n.Component) -> list[Item]:
        """Give `raises` where it stands, so that the comments with it have their place."""
        if not node.raises or not node.bindings:
            return []
        spans = [name.span for name in node.raises]
        place = self.trivia.remarked(spans, node.name.span.end)
        if place is None:
            return []
        return [(n.Name("raises", span=place), lambda: _raises(node.raises).lstrip())]

    def _implementation(self, node: n.Binding) -> list[Item]:
        if not isinstance(node, n.ModelBinding):
            return [(node, partial(self._binding, node))]
        return [(setting, partial(self._setting, setting)) for setting in node.settings]

    def _binding(self, node: n.PythonBinding | n.ApexBinding | n.HttpBinding) -> Doc:
        match node:
            case n.PythonBinding():
                isolated = " isolate process" if node.isolated else ""
                return ["python ", self.text(node.target), isolated]
            case n.ApexBinding():
                return ["apex ", self.text(node.target)]
            case n.HttpBinding():
                return self._http(node)
            case _:
                assert_never(node)

    def _setting(self, node: n.ModelSetting) -> Doc:
        return [f"{node.name.text} ", self.expression(node.value)]

    def _http(self, node: n.HttpBinding) -> Doc:
        head = [f"http {node.method.text} ", self.text(node.url)]
        items: list[Item] = [(pair, partial(self._pair, pair)) for pair in node.pairs]
        if node.auth:
            items.append((node.auth, partial(self._auth, node.auth)))
        if node.body:
            items.append((node.body, partial(self._keyword, "body", node.body)))
        items.sort(key=lambda item: item[0].span.start)
        return [*head, " ", self.braced(items, node.span.end)] if items else head

    def _pair(self, node: n.HttpPair) -> Doc:
        return [f"{node.place} ", self.text(node.name), " = ", self.expression(node.value)]

    def _auth(self, node: n.Auth) -> Doc:
        values: list[Doc] = []
        for value in node.values:
            values += [", " if values else " ", self.expression(value)]
        return [f"auth {node.scheme}", *values]

    # ---- pipelines and what starts them

    def _pipeline(self, node: n.Pipeline) -> Doc:
        version = [" version ", self.text(node.version), " "] if node.version else ""
        head = [f"pipeline {node.name.text}", version, self._parameters(node.parameters)]
        signature = [_result(node.result), _raises(node.raises), self.clauses(node.clauses)]
        body = self.block(node.body)
        if node.on_error is None:
            return [*head, *signature, " ", body]
        handler = self.block(node.on_error.body)
        return [*head, *signature, " ", body, f" on error as {node.on_error.name.text} ", handler]

    def _schedule(self, node: n.Schedule) -> Doc:
        zone = [" timezone ", self.text(node.timezone)] if node.timezone else ""
        return ["on schedule ", self.text(node.cron), zone, " run ", self.call(node.run)]

    def _webhook(self, node: n.Webhook) -> Doc:
        head = [f"on webhook {node.method.text} ", self.text(node.path)]
        converted = f" as {written_type(node.type)}" if node.type else ""
        hmac = [" hmac ", self.expression(node.hmac)] if node.hmac else ""
        return [*head, converted, hmac, " run ", self.call(node.run)]


def apart(one: n.Node, other: n.Node) -> bool:
    """Ask for an empty line between declarations, but for neighbours of a one-line kind."""
    return type(one) is not type(other) or not isinstance(one, ONE_LINERS)


def _written(name: n.Name) -> Doc:
    return name.text


def _start(node: n.Node) -> int:
    return node.span.start


def _result(node: n.TypeSyntax | None) -> str:
    return f" -> {written_type(node)}" if node else ""


def _raises(names: tuple[n.Name, ...] | None) -> str:
    return f" raises {', '.join(name.text for name in names)}" if names else ""
