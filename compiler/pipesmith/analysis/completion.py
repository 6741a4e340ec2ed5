"""Whether the end of a statement can be reached, once its blocks are checked."""

from pipesmith.analysis.checking import Tables
from pipesmith.syntax import nodes as s


def completes(statement: s.Statement, tables: Tables) -> bool:
    """Tell whether what stands below a statement can run."""
    match statement:
        case s.Return() | s.Raise() | s.Break() | s.Continue():
            return statement in tables.misplaced
        case s.Stage() | s.Control():
            return _may_be_skipped(statement.clauses) or _body_completes(statement.body, tables)
        case _:
            return True


def _may_be_skipped(clauses: tuple[s.Clause, ...]) -> bool:
    return any(
        isinstance(clause, s.When)
        or (isinstance(clause, s.ValueClause) and clause.keyword == "fallback")
        for clause in clauses
    )


def _body_completes(body: s.Body, tables: Tables) -> bool:
    match body:
        case s.If(arms=arms, otherwise=last):
            blocks = [block for _, block in arms]
            return last is None or any(_done(block, tables) for block in (*blocks, last))
        case s.Switch(cases=cases, otherwise=last):
            blocks = [case.body for case in cases]
            if last is None and not tables.exhaustive.get(body):
                return True
            return any(_done(block, tables) for block in (*blocks, last))
        case s.Try(body=inner, catches=catches):
            return any(_done(b, tables) for b in (inner, *(catch.body for catch in catches)))
        case s.Parallel(branches=branches, mode="all"):
            return all(_done(branch.body, tables) for branch in branches)
        case _:
            return True


def _done(block: s.Block | None, tables: Tables) -> bool:
    return block is not None and bool(tables.completes.get(block))
