"""Which jumps can leave a statement or block.

`return`, `break` and `continue` by their word; a raise as `raise:` and the error's name, `raise:*`
for any.
"""

from dataclasses import dataclass, field
from typing import assert_never

from pipesmith.analysis.bindings import Names
from pipesmith.analysis.identity import IdentityMap
from pipesmith.syntax import nodes as s

Jumps = frozenset[str]
NONE: Jumps = frozenset()
_OF_LOOPS = frozenset(("break", "continue"))


@dataclass(slots=True)
class JumpFinder:
    """Finds the jumps of one module, each block once."""

    names: Names
    module: str
    _known: IdentityMap[Jumps] = field(default_factory=IdentityMap)

    def of_block(self, block: s.Block | None) -> Jumps:
        """Give the jumps that can leave a block."""
        if block is None:
            return NONE
        known = self._known.get(block)
        if known is None:
            known = NONE.union(*(self.of(statement) for statement in block.statements))
            self._known[block] = known
        return known

    def of(self, statement: s.Statement) -> Jumps:
        """Give the jumps that can leave a statement."""
        match statement:
            case s.Return():
                return frozenset(("return",))
            case s.Raise(error=error):
                return frozenset((f"raise:{error.text if error else '*'}",))
            case s.Break():
                return frozenset(("break",))
            case s.Continue():
                return frozenset(("continue",))
            case s.Stage() | s.Control():
                return self._of_work(statement.body, statement.clauses)
            case s.Do() | s.Let() | s.Var() | s.Set():
                return NONE
            case _:
                assert_never(statement)

    def _of_work(self, body: s.Body, clauses: tuple[s.Clause, ...]) -> Jumps:
        jumps = self._of_body(body)
        caught = any(
            isinstance(clause, s.ValueClause) and clause.keyword == "fallback" for clause in clauses
        )
        return _without_raises(jumps) if caught else jumps

    def _of_body(self, body: s.Body) -> Jumps:
        match body:
            case s.If():
                blocks = (*(block for _, block in body.arms), body.otherwise)
            case s.Switch():
                blocks = (*(case.body for case in body.cases), body.otherwise)
            case s.Foreach():
                jumps = self.of_block(body.body) - _OF_LOOPS
                return _without_raises(jumps) if body.collect_errors else jumps
            case s.While() | s.Repeat():
                return self.of_block(body.body) - _OF_LOOPS
            case s.Try():
                return self._of_try(body)
            case s.Parallel():
                blocks = tuple(branch.body for branch in body.branches)
            case s.Invoke() | s.Wait() | s.Signal():
                return NONE
            case _:
                assert_never(body)
        return NONE.union(*(self.of_block(block) for block in blocks))

    def _of_try(self, body: s.Try) -> Jumps:
        inner = self.of_block(body.body)
        left = frozenset(jump for jump in inner if not self._is_caught(jump, body.catches))
        outer = (self.of_block(catch.body) for catch in body.catches)
        return left.union(*outer, self.of_block(body.final))

    def _is_caught(self, jump: str, catches: tuple[s.Catch, ...]) -> bool:
        kind, _, error = jump.partition(":")
        if kind != "raise":
            return False
        line = self.names.lineage(self.module, error) if error != "*" else ()
        return any(
            catch.errors is None or any(name.text in line for name in catch.errors)
            for catch in catches
        )


def _without_raises(jumps: Jumps) -> Jumps:
    return frozenset(jump for jump in jumps if not jump.startswith("raise:"))
