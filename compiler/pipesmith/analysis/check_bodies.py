"""Types of bodies: calls, conditions, loops, tries, branches."""

from typing import assert_never

from pipesmith import types as t
from pipesmith.analysis import flow_findings as say
from pipesmith.analysis.arguments import bind_arguments, infer_argument
from pipesmith.analysis.bindings import Awaited
from pipesmith.analysis.check_standard import check_standard
from pipesmith.analysis.check_switch import type_of_switch
from pipesmith.analysis.checking import Checking
from pipesmith.analysis.coercion import demand, demand_choice, demand_condition
from pipesmith.analysis.frames import Frame
from pipesmith.analysis.limits import demand_count, demand_duration
from pipesmith.analysis.narrowing import narrowing
from pipesmith.analysis.schemas import standard_schema
from pipesmith.analysis.standard import STANDARD_COMPONENTS
from pipesmith.analysis.type_findings import a, mismatch
from pipesmith.analysis.yields import BodyValue, Yields
from pipesmith.syntax import nodes as s


def value_of_body(
    statement: s.Stage | s.Do | s.Control, c: Checking, frame: Frame, declared: t.Type | None
) -> BodyValue:
    """Give what a body gives; `declared` is the type that its stage is declared with."""
    body = statement.body
    yields = Yields(c, isinstance(statement, s.Stage), declared)
    type_ = _type_of(body, c, frame, yields)
    c.tables.results[body] = type_
    return BodyValue(type_, yields)


def _type_of(body: s.Body, c: Checking, frame: Frame, yields: Yields) -> t.Type:
    match body:
        case s.Invoke(call=call):
            return _call(call, c)
        case s.If():
            return _if(body, c, frame, yields)
        case s.Switch():
            return type_of_switch(body, c, frame, yields)
        case s.Foreach():
            return _foreach(body, c, frame, yields)
        case s.While():
            return _while(body, c, frame, yields)
        case s.Repeat():
            demand_count(body.count, c, "the count of `repeat`", least=None)
            return _loop(body.body, c, frame.looping(), yields)
        case s.Try():
            return _try(body, c, frame, yields)
        case s.Parallel():
            return _parallel(body, c, frame, yields)
        case s.Wait():
            if body.until:
                demand(body.value, t.DATETIME, c, "`wait until`")
            else:
                demand(body.value, t.DURATION, c, "`wait`")
            return t.NULL
        case s.Signal():
            if body.timeout is not None:
                demand_duration(body.timeout, c, "the timeout of a signal")
            return _signal(body, c)
        case _:
            assert_never(body)


def _signal(body: s.Signal, c: Checking) -> t.Type:
    """Hold a signal against the first of its name: what is sent under one name has one type."""
    first = c.names.signals[body.name.constant or ""]
    given, wanted = c.signal_type(Awaited(c.module, body)), c.signal_type(first)
    if t.ANY not in (given, wanted) and given != wanted:
        because = (first.node.name.span, f"awaited as {a(wanted)} here")
        return c.report(mismatch(body.name.span, given, wanted, "the signal", because))
    return given


# ---------------------------------------------------------------- calls


def _call(call: s.Call, c: Checking) -> t.Type:
    name = call.function.text
    declared = c.names.find(c.module, name)
    if declared is not None and isinstance(declared.node, s.Component | s.Pipeline):
        schema = c.schemas.of(declared)
    elif name in STANDARD_COMPONENTS and declared is None:
        schema = standard_schema(STANDARD_COMPONENTS[name])
    else:
        for argument in call.arguments:
            infer_argument(argument.value, c)
        return t.ANY
    bind_arguments(call, schema, call.arguments, c, positional=False)
    if declared is None:
        check_standard(call, c)
    return schema.result


# ---------------------------------------------------------------- if


def _if(body: s.If, c: Checking, frame: Frame, yields: Yields) -> t.Type:
    mark = c.facts.mark()
    for condition, block in body.arms:
        demand_choice(condition, c, "the condition of `if`")
        holds, fails = narrowing(condition, c)
        with c.assuming(holds):
            yields.add(frame.check_block(block, c, frame, yields.hint))
        c.facts.assume(fails)
    if body.otherwise is not None:
        yields.add(frame.check_block(body.otherwise, c, frame, yields.hint))
    c.facts.undo(mark)
    type_ = yields.type("the values of these blocks")
    return t.optional(type_) if body.otherwise is None else type_


