"""What each statement of a block waits for (language 7, rules 0, 27 and 28)."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.oracle.program import Program

from pipesmith.syntax import nodes as s


def waits(block: s.Block, program: Program) -> list[set[int]]:
    """Give, for each statement, the positions of those that must be done before it starts."""
    declared = {_name(each): at for at, each in enumerate(block.statements) if _name(each)}
    found: list[set[int]] = []
    for at, statement in enumerate(block.statements):
        named = reads(statement) | afters(statement)
        found.append({declared[name] for name in named if declared.get(name, at) != at})
    touched = [_Touched(reads(each), sets(each)) for each in block.statements]
    barriers = [bool(leaves(each, program)) for each in block.statements]
    for later, two in enumerate(touched):
        for earlier, one in enumerate(touched[:later]):
            if barriers[earlier] or barriers[later] or _share(one, two):
                found[later].add(earlier)
    return found


@dataclass(frozen=True, slots=True)
class _Touched:
    """The names that a statement reads, and the variables that it sets."""

    reads: set[str]
    sets: set[str]


def _name(statement: s.Statement) -> str:
    """Give the name that a statement declares, which can be read above it unless it is a `var`."""
    return statement.name.text if isinstance(statement, s.Stage | s.Let | s.Var) else ""


def _share(one: _Touched, two: _Touched) -> bool:
    """Tell whether two touch one variable, and one of them sets it."""
    first, second = one.reads | one.sets, two.reads | two.sets
    return bool(one.sets & second or first & two.sets)


def takes_time(statement: s.Statement) -> bool:
    """Tell whether executing a statement can wait for anything."""
    return any(isinstance(node, s.Invoke | s.Wait | s.Signal) for node in inside(statement))


# ---------------------------------------------------------------- names


def reads(node: object) -> set[str]:
    """Give the names read in a node; a lambda and a `catch` hide those that they bind."""
    if isinstance(node, tuple):
        return {name for item in node for name in reads(item)}
    match node:
        case s.Reference(name=name):
            return {name}
        case s.Lambda(parameters=parameters, body=body):
            return reads(body) - {parameter.text for parameter in parameters}
        case s.Catch(name=s.Name(text=name), body=body):
            return reads(body) - {name}
        case s.Node():
            return {name for part in parts(node) for name in reads(part)}
        case _:
            return set()


def parts(node: s.Node) -> Iterator[object]:
    """Give what a node is made of."""
    for name in type(node).__dataclass_fields__:
        yield getattr(node, name)


def inside(node: object) -> Iterator[s.Node]:
    """Give a node and all nodes in it."""
    if isinstance(node, tuple):
        for item in node:
            yield from inside(item)
    elif isinstance(node, s.Node):
        yield node
        for part in parts(node):
            yield from inside(part)


def afters(statement: s.Statement) -> set[str]:
    """Give the names that a statement, or anything in it, has after `after`."""
    return {name.text for n in inside(statement) if isinstance(n, s.After) for name in n.names}


def sets(statement: s.Statement) -> set[str]:
    """Give the variables that a statement, or anything in it, declares or sets."""
    return {n.name.text for n in inside(statement) if isinstance(n, s.Set | s.Var)}


# ---------------------------------------------------------------- jumps


def leaves(statement: s.Statement, program: Program) -> set[str]:
    """Give the jumps that can leave a statement: their word, or `raise` and the error's name."""
    match statement:
        case s.Return() | s.Break() | s.Continue():
            return {type(statement).__name__.lower()}
        case s.Raise(error=error):
            return {f"raise {error.text if error else '*'}"}
        case s.Stage(body=body) | s.Control(body=body):
            jumps = _leave_body(body, program)
            falls_back = any(
                isinstance(clause, s.ValueClause) and clause.keyword == "fallback"
                for clause in statement.clauses
            )
            return _no_raise(jumps) if falls_back else jumps
        case _:
            return set()


def _no_raise(jumps: set[str]) -> set[str]:
    return {jump for jump in jumps if not jump.startswith("raise")}


def _leave_block(block: s.Block | None, program: Program) -> set[str]:
    statements = block.statements if block is not None else ()
    return {jump for statement in statements for jump in leaves(statement, program)}


def _leave_body(body: s.Body, program: Program) -> set[str]:
    blocks = {jump for block in _blocks(body) for jump in _leave_block(block, program)}
    match body:
        case s.Foreach(collect_errors=True):
            return _no_raise(blocks) - {"break", "continue"}
        case s.Foreach() | s.While() | s.Repeat():
            return blocks - {"break", "continue"}
        case s.Try():
            tried = {
                jump
                for jump in _leave_block(body.body, program)
                if not _is_caught(jump, body, program)
            }
            return tried | {
                jump
                for block in (*(catch.body for catch in body.catches), body.final)
                for jump in _leave_block(block, program)
            }
        case _:
            return blocks


def _blocks(body: s.Body) -> list[s.Block | None]:
    match body:
        case s.If():
            return [*(block for _, block in body.arms), body.otherwise]
        case s.Switch():
            return [*(case.body for case in body.cases), body.otherwise]
        case s.Foreach() | s.While() | s.Repeat():
            return [body.body]
        case s.Parallel():
            return [branch.body for branch in body.branches]
        case _:
            return []


def _is_caught(jump: str, body: s.Try, program: Program) -> bool:
    word, _, error = jump.partition(" ")
    if word != "raise":
        return False
    lineage = program.lineage(error) if error != "*" else ()
    return any(
        catch.errors is None or any(name.text in lineage for name in catch.errors)
        for catch in body.catches
    )
