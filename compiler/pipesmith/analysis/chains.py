"""Types of `a.b`, `a?.b`, `a[i]`, `a[i:j]` and `a[*].b`, which read from the left as one chain
(rule 23).
"""

from dataclasses import dataclass, replace

from pipesmith import types as t
from pipesmith.analysis import type_findings as say
from pipesmith.analysis.checking import Checking
from pipesmith.analysis.coercion import demand
from pipesmith.analysis.constants import constant
from pipesmith.analysis.functions import FUNCTIONS
from pipesmith.analysis.narrowing import place_of
from pipesmith.analysis.outside import type_of_outside
from pipesmith.diagnostics import Finding
from pipesmith.syntax import nodes as s

Link = s.Member | s.Index | s.Slice | s.Pluck


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain so far: the type at its end; whether a `?.` may have stopped it; whether a `[*]` is
    open.

    Inside `[*]` the type is that of one element's end, and `stopped_inside` tells of a `?.` there.
    """

    type: t.Type
    stopped: bool = False
    open: bool = False
    stopped_inside: bool = False

    def closed(self) -> "Chain":
        """End an open `[*]`: the elements' ends are a list again."""
        if not self.open:
            return self
        item = t.optional(self.type) if self.stopped_inside else self.type
        return Chain(t.ListType(item), self.stopped)


def type_of_chain(node: Link, c: Checking) -> t.Type:
    """Give the type of a whole chain; what stopped at a `?.` is null."""
    chain = _chain(node, c).closed()
    return t.optional(chain.type) if chain.stopped else chain.type


def _chain(node: s.Expression, c: Checking) -> Chain:
    match node:
        case s.Member():
            chain = _member(node, c)
        case s.Index():
            chain = _index(node, c)
        case s.Slice():
            chain = _slice(node, c)
        case s.Pluck():
            chain = _pluck(node, c)
        case _:
            return Chain(c.infer(node))
    c.tables.types[node] = c.tables.links[node] = chain.type
    c.tables.steps[node] = ()
    return chain


# ---------------------------------------------------------------- members


def _member(node: s.Member, c: Checking) -> Chain:
    outside = type_of_outside(node, c)
    if outside is not None:
        return Chain(outside)
    chain = _guarded(node, _chain(node.subject, c), c)
    if chain.type == t.ANY:
        return chain
    return replace(chain, type=_narrowed(node, _field(node, chain.type, c), c))


def _guarded(node: s.Member, chain: Chain, c: Checking) -> Chain:
    """See to null before a member: `?.` stops there, a plain `.` may not meet it."""
    nullable = _nullable(chain.type, c)
    if nullable is None:
        if node.safe and chain.type != t.ANY:
            c.report(say.needless(node.subject.span, "?.", chain.type))
        return chain
    if node.safe:
        inside = replace(chain, type=nullable)
        if chain.open:
            return replace(inside, stopped_inside=True)
        return replace(inside, stopped=True)
    c.report(_unsafe(node.subject, chain.type, node, c))
    return replace(chain, type=t.ANY)


def _nullable(type_: t.Type, c: Checking) -> t.Type | None:
    """Give what a type is when it is not null, None for a type that never is null."""
    plain = c.relations.expand(type_)
    return plain.item if isinstance(plain, t.OptionalType) else None


def _unsafe(subject: s.Expression, type_: t.Type, node: s.Member, c: Checking) -> Finding:
    way = (
        f"write `?.{node.name.text}`, which is null when the value is, "
        "or test it with `!= null` first"
    )
    return say.unsafe_null(subject.span, type_, f"`{c.written(subject)}`", way)


def _field(node: s.Member, type_: t.Type, c: Checking) -> t.Type:
    fields = c.relations.fields(type_)
    name = node.name
    if fields is None:
        return c.report(_no_fields(name, type_, c))
    found = fields.get(name.text)
    if found is None:
        return c.report(say.unknown_member(name.span, name.text, type_, fields))
    return found


def _no_fields(name: s.Name, type_: t.Type, c: Checking) -> Finding:
    plain = c.relations.expand(type_)
    hint = None
    if isinstance(plain, t.MapType) or plain == t.JSON:
        hint = f'write `["{name.text}"]`'
    elif isinstance(plain, t.ListType) and c.relations.fields(plain.item):
        hint = f"write `[*].{name.text}` for the list of all, or `[0].{name.text}` for one"
    elif name.text in FUNCTIONS and plain != t.NULL:
        hint = f"`{name.text}` is a function: write `... | {name.text}`"
    return say.unknown_member(name.span, name.text, type_, (), hint)