# ---------------------------------------------------------------- loops


def _foreach(body: s.Foreach, c: Checking, frame: Frame, yields: Yields) -> t.Type:
    item = _item_type(body.items, c)
    c.tables.items[body] = item
    c.tables.values[c.names.bindings[body.item]] = item
    if body.index is not None:
        c.tables.values[c.names.bindings[body.index]] = t.INT
    inner = frame.looping()
    if body.parallel is not None:
        demand_count(body.parallel, c, "the limit of `parallel`")
        inner = frame.side_by_side()
    if body.collect_errors:
        return _collecting(body.body, c, inner, yields)
    return _loop(body.body, c, inner, yields)


def _item_type(items: s.Expression, c: Checking) -> t.Type:
    given = c.infer(items)
    match c.relations.expand(given):
        case t.ListType(item=item) | t.SetType(item=item):
            return t.ANY if item == t.NEVER else item
        case t.MapType(value=value):
            return t.TupleType((t.STRING, value))
        case t.AnyType():
            return t.ANY
        case _:
            return c.report(say.not_iterable(items.span, given))


def _loop(block: s.Block, c: Checking, frame: Frame, yields: Yields) -> t.Type:
    """Give the list of what iterations yield, or null when they yield nothing."""
    yields = yields.of_items()
    yields.add(frame.check_block(block, c, frame, yields.hint))
    type_ = yields.type("the values of this loop")
    return t.ListType(type_) if block.result is not None else t.NULL


def _collecting(block: s.Block, c: Checking, frame: Frame, yields: Yields) -> t.Type:
    yields = yields.of_items()
    yields.add(frame.check_block(block, c, frame, yields.hint))
    return t.ListType(t.OutcomeType(yields.type("the values of this loop")))


def _while(body: s.While, c: Checking, frame: Frame, yields: Yields) -> t.Type:
    endless = isinstance(body.condition, s.BoolLiteral) and body.condition.value
    check = demand_condition if endless else demand_choice  # `while true max n` ends by `break`
    check(body.condition, c, "the condition of `while`")
    demand_count(body.limit, c, "the limit of `while`")
    with c.assuming(narrowing(body.condition, c)[0]):
        return _loop(body.body, c, frame.looping(), yields)


# ---------------------------------------------------------------- try


def _try(body: s.Try, c: Checking, frame: Frame, yields: Yields) -> t.Type:
    yields.add(frame.check_block(body.body, c, frame, yields.hint))
    for catch in body.catches:
        yields.add(frame.check_block(catch.body, c, frame.catching(), yields.hint))
    if body.final is not None:
        frame.check_block(body.final, c, frame.final(), None)
        if body.final.result is not None:
            why = "a `finally` block has no value"
            c.report(say.misplaced_yield(body.final.result.span, why, "leave it out"))
    return yields.type("the values of these blocks")


# ---------------------------------------------------------------- parallel


def _parallel(body: s.Parallel, c: Checking, frame: Frame, yields: Yields) -> t.Type:
    inner = frame.branching()
    if body.mode == "all":
        return _all_branches(body, c, inner, yields)
    if body.count is not None:
        demand_count(body.count, c, "the count of `parallel`", most=len(body.branches))
    if body.mode == "count":
        yields = yields.of_items()
    for branch in body.branches:
        yields.add(frame.check_block(branch.body, c, inner, yields.hint))
    type_ = yields.type("the values of these branches")
    return t.ListType(type_) if body.mode == "count" else type_


def _all_branches(body: s.Parallel, c: Checking, frame: Frame, yields: Yields) -> t.Type:
    """Give the record of all branches' values (rule 14)."""
    fields: list[t.AnonymousField] = []
    wanted = (c.relations.fields(yields.hint) or {}) if yields.hint is not None else {}
    for branch in body.branches:
        own = yields.of_one(wanted.get(branch.name.text))
        own.add(frame.check_block(branch.body, c, frame, own.hint))
        fields.append(t.AnonymousField(branch.name.text, own.type("the value of this branch")))
    return t.AnonymousType(tuple(fields))
