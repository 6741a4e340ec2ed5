"""`a.b`, `a?.b`, `a[i]`, `a[i:j]`, `a[*].b` -> IR: what `?.` stops and what `[*]` repeats is made
plain (rule 23).
"""

from collections.abc import Callable

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.lowering import Lowering
from pipesmith.syntax import nodes as s

Lower = Callable[[s.Expression, Lowering], n.Expression]
Link = s.Member | s.Index | s.Slice | s.Pluck


def lower_chain(node: Link, at: Lowering, lower: Lower) -> n.Expression:
    """Lower a chain of members, indexes and plucks."""
    links: list[Link] = []
    root: s.Expression = node
    while isinstance(root, s.Member | s.Index | s.Slice | s.Pluck):
        outside = _outside(root, at)
        if outside is not None:
            return _follow(outside, links[::-1], at, lower)
        links.append(root)
        root = root.subject
    return _follow(lower(root, at), links[::-1], at, lower)


def _follow(value: n.Expression, links: list[Link], at: Lowering, lower: Lower) -> n.Expression:
    """Follow links from a value; where one may stop, the rest is what is done when it does not."""
    for position, link in enumerate(links):
        rest = links[position:]
        if isinstance(link, s.Member) and link.safe and _may_be_null(value, at):
            return _if_present(value, rest, at, lower)
        if isinstance(link, s.Pluck):
            return _each(value, rest, at, lower)
        value = _link(value, link, at, lower)
    return value


def _may_be_null(value: n.Expression, at: Lowering) -> bool:
    return isinstance(at.types.relations.expand(value.type), t.OptionalType)


def _link(value: n.Expression, link: Link, at: Lowering, lower: Lower) -> n.Expression:
    type_, place = at.types.tables.links[link], at.place(link)
    match link:
        case s.Member(name=name):
            return n.Member(value, name.text, type=type_, place=place)
        case s.Index(index=index):
            return n.Index(value, lower(index, at), type=type_, place=place)
        case s.Slice(start=start, stop=stop):
            first = None if start is None else lower(start, at)
            last = None if stop is None else lower(stop, at)
            return n.Slice(value, first, last, type=type_, place=place)
        case s.Pluck():
            raise AssertionError("a pluck is followed as a whole")


def _if_present(value: n.Expression, links: list[Link], at: Lowering, lower: Lower) -> n.Expression:
    """Lower `a?.b.c`: null when `a` is, else the rest of the chain from it."""
    name = value.name if isinstance(value, n.Local) else _fresh(at)
    inner = at if isinstance(value, n.Local) else at.deeper()
    plain = at.types.relations.expand(value.type)
    subject = n.Local(name, type=t.present(plain), place=value.place)
    first = _link(subject, links[0], inner, lower)
    body = _follow(first, links[1:], inner, lower)
    type_ = t.optional(body.type)
    return n.IfPresent(value, name, body, type=type_, place=body.place)


def _fresh(at: Lowering) -> str:
    return "_present" if at.depth == 0 else f"_present{at.depth + 1}"


def _each(value: n.Expression, links: list[Link], at: Lowering, lower: Lower) -> n.Expression:
    """Lower `xs[*].a.b`: the members that follow apply to each element."""
    count = next(
        (i for i, link in enumerate(links) if i and not isinstance(link, s.Member)), len(links)
    )
    inside, rest = links[1:count], links[count:]
    item = at.types.tables.links[links[0]]
    if inside or not isinstance(value.type, t.ListType):
        local = n.Local("item", type=item, place=value.place)
        body = _follow(local, inside, at, lower)
        function = t.FunctionType((item,), body.type)
        each = n.Lambda(("item",), body, type=function, place=body.place)
        place = at.place(links[count - 1])
        value = n.Call("map", (value, each), type=t.ListType(body.type), place=place)
    return _follow(value, rest, at, lower)


# ---------------------------------------------------------------- what comes from outside


def _outside(node: s.Expression, at: Lowering) -> n.Expression | None:
    """Lower a member of `context`, `env`, `secret` or an enum; None for any other."""
    if not isinstance(node, s.Member) or not isinstance(node.subject, s.Reference):
        return None
    if node.subject in at.names.references:
        return None
    name, place = node.name.text, at.place(node)
    match node.subject.name, name:
        case "context", "now" | "run_id" | "attempt" as member:
            return n.ContextValue(member, type=at.of(node), place=place)
        case "env", _:
            required = name in at.types.tables.plain_env
            type_ = t.STRING if required else t.OptionalType(t.STRING)
            return n.EnvValue(name, required, type=type_, place=place)
        case "secret", _:
            return n.SecretValue(name, type=t.SECRET, place=place)
        case _:
            return n.EnumMember(name, type=at.of(node), place=place)