def _narrowed(node: s.Member, declared: t.Type, c: Checking) -> t.Type:
    """Give what tests have shown of a field, when they have."""
    place = place_of(node, c)
    known = c.facts.get(*place) if place is not None else None
    return known if known is not None else declared


# ---------------------------------------------------------------- indexes and slices


def _present_subject(node: s.Index | s.Slice, c: Checking) -> Chain:
    """Type what stands before a bracket, which must not be null; a bracket ends a `[*]`."""
    chain = _chain(node.subject, c).closed()
    if _nullable(chain.type, c) is not None:
        way = "test it with `!= null` first, or give a value for null with `??`"
        subject = f"`{c.written(node.subject)}`"
        c.report(say.unsafe_null(node.subject.span, chain.type, subject, way))
        return replace(chain, type=t.ANY)
    return chain


def _index(node: s.Index, c: Checking) -> Chain:
    chain = _present_subject(node, c)
    return replace(chain, type=_element(node, chain.type, c))


def _element(node: s.Index, type_: t.Type, c: Checking) -> t.Type:
    plain = c.relations.expand(type_)
    match plain:
        case t.ListType(item=item):
            demand(node.index, t.INT, c, "the index of a list")
            return item
        case t.MapType(value=value):
            demand(node.index, t.STRING, c, "the key of a map")
            return value
        case t.TupleType(items=items):
            return _tuple_item(node, items, type_, c)
        case t.Scalar(name="json"):
            return _json_item(node, c)
        case t.AnyType():
            c.infer(node.index)
            return t.ANY
        case _ if _is_text(plain, c):
            demand(node.index, t.INT, c, "the index of a text")
            return t.STRING
        case _:
            c.infer(node.index)
            way = _as_member(node, plain, c)
            return c.report(say.bad_index(node.span, type_, "cannot be indexed", way))


def _as_member(node: s.Index, subject: t.Type, c: Checking) -> str | None:
    """Give the member that an index of a record was meant to read."""
    name = node.index.constant if isinstance(node.index, s.Text) else None
    fields = c.relations.fields(subject) or {}
    return f"write `{c.written(node.subject)}.{name}`" if name in fields else None


def _is_text(plain: t.Type, c: Checking) -> bool:
    return plain in (t.STRING, t.EMAIL, t.URL) or bool(c.relations.literals(plain))


def _tuple_item(node: s.Index, items: tuple[t.Type, ...], type_: t.Type, c: Checking) -> t.Type:
    c.infer(node.index)
    at = constant(node.index)
    if not isinstance(at, int) or isinstance(at, bool):
        return c.report(
            say.bad_index(node.index.span, type_, "is indexed by a whole number literal")
        )
    if not -len(items) <= at < len(items):
        return c.report(say.bad_index(node.index.span, type_, f"has no item {at}"))
    return items[at]


def _json_item(node: s.Index, c: Checking) -> t.Type:
    given = c.infer(node.index)
    if c.relations.expand(given) not in (t.INT, t.STRING, t.ANY):
        c.report(say.bad_index(node.index.span, t.JSON, "is indexed by an `int` or a `string`"))
    return t.JSON


def _slice(node: s.Slice, c: Checking) -> Chain:
    chain = _present_subject(node, c)
    for bound in (node.start, node.stop):
        if bound is not None:
            demand(bound, t.INT, c, "the bound of a slice")
    plain = c.relations.expand(chain.type)
    if isinstance(plain, t.ListType | t.AnyType):
        return replace(chain, type=plain)
    if _is_text(plain, c):
        return replace(chain, type=t.STRING)
    return Chain(c.report(say.bad_index(node.span, chain.type, "cannot be sliced")))


def _pluck(node: s.Pluck, c: Checking) -> Chain:
    chain = _chain(node.subject, c).closed()
    plain = c.relations.expand(chain.type)
    match plain:
        case t.ListType(item=item) | t.SetType(item=item):
            return Chain(item, chain.stopped, open=True)
        case t.AnyType():
            return Chain(t.ANY)
        case t.OptionalType():
            way = "give an empty list for null with `?? []`"
            subject = f"`{c.written(node.subject)}`"
            return Chain(c.report(say.unsafe_null(node.subject.span, chain.type, subject, way)))
        case _:
            return Chain(c.report(say.bad_index(node.span, chain.type, "has no elements to pluck")))
