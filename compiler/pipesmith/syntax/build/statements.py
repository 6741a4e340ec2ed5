"""Statements, their bodies, and blocks."""

from typing import cast

from pipesmith.source import Span
from pipesmith.syntax import mistakes
from pipesmith.syntax import nodes as n
from pipesmith.syntax.build.clauses import Claused
from pipesmith.syntax.reading import Token

ControlBody = (
    n.If | n.Switch | n.Foreach | n.While | n.Repeat | n.Try | n.Parallel | n.Wait | n.Signal
)


class Statements(Claused):
    """Makes the nodes of statements."""

    def on_block(self, span: Span, *items: "n.Statement | n.Yield") -> n.Block:
        """Make `{ statements yield e }`."""
        result: n.Yield | None = None
        if items and isinstance(items[-1], n.Yield):
            result, items = items[-1], items[:-1]
        for item in items:
            if isinstance(item, n.Yield):
                self.reading.report(mistakes.yield_not_last(item.span))
        statements = tuple([item for item in items if not isinstance(item, n.Yield)])
        return n.Block(statements, result, span=span)

    def on_yield(self, span: Span, value: n.Expression) -> n.Yield:
        """Make `yield e`."""
        return n.Yield(value, span=span)

    def on_stage(
        self,
        span: Span,
        name: Token,
        type_: n.TypeSyntax | None,
        body: n.Body,
        *clauses: n.Clause,
    ) -> n.Stage:
        """Make `stage name = BODY clauses`."""
        doc = self.reading.doc(span.start)
        body, left = self._with_timeout(body, clauses)
        named = self.value_name(name, "a stage")
        return n.Stage(named, type_, body, self.clauses(left), span=span, doc=doc)

    def on_do(self, span: Span, body: n.Invoke, *clauses: n.Clause) -> n.Do:
        """Make `do component(args) clauses`."""
        doc = self.reading.doc(span.start)
        return n.Do(body, self.clauses(clauses), span=span, doc=doc)

    def on_control_statement(self, span: Span, body: ControlBody, *clauses: n.Clause) -> n.Control:
        """Make an unnamed control statement."""
        doc = self.reading.doc(span.start)
        whole, left = self._with_timeout(body, clauses)
        return n.Control(cast(ControlBody, whole), self.clauses(left), span=span, doc=doc)

    def _with_timeout(
        self, body: n.Body, clauses: tuple[n.Clause, ...]
    ) -> tuple[n.Body, tuple[n.Clause, ...]]:
        """Give a signal its `timeout`, which is written among the clauses."""
        if not isinstance(body, n.Signal):
            return body, clauses
        kept = self.clauses(clauses)
        timeout = next((clause for clause in kept if is_timeout(clause)), None)
        if not isinstance(timeout, n.ValueClause):
            return body, kept
        signal = n.Signal(body.name, body.type, timeout.value, span=body.span.to(timeout.span))
        return signal, tuple(clause for clause in kept if clause is not timeout)

    def on_let(
        self, span: Span, name: Token, type_: n.TypeSyntax | None, value: n.Expression
    ) -> n.Let:
        """Make `let name = e`."""
        doc = self.reading.doc(span.start)
        return n.Let(self.value_name(name, "a value"), type_, value, span=span, doc=doc)

    def on_var(
        self, span: Span, name: Token, type_: n.TypeSyntax | None, value: n.Expression
    ) -> n.Var:
        """Make `var name = e`."""
        doc = self.reading.doc(span.start)
        return n.Var(self.value_name(name, "a variable"), type_, value, span=span, doc=doc)

    def on_set(self, span: Span, name: Token, value: n.Expression) -> n.Set:
        """Make `set name = e`."""
        return n.Set(self.name(name), value, span=span)

    def on_return(self, span: Span, value: n.Expression | None) -> n.Return:
        """Make `return e`."""
        return n.Return(value, span=span)

    def on_raise(
        self, span: Span, name: Token | None, arguments: list[n.Argument] | None = None
    ) -> n.Raise:
        """Make `raise error("message", detail: value)`."""
        given: dict[str, n.Expression] = {}
        for argument in arguments or []:
            role = argument.name.text if argument.name else "message"
            if role not in ("message", "detail") or role in given:
                self.reading.report(mistakes.argument_of_raise(argument.span))
            else:
                given[role] = argument.value
        if name is None and arguments is not None:
            self.reading.report(mistakes.raise_without_name(span))
        error = self.name(name) if name else None
        return n.Raise(error, given.get("message"), given.get("detail"), span=span)

    def on_break(self, span: Span) -> n.Break:
        """Make `break`."""
        return n.Break(span=span)

    def on_continue(self, span: Span) -> n.Continue:
        """Make `continue`."""
        return n.Continue(span=span)

    # ---- bodies

    def on_invoke(self, span: Span, call: n.Call) -> n.Invoke:
        """Make a call of a component as a body."""
        return n.Invoke(call, span=span)

    def on_call_of_component(self, span: Span, name: n.Name, arguments: list[n.Argument]) -> n.Call:
        """Make `log.warn(message: m)`."""
        return n.Call(name, tuple(arguments), span=span)

    def on_component_name(self, span: Span, *parts: Token) -> n.Name:
        """Make `log.warn`, one name."""
        return n.Name(".".join([part.text for part in parts]), span=span)

    def on_if(
        self, span: Span, condition: n.Expression, block: n.Block, *more: "n.Block | _Arm"
    ) -> n.If:
        """Make `if c { } else if d { } else { }`."""
        arms = [(condition, block), *(arm for arm in more if isinstance(arm, tuple))]
        last = more[-1] if more else None
        return n.If(tuple(arms), last if isinstance(last, n.Block) else None, span=span)

    def on_else_if(self, span: Span, condition: n.Expression, block: n.Block) -> "_Arm":
        """Make one arm of an `if`."""
        return condition, block

    def on_switch(
        self, span: Span, subject: n.Expression, *parts: "n.Case | n.Block | None"
    ) -> n.Switch:
        """Make `switch v { case a { } else { } }`."""
        cases = tuple([part for part in parts if isinstance(part, n.Case)])
        last = parts[-1]
        return n.Switch(subject, cases, last if isinstance(last, n.Block) else None, span=span)

    def on_case(self, span: Span, *parts: "n.Expression | n.Block") -> n.Case:
        """Make `case a, b { }`."""
        *values, body = parts
        return n.Case(cast(tuple[n.Expression, ...], tuple(values)), cast(n.Block, body), span=span)

    def on_foreach(
        self,
        span: Span,
        item: Token,
        index: Token | None,
        items: n.Expression,
        parallel: n.Expression | None,
        collect: list[object] | None,
        body: n.Block,
    ) -> n.Foreach:
        """Make `foreach x, i in xs parallel 4 collect errors { }`."""
        named = self.value_name(item, "a loop variable")
        counted = self.value_name(index, "a loop variable") if index else None
        return n.Foreach(named, counted, items, body, parallel, collect is not None, span=span)

    def on_while(
        self, span: Span, condition: n.Expression, limit: n.Expression, body: n.Block
    ) -> n.While:
        """Make `while c max 10 { }`."""
        return n.While(condition, limit, body, span=span)

    def on_repeat(self, span: Span, count: n.Expression, body: n.Block) -> n.Repeat:
        """Make `repeat 3 { }`."""
        return n.Repeat(count, body, span=span)

    def on_try(self, span: Span, body: n.Block, *parts: "n.Catch | n.Block | None") -> n.Try:
        """Make `try { } catch a as e { } finally { }`."""
        catches = tuple([part for part in parts if isinstance(part, n.Catch)])
        last = parts[-1]
        return n.Try(body, catches, last if isinstance(last, n.Block) else None, span=span)

    def on_catch(
        self, span: Span, errors: list[Token] | None, name: Token | None, body: n.Block
    ) -> n.Catch:
        """Make `catch timeout as err { }`."""
        named = None if errors is None else self.names(errors)
        bound = self.value_name(name, "a value") if name else None
        return n.Catch(named, bound, body, span=span)

    def on_every_error(self, span: Span) -> None:
        """Make the `*` of `catch *`."""

    def on_parallel_all(self, span: Span, branches: list[n.Branch]) -> n.Parallel:
        """Make `parallel { }`."""
        return n.Parallel(tuple(branches), span=span)

    def on_parallel_any(self, span: Span, branches: list[n.Branch]) -> n.Parallel:
        """Make `parallel any { }`."""
        return n.Parallel(tuple(branches), "any", span=span)

    def on_parallel_count(
        self, span: Span, count: n.Expression, branches: list[n.Branch]
    ) -> n.Parallel:
        """Make `parallel 2 of { }`."""
        return n.Parallel(tuple(branches), "count", count, span=span)

    def on_branch(self, span: Span, name: Token, body: n.Block) -> n.Branch:
        """Make `branch a { }`."""
        doc = self.reading.doc(span.start)
        return n.Branch(self.value_name(name, "a branch"), body, span=span, doc=doc)

    def on_wait(self, span: Span, value: n.Expression) -> n.Wait:
        """Make `wait 5m`."""
        return n.Wait(value, span=span)

    def on_wait_until(self, span: Span, value: n.Expression) -> n.Wait:
        """Make `wait until t`."""
        return n.Wait(value, True, span=span)

    def on_signal(self, span: Span, name: Token, type_: n.TypeSyntax | None) -> n.Signal:
        """Make `signal "approval" as Decision`; its timeout comes with the clauses."""
        return n.Signal(self.constant(name, "the name of a signal"), type_, span=span)


_Arm = tuple[n.Expression, n.Block]


def is_timeout(clause: n.Clause) -> bool:
    """Tell whether a clause is `timeout`."""
    return isinstance(clause, n.ValueClause) and clause.keyword == "timeout"
