"""Which errors can leave a component, a statement, a pipeline; and warnings of errors that are
named in vain (rule 50).

`*` stands for any. What an error may be wrapped in (RETRY_EXHAUSTED) is matched by the name of what
it wraps.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pipesmith.analysis.bindings import BUILT_IN_ERRORS, Names
from pipesmith.analysis.flow_findings import idle_catch
from pipesmith.analysis.identity import IdentityMap
from pipesmith.analysis.query_sites import QuerySites
from pipesmith.analysis.relations import Steps
from pipesmith.analysis.standard import STANDARD_COMPONENTS
from pipesmith.diagnostics import Finding
from pipesmith.syntax import nodes as s
from pipesmith.types import NominalType

Errors = frozenset[str]
ANY: Errors = frozenset("*")
NONE: Errors = frozenset()
_ALWAYS = frozenset(("expression", "timeout", "validation", "unknown"))
_HTTP = frozenset(
    (
        "connectivity",
        "timeout",
        "rate_limit",
        "validation",
        "security",
        "execution",
        "expression",
        "unknown",
    )
)
_QUERIED = frozenset(("expression", "transformation", "execution"))


@dataclass(slots=True)
class RaisesFinder:
    """Finds the errors of pipelines, each once; circles of calls are reported elsewhere."""

    names: Names
    findings: list[Finding]
    converted: IdentityMap[Steps]
    queries: QuerySites = field(default_factory=QuerySites)
    _known: IdentityMap[Errors] = field(default_factory=IdentityMap)

    def of_pipeline(self, node: s.Pipeline, module: str) -> Errors:
        """Give the errors that can leave a pipeline."""
        known = self._known.get(node)
        if known is None:
            self._known[node] = ANY
            known = self.of_block(node.body, module) | frozenset(("validation",))
            if any(
                isinstance(each, s.ValueClause) and each.keyword == "timeout"
                for each in node.clauses
            ):
                known |= frozenset(("timeout",))
            self._known[node] = known
        return known

    def of_block(self, block: s.Block | None, module: str) -> Errors:
        """Give the errors that can leave a block."""
        found: set[str] = set()
        for statement in block.statements if block is not None else ():
            found |= self._of_statement(statement, module)
        return frozenset(found) | (self._of_expressions(block) if block is not None else NONE)

    def _of_expressions(self, block: s.Block) -> Errors:
        """Give the errors of evaluating what a block says, or what its functions say elsewhere."""
        return _QUERIED if self.queries.reach(block) else frozenset(("expression",))

    def _of_statement(self, statement: s.Statement, module: str) -> Errors:
        match statement:
            case s.Raise(error=error):
                return frozenset((error.text,)) if error is not None else ANY
            case s.Stage() | s.Do() | s.Control():
                inner = self._of_body(statement.body, module) | self._of_conversion(statement)
                return self._under_clauses(statement.clauses, inner, module)
            case _:
                return frozenset(("expression",))

    def _of_conversion(self, statement: s.Stage | s.Do | s.Control) -> Errors:
        """Give the errors of making the stage's value of what its body gives."""
        checks = any(isinstance(step, NominalType) for step in self.converted.get(statement) or ())
        return frozenset(("validation",)) if checks else NONE

    def _under_clauses(self, clauses: tuple[s.Clause, ...], inner: Errors, module: str) -> Errors:
        for clause in clauses:
            if isinstance(clause, s.ValueClause) and clause.keyword in ("timeout", "deadline"):
                inner |= frozenset(("timeout",))
        for clause in clauses:
            if isinstance(clause, s.Retry):
                self._warn(clause.on or (), inner, module, "retry")
                inner |= frozenset(("retry_exhausted",))
        if any(isinstance(c, s.ValueClause) and c.keyword == "fallback" for c in clauses):
            return frozenset(("expression",))
        return inner

    def _of_body(self, body: s.Body, module: str) -> Errors:
        match body:
            case s.Invoke(call=call):
                return self._of_call(call.function.text, module)
            case s.If(arms=arms, otherwise=last):
                return self._of_blocks((*(block for _, block in arms), last), module)
            case s.Switch(cases=cases, otherwise=last):
                return self._of_blocks((*(case.body for case in cases), last), module)
            case s.Foreach(body=block) | s.Repeat(body=block):
                inner = self.of_block(block, module) | frozenset(("expression", "validation"))
                collects = isinstance(body, s.Foreach) and body.collect_errors
                return frozenset(("expression", "validation")) if collects else inner
            case s.While(body=block):
                inner = self.of_block(block, module)
                return inner | frozenset(("execution", "expression", "validation"))
            case s.Try():
                return self._of_try(body, module)
            case s.Parallel(branches=branches):
                return self._of_blocks((branch.body for branch in branches), module)
            case s.Signal():
                return frozenset(("timeout", "execution"))
            case s.Wait():
                return frozenset(("expression",))

    def _of_blocks(self, blocks: Iterable[s.Block | None], module: str) -> Errors:
        return NONE.union(*(self.of_block(block, module) for block in blocks))

    def _of_call(self, name: str, module: str) -> Errors:
        declared = self.names.find(module, name)
        match declared.node if declared else None:
            case s.Pipeline() as node if declared:
                return self.of_pipeline(node, declared.module)
            case s.Component() as node:
                return self.of_component(node)
            case _:
                known = STANDARD_COMPONENTS.get(name)
                return _ALWAYS | known.raises if known is not None else ANY

    def of_component(self, node: s.Component) -> Errors:
        """Give the errors that can leave a component: those it says, and those that the runtime
        adds.
        """
        if node.raises is not None:
            return _ALWAYS | {name.text for name in node.raises}
        if node.bindings and all(isinstance(b, s.HttpBinding) for b in node.bindings):
            return _HTTP
        return ANY

    def _of_try(self, body: s.Try, module: str) -> Errors:
        inner = self.of_block(body.body, module)
        left = set(inner)
        for catch in body.catches:
            if catch.errors is None:
                left = set()
            else:
                self._warn(catch.errors, frozenset(left), module, "catch")
                left -= {e for e in left if self._matches(e, catch.errors, module)}
        catches = self._of_blocks((catch.body for catch in body.catches), module)
        return frozenset(left) | catches | self.of_block(body.final, module)

    def _matches(self, error: str, names: tuple[s.Name, ...], module: str) -> bool:
        line = self.names.lineage(module, error)
        return error != "*" and any(name.text in line for name in names)

    def _is_error(self, name: str, module: str) -> bool:
        return name in BUILT_IN_ERRORS or self.names.find(module, name) is not None

    def _warn(self, named: tuple[s.Name, ...], inner: Errors, module: str, word: str) -> None:
        if "*" in inner:
            return
        known = (name for name in named if self._is_error(name.text, module))
        for name in known:
            happens = any(name.text in self.names.lineage(module, error) for error in inner)
            if not happens and name.text not in ("retry_exhausted", "unknown"):
                message = f"nothing here raises `{name.text}`"
                self.findings.append(idle_catch(name.span, message, _note(inner)))


def _note(inner: Errors) -> str:
    names = sorted(error for error in inner if error in BUILT_IN_ERRORS or error != "*")
    return "what can happen: " + ", ".join(f"`{name}`" for name in names)


def sorted_errors(errors: Errors) -> Iterator[str]:
    """Give the errors by name; `*` alone when any may happen."""
    return iter(("*",) if "*" in errors else sorted(errors))
