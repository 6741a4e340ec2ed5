"""Statements, bodies, clauses and blocks written as text."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import assert_never

from pipesmith.syntax import nodes as n
from pipesmith.syntax.writing.expressions import ExpressionWriter, Item, written_type
from pipesmith.syntax.writing.layout import HARD, LINE, Doc, Group, Indent

Apart = Callable[[n.Node, n.Node], bool]
"""Whether an empty line stands between two neighbours, whatever the source says."""


def close(one: n.Node, other: n.Node) -> bool:
    """Ask for no empty line."""
    return False


class StatementWriter(ExpressionWriter):
    """Writes statements."""

    # ---- things on lines of their own

    def rows(self, items: Sequence[Item], end: int, apart: Apart = close) -> list[Doc]:
        """Write things one below the other, with the comments and single empty lines among them."""
        docs: list[Doc] = []
        for place, item in enumerate(items):
            if place:
                spaced = self.trivia.blank_line() or apart(items[place - 1][0], item[0])
                docs += [HARD, HARD] if spaced else [HARD]
            docs += self._line(item)
        if left := self.trivia.before(end):
            if items:
                docs += [HARD, HARD] if self.trivia.blank_line() else [HARD]
            docs += self.trivia.last(left)
        return docs

    def _line(self, item: Item) -> list[Doc]:
        """Write one thing with the comments before, in and behind it."""
        node, write = item
        leading = self.leading(node)
        written = self.trivia.within(write(), node.span)
        return [*leading, written, self.trivia.behind(node.span.end)]

    def braced(self, items: Sequence[Item], end: int, opened: int = -1) -> Doc:
        """Write things between braces; `opened` is the offset behind the opening one."""
        if items and opened < 0:
            opened = self.trivia.opened(items[0][0].span.start)
        first = self.trivia.behind(opened) if opened > 0 else ""
        inner = self.rows(items, end - 1)
        if not inner and not first:
            return "{}"
        return ["{", first, Indent([HARD, *inner] if inner else []), HARD, "}"]

    def block(self, node: n.Block) -> Doc:
        """Write `{ statements yield e }`."""
        items: list[Item] = [(one, partial(self.statement, one)) for one in node.statements]
        if node.result:
            items.append((node.result, partial(self._keyword, "yield", node.result.value)))
        return self.braced(items, node.span.end, node.span.start + 1)

    # ---- statements

    def statement(self, node: n.Statement) -> Doc:
        """Write a statement."""
        match node:
            case n.Stage():
                head = f"stage {node.name.text}{_annotation(node.type)} = "
                return [head, self.body(node.body), self.clauses(node.clauses)]
            case n.Do():
                return ["do ", self.body(node.body), self.clauses(node.clauses)]
            case n.Control():
                return [self.body(node.body), self.clauses(node.clauses)]
            case n.Let():
                head = f"let {node.name.text}{_annotation(node.type)} = "
                return [head, self.expression(node.value)]
            case n.Var():
                head = f"var {node.name.text}{_annotation(node.type)} = "
                return [head, self.expression(node.value)]
            case n.Set():
                return [f"set {node.name.text} = ", self.expression(node.value)]
            case n.Return():
                return self._keyword("return", node.value) if node.value else "return"
            case n.Raise():
                return self._raise(node)
            case n.Break():
                return "break"
            case n.Continue():
                return "continue"
            case _:
                assert_never(node)

    def _keyword(self, word: str, value: n.Expression) -> Doc:
        return [f"{word} ", self.expression(value)]

    def _raise(self, node: n.Raise) -> Doc:
        if node.error is None:
            return "raise"
        arguments: list[n.Argument] = []
        if node.message:
            arguments.append(n.Argument(None, node.message, span=node.message.span))
        if node.detail:
            span = self.trivia.with_name(node.detail.span)
            arguments.append(n.Argument(n.Name("detail"), node.detail, span=span))
        head = f"raise {node.error.text}"
        return [head, self.arguments(arguments, node.span.end)] if arguments else head

    # ---- bodies

    def body(self, node: n.Body) -> Doc:
        """Write what a stage does."""
        match node:
            case n.Invoke():
                call = node.call
                return [call.function.text, self.arguments(call.arguments, call.span.end)]
            case n.If():
                return self._if(node)
            case n.Switch():
                return self._switch(node)
            case n.Foreach():
                return self._foreach(node)
            case n.While():
                limit = [" max ", self.expression(node.limit)]
                return [
                    "while ",
                    self.expression(node.condition),
                    limit,
                    " ",
                    self.block(node.body),
                ]
            case n.Repeat():
                return ["repeat ", self.expression(node.count), " ", self.block(node.body)]
            case n.Try():
                return self._try(node)
            case n.Parallel():
                return self._parallel(node)
            case n.Wait():
                return ["wait until " if node.until else "wait ", self.expression(node.value)]
            case n.Signal():
                return self._signal(node)
            case _:
                assert_never(node)

    def _if(self, node: n.If) -> Doc:
        docs: list[Doc] = []
        for condition, block in node.arms:
            docs += [" else if " if docs else "if ", self.expression(condition), " "]
            docs.append(self.block(block))
        return [docs, [" else ", self.block(node.otherwise)] if node.otherwise else ""]

    def _switch(self, node: n.Switch) -> Doc:
        subject = self.expression(node.subject)
        items: list[Item] = [(case, partial(self._case, case)) for case in node.cases]
        if node.otherwise:
            items.append((node.otherwise, partial(self._else, node.otherwise)))
        return ["switch ", subject, " ", self.braced(items, node.span.end)]

    def _case(self, node: n.Case) -> Doc:
        values: list[Doc] = []
        for value in node.values:
            values += [", " if values else "case ", self.expression(value)]
        return [*values, " ", self.block(node.body)]

    def _else(self, block: n.Block) -> Doc:
        return ["else ", self.block(block)]

    def _foreach(self, node: n.Foreach) -> Doc:
        index = f", {node.index.text}" if node.index else ""
        items = self.expression(node.items)
        parallel = [" parallel ", self.expression(node.parallel)] if node.parallel else ""
        collect = " collect errors " if node.collect_errors else " "
        head = f"foreach {node.item.text}{index} in "
        return [head, items, parallel, collect, self.block(node.body)]

    def _try(self, node: n.Try) -> Doc:
        docs: list[Doc] = ["try ", self.block(node.body)]
        for catch in node.catches:
            errors = "*" if catch.errors is None else _names(catch.errors)
            name = f" as {catch.name.text}" if catch.name else ""
            docs += [f" catch {errors}{name} ", self.block(catch.body)]
        return [*docs, " finally ", self.block(node.final)] if node.final else docs

    def _parallel(self, node: n.Parallel) -> Doc:
        mode: Doc = {"all": "", "any": "any ", "count": ""}[node.mode]
        if node.count:
            mode = [self.expression(node.count), " of "]
        items: list[Item] = [(branch, partial(self._branch, branch)) for branch in node.branches]
        return ["parallel ", mode, self.braced(items, node.span.end)]

    def _branch(self, node: n.Branch) -> Doc:
        return [f"branch {node.name.text} ", self.block(node.body)]

    def _signal(self, node: n.Signal) -> Doc:
        converted = f" as {written_type(node.type)}" if node.type else ""
        timeout = [" timeout ", self.expression(node.timeout)] if node.timeout else ""
        return ["signal ", self.text(node.name), converted, timeout]

    # ---- clauses

    def clauses(self, clauses: Sequence[n.Clause]) -> Doc:
        """Write clauses behind a body: all on its line, or one a line."""
        docs = [[LINE, self.clause(clause)] for clause in clauses]
        return Group(Indent(docs)) if docs else ""

    def clause(self, node: n.Clause) -> Doc:
        """Write a clause."""
        match node:
            case n.ValueClause():
                word = "idempotent by" if node.keyword == "idempotent" else node.keyword
                return self._keyword(word, node.value)
            case n.Retry():
                return self._retry(node)
            case n.When():
                otherwise = [" else ", self.expression(node.otherwise)] if node.otherwise else ""
                return [self._keyword("when", node.condition), otherwise]
            case n.After():
                return f"after {_names(node.names)}"
            case n.Cache():
                key = [" key ", self.expression(node.key)] if node.key else ""
                return [self._keyword("cache", node.age), key]
            case _:
                assert_never(node)

    def _retry(self, node: n.Retry) -> Doc:
        """Write the parts in their usual order, or as they stand where comments stand with them."""
        parts: list[tuple[int, Doc]] = []
        if node.backoff:
            written: Doc = ["backoff ", self.expression(node.backoff)]
            parts.append((node.backoff.span.start, written))
        if node.jitter:
            parts.append((node.jitter.span.start, ["jitter ", self.expression(node.jitter)]))
        if node.on:
            parts.append((node.on[0].span.start, f"on {_names(node.on)}"))
        if self.trivia.holds(node.span):
            parts.sort(key=lambda part: part[0])
        behind: Doc = [[LINE, part] for _, part in parts]
        return [self._keyword("retry", node.count), Group(Indent(behind))]


def _annotation(node: n.TypeSyntax | None) -> str:
    return f": {written_type(node)}" if node else ""


def _names(names: Sequence[n.Name]) -> str:
    return ", ".join(name.text for name in names)
