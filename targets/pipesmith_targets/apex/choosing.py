"""Expressions of which only a part is evaluated.

Where the part that may be left out needs statements of its own, the choice becomes an `if`.
"""

from collections.abc import Callable

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.scope import Place, Value

Write = Callable[[n.Expression, Place], ax.Expression]


def logic(node: n.Logic, place: Place, write: Write) -> ax.Expression:
    """Write `and`, `or`."""
    inner, branch = place.plain(), place.inner()
    left, right = write(node.left, inner), write(node.right, branch)
    if not branch.lines:
        return ax.Binary("&&" if node.operator == "and" else "||", left, right)
    name = place.declare(left, t.BOOL, "holds")
    asked = ax.Name(name) if node.operator == "and" else ax.negation(ax.Name(name))
    place.add(ax.If(((asked, (*branch.lines, ax.Assign(ax.Name(name), right))),)))
    return ax.Name(name)


def conditional(node: n.Conditional, place: Place, write: Write) -> ax.Expression:
    """Write `c ? a : b`."""
    condition = write(node.condition, place.plain())
    arms = place.inner(), place.inner()
    values = [write(each, arm) for each, arm in zip((node.then, node.otherwise), arms, strict=True)]
    if not (arms[0].lines or arms[1].lines):
        return _typed(ax.Choice(condition, *values), node, place)
    name = place.declare(None, node.type, "chosen")
    then, otherwise = (
        (*arm.lines, ax.Assign(ax.Name(name), value))
        for arm, value in zip(arms, values, strict=True)
    )
    place.add(ax.If(((condition, then),), otherwise))
    return ax.Name(name)


def _typed(choice: ax.Choice, node: n.Conditional, place: Place) -> ax.Expression:
    """Say the type of a choice of which Apex would not know it."""
    types = {place.home.written(each.type) for each in (node.then, node.otherwise)}
    wanted = place.home.written(node.type)
    return choice if types == {wanted} or wanted == "Object" else ax.Cast(wanted, choice)


def coalesced(node: n.Coalesce, place: Place, write: Write) -> ax.Expression:
    """Write `a ?? b`."""
    branch = place.inner()
    left, right = write(node.left, place.plain()), write(node.right, branch)
    if not branch.lines:
        return ax.Coalesce(left, right)
    name = place.declare(left, node.type, "found")
    absent = ax.Binary("==", ax.Name(name), ax.NULL)
    place.add(ax.If(((absent, (*branch.lines, ax.Assign(ax.Name(name), right))),)))
    return ax.Name(name)


def if_present(node: n.IfPresent, place: Place, write: Write) -> ax.Expression:
    """Write `a?.b`: as Apex does where only members follow."""
    chain = _members(node.body, node.name)
    subject = write(node.subject, place.plain())
    if chain and not _held_apart(node, place):
        return _safely(subject, chain, place)
    subject = place.plain().kept(subject, node.subject.type, "found")
    branch = place.inner()
    body = write(node.body, branch.knowing(node.name, Value(subject, t.present(node.subject.type))))
    present = ax.Binary("!=", subject, ax.NULL)
    if not branch.lines:
        return ax.Choice(present, body, ax.NULL)
    name = place.declare(None, node.type, "value")
    place.add(ax.If(((present, (*branch.lines, ax.Assign(ax.Name(name), body))),)))
    return ax.Name(name)


def _members(body: n.Expression, name: str) -> list[n.Member]:
    """Give the members that a body reads from its subject, innermost first; nothing else."""
    chain: list[n.Member] = []
    while isinstance(body, n.Member):
        chain.insert(0, body)
        body = body.subject
    return chain if isinstance(body, n.Local) and body.name == name else []


def _held_apart(node: n.IfPresent, place: Place) -> bool:
    """Tell whether some subject needs a cast, or is an error with methods for members."""
    types = [part.subject.type for part in _members(node.body, node.name)]
    written = [place.home.written(each) for each in types]
    boxed = any(each in ("Object", "PipelineRecord", "PipelineException") for each in written)
    return boxed or place.home.types.is_boxed(node.body.type)


def _safely(subject: ax.Expression, chain: list[n.Member], place: Place) -> ax.Expression:
    whole = subject
    for each in chain:
        whole = ax.Member(whole, place.home.field(each.subject.type, each.name), safe=True)
    return whole
