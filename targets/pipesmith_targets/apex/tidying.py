"""Methods without variables that nothing reads: a source may hold them, and is warned of it.

What such a variable is given is evaluated all the same where it calls something.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.labels import reads
from pipesmith_targets.apex.measuring import parts

Lines = tuple[ax.Statement, ...]


def tidied(body: Lines) -> Lines:
    """Give the lines of a block without variables that are never read."""
    lines = tuple(in_blocks(each, tidied) for each in body)
    for number, line in enumerate(lines):
        if isinstance(line, ax.Declare) and not _reads(lines[number + 1 :], line.name):
            rest = _unassigned(lines[number + 1 :], line.name)
            made = (*lines[:number], *_left(line.value), *rest)
            if made and _idle(made) == _idle(lines):
                return tidied(made)
    return lines


def in_blocks(line: ax.Statement, change: Callable[[Lines], Lines]) -> ax.Statement:
    """Change the blocks of a statement."""
    match line:
        case ax.If(arms=arms, otherwise=otherwise):
            inner = tuple((condition, change(body)) for condition, body in arms)
            return ax.If(inner, change(otherwise))
        case ax.Switch(cases=cases, otherwise=otherwise):
            chosen = tuple((values, change(body)) for values, body in cases)
            return replace(line, cases=chosen, otherwise=change(otherwise))
        case ax.ForEach(body=body) | ax.Count(body=body) | ax.While(body=body):
            return replace(line, body=change(body))
        case ax.Try(body=body, handler=handler, final=final):
            body, handler, final = change(body), change(handler), change(final)
            return replace(line, body=body, handler=handler, final=final)
        case _:
            return line


def _reads(lines: Lines, name: str) -> bool:
    """Tell whether lines do more with a variable than to assign to it."""

    def evaluated(body: Lines) -> Lines:
        return tuple(map(one, body))

    def one(line: ax.Statement) -> ax.Statement:
        if isinstance(line, ax.Assign) and line.target == ax.Name(name):
            return ax.Evaluate(line.value)
        return in_blocks(line, evaluated)

    return reads(evaluated(lines), name)


def _unassigned(lines: Lines, name: str) -> Lines:
    """Give lines in which nothing is assigned to a variable."""

    def without(body: Lines) -> Lines:
        return tuple(part for each in body for part in one(each))

    def one(line: ax.Statement) -> Iterator[ax.Statement]:
        if isinstance(line, ax.Assign) and line.target == ax.Name(name):
            yield from _left(line.value)
        else:
            yield in_blocks(line, without)

    return without(lines)


def _left(value: ax.Expression | None) -> Iterator[ax.Statement]:
    """Give what evaluates an expression whose value is not used."""
    match value:
        case ax.Cast(operand=operand):
            yield from _left(operand)
        case ax.Call() | ax.New():
            yield ax.Evaluate(value)
        case _ if value is not None and _calls(value):
            yield ax.Evaluate(ax.call("String.valueOf", value))
        case _:
            return


def _calls(node: object) -> bool:
    return isinstance(node, ax.Call | ax.New) or any(map(_calls, parts(node)))


def _idle(node: object) -> int:
    """Count blocks in which nothing is done."""
    match node:
        case ax.If(arms=blocks) | ax.Switch(cases=blocks):
            own = sum(not body for _, body in blocks)
        case ax.ForEach(body=body) | ax.Count(body=body) | ax.While(body=body) | ax.Try(body=body):
            own = not body
        case _:
            own = 0
    return own + sum(map(_idle, parts(node)))
