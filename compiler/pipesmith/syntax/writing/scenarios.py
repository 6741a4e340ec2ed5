"""Tests and properties written as text."""

from collections.abc import Sequence
from functools import partial
from typing import assert_never

from pipesmith.syntax import nodes as n
from pipesmith.syntax.writing.expressions import Item
from pipesmith.syntax.writing.layout import LINE, SOFT, Doc, Group, IfBroken, Indent, joined
from pipesmith.syntax.writing.statements import StatementWriter


class ScenarioWriter(StatementWriter):
    """Writes tests and properties."""

    def scenario(self, node: n.Test | n.Property) -> Doc:
        """Write a test or a property."""
        items: list[Item] = [(one, partial(self._item, one)) for one in node.items]
        if isinstance(node, n.Test):
            head: list[Doc] = ["test ", self.text(node.title)]
        else:
            subject = [f" for {node.pipeline.text}(", _names(node.parameters), ")"]
            head = ["property ", self.text(node.title), *subject]
        return [*head, " ", self.braced(items, node.span.end)]

    def call(self, node: n.Call) -> Doc:
        """Write a call of a component."""
        return [node.function.text, self.arguments(node.arguments, node.span.end)]

    def _item(self, node: n.Given | n.Mock | n.Expect) -> Doc:
        match node:
            case n.Given():
                return ["given ", self.call(node.call)]
            case n.Mock():
                return self._mock(node)
            case n.Expect():
                return ["expect ", self._expect(node)]
            case _:
                assert_never(node)

    def _mock(self, node: n.Mock) -> Doc:
        if node.signal:
            place: Doc = ["signal ", self.text(node.signal)]
        else:
            place = node.component.text if node.component else node.address or ""
        first = _first_start(node)
        arguments = self.arguments(node.arguments, first) if node.arguments else ""
        docs: list[Doc] = ["mock ", place, arguments]
        for number, outcomes in enumerate(node.alternatives):
            docs += [" or " if number else " ", self._outcomes(outcomes)]
        return docs

    def _outcomes(self, outcomes: Sequence[n.Outcome]) -> Doc:
        docs: list[Doc] = []
        for outcome in outcomes:
            docs += [" then " if docs else "", self._outcome(outcome)]
        return docs

    def _outcome(self, node: n.Outcome) -> Doc:
        docs: list[Doc] = []
        if node.takes:
            docs += ["takes ", self.expression(node.takes), " "]
        if node.kind == "returns":
            docs += ["returns ", self.expression(node.value) if node.value else "any", " "]
        elif node.kind == "fails":
            docs.append(f"fails {node.error.text if node.error else 'any'} ")
        if node.times:
            docs += ["times ", self.expression(node.times), " "]
        return _without_last_space(docs)

    def _expect(self, node: n.Expect) -> Doc:
        times = [" times ", self.expression(node.times)] if node.times else ""
        match node.form:
            case "condition" | "took":
                return self.expression(node.condition) if node.condition else "true"
            case "called":
                given = node.arguments
                arguments = (
                    "" if given is None else [" with ", self.arguments(given, node.span.end)]
                )
                return [f"called {node.name}", times, arguments]
            case "fails" | "skipped" | "retried":
                return [f"{node.form} {node.name}", times]
            case "order":
                return f"order {node.name} before {node.other}"
            case _:
                assert_never(node.form)


def _first_start(node: n.Mock) -> int:
    return node.alternatives[0][0].span.start if node.alternatives and node.alternatives[0] else 0


def _without_last_space(docs: list[Doc]) -> Doc:
    *most, last = docs or [""]
    return [*most, last.rstrip(" ") if isinstance(last, str) else last]


def _names(names: Sequence[n.Name]) -> Doc:
    """Write names on one line, or one a line."""
    rows: list[Doc] = [[name.text, IfBroken(",") if name is names[-1] else ","] for name in names]
    return Group([Indent([SOFT, joined(rows, LINE)]), SOFT]) if names else ""
