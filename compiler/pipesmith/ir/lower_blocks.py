"""Blocks, statements and bodies -> IR."""

from collections import Counter
from typing import assert_never

from pipesmith import types as t
from pipesmith.analysis.segments import segment_of
from pipesmith.ir import nodes as n
from pipesmith.ir.lower_calls import lower_pairs
from pipesmith.ir.lower_expressions import converted, lower_expression, lower_optional
from pipesmith.ir.lower_policies import lower_policies
from pipesmith.ir.lowering import Lowering
from pipesmith.ir.machines import machine_of
from pipesmith.syntax import nodes as s


def lower_block(block: s.Block, at: Lowering) -> n.Block:
    """Lower a block, its statements in source order."""
    order = at.order.blocks[block]
    segments: Counter[str] = Counter()
    statements: list[n.Statement] = []
    for position, statement in enumerate(block.statements):
        waits = tuple(edge.to for edge in order.edges[position])
        barrier = order.barriers[position]
        statements.append(_statement(statement, waits, barrier, segments, at))
    value = lower_expression(block.result.value, at) if block.result is not None else None
    done = at.types.tables.completes[block]
    return n.Block(tuple(statements), value, done, place=at.place(block))


def _statement(
    node: s.Statement,
    waits: tuple[int, ...],
    barrier: bool,
    segments: Counter[str],
    at: Lowering,
) -> n.Statement:
    place = at.place(node)
    match node:
        case s.Stage() | s.Do() | s.Control():
            return _stage(node, waits, barrier, segments, at)
        case s.Let(name=name):
            type_ = at.types.tables.values[at.names.bindings[node]]
            value = lower_expression(node.value, at)
            return n.Let(
                name.text, type_, value, waits_for=waits, barrier=barrier, doc=node.doc, place=place
            )
        case s.Var(name=name):
            type_ = at.types.tables.values[at.names.bindings[node]]
            value = lower_expression(node.value, at)
            return n.Var(
                name.text, type_, value, waits_for=waits, barrier=barrier, doc=node.doc, place=place
            )
        case s.Set(name=name):
            value = lower_expression(node.value, at)
            return n.Set(name.text, value, waits_for=waits, barrier=barrier, place=place)
        case s.Return():
            result = lower_optional(node.value, at)
            return n.Return(result, waits_for=waits, barrier=barrier, place=place)
        case s.Raise(error=error):
            message, detail = lower_optional(node.message, at), lower_optional(node.detail, at)
            kind = error.text if error is not None else None
            return n.Raise(kind, message, detail, waits_for=waits, barrier=barrier, place=place)
        case s.Break():
            return n.Jump("break", waits_for=waits, barrier=barrier, place=place)
        case s.Continue():
            return n.Jump("continue", waits_for=waits, barrier=barrier, place=place)
        case _:
            assert_never(node)


def _stage(
    node: s.Stage | s.Do | s.Control,
    waits: tuple[int, ...],
    barrier: bool,
    segments: Counter[str],
    at: Lowering,
) -> n.Stage:
    name = node.name.text if isinstance(node, s.Stage) else None
    binding = at.names.bindings.get(node)
    return n.Stage(
        name,
        segment_of(node, segments),
        _body(node.body, at),
        at.types.tables.stages[node],
        lower_policies(node, at),
        binding is not None and binding in at.names.used,
        _convert(node, at),
        waits_for=waits,
        barrier=barrier,
        doc=node.doc,
        place=at.place(node),
    )


def _convert(node: s.Stage | s.Do | s.Control, at: Lowering) -> n.Expression | None:
    """Give what makes the value of a stage of what its body gives, None where it is that."""
    steps = at.types.tables.converted.get(node)
    if not steps:
        return None
    given = n.Local("it", type=at.types.tables.results[node.body], place=at.place(node.body))
    return converted(given, steps)


# ---------------------------------------------------------------- bodies


def _body(body: s.Body, at: Lowering) -> n.Body:
    result, place = at.types.tables.results[body], at.place(body)
    match body:
        case s.Invoke(call=call):
            return _call(call, result, at)
        case s.If(arms=arms, otherwise=last):
            lowered = tuple(_arm(condition, block, at) for condition, block in arms)
            return n.If(lowered, _optional_block(last, at), result, place=place)
        case s.Switch():
            return _switch(body, result, at)
        case s.Foreach():
            return _foreach(body, result, at)
        case s.While():
            return _while(body, result, at)
        case s.Repeat():
            count = lower_expression(body.count, at)
            return n.Repeat(count, lower_block(body.body, at), result, place=place)
        case s.Try():
            return _try(body, result, at)
        case s.Parallel():
            return _parallel(body, result, at)
        case s.Wait():
            return n.Wait(lower_expression(body.value, at), body.until, result, place=place)
        case s.Signal():
            timeout = lower_optional(body.timeout, at)
            return n.Signal(body.name.constant or "", timeout, result, place=place)
        case _:
            assert_never(body)


def _optional_block(block: s.Block | None, at: Lowering) -> n.Block | None:
    return None if block is None else lower_block(block, at)


def _call(call: s.Call, result: t.Type, at: Lowering) -> n.ComponentCall | n.PipelineCall:
    bound = at.types.tables.bound[call]
    pairs = lower_pairs(bound, at, lower_expression)
    declared = at.names.find(at.module, call.function.text)
    place = at.place(call)
    if declared is not None and isinstance(declared.node, s.Pipeline):
        return n.PipelineCall(bound.name, bound.module, pairs, result, place=place)
    return n.ComponentCall(bound.name, bound.module, pairs, result, place=place)


def _arm(condition: s.Expression, block: s.Block, at: Lowering) -> n.Arm:
    test = lower_expression(condition, at)
    return n.Arm(test, lower_block(block, at), place=at.place(condition))


def _switch(body: s.Switch, result: t.Type, at: Lowering) -> n.Switch:
    cases = tuple(
        n.Case(
            tuple(lower_expression(value, at) for value in case.values),
            lower_block(case.body, at),
            place=at.place(case),
        )
        for case in body.cases
    )
    exhaustive = bool(at.types.tables.exhaustive.get(body))
    subject = lower_expression(body.subject, at)
    last = _optional_block(body.otherwise, at)
    return n.Switch(subject, cases, last, exhaustive, result, place=at.place(body))


def _foreach(body: s.Foreach, result: t.Type, at: Lowering) -> n.Foreach:
    return n.Foreach(
        body.item.text,
        at.types.tables.items[body],
        body.index.text if body.index is not None else None,
        lower_expression(body.items, at),
        lower_block(body.body, at),
        lower_optional(body.parallel, at),
        body.collect_errors,
        result,
        place=at.place(body),
    )


def _while(body: s.While, result: t.Type, at: Lowering) -> n.While:
    condition = lower_expression(body.condition, at)
    limit = lower_expression(body.limit, at)
    block = lower_block(body.body, at)
    machine = machine_of(condition, block, result)
    return n.While(condition, limit, block, result, machine, place=at.place(body))


def _try(body: s.Try, result: t.Type, at: Lowering) -> n.Try:
    catches = tuple(
        n.Catch(
            tuple(name.text for name in catch.errors) if catch.errors is not None else None,
            catch.name.text if catch.name is not None else None,
            lower_block(catch.body, at),
            place=at.place(catch),
        )
        for catch in body.catches
    )
    final = _optional_block(body.final, at)
    return n.Try(lower_block(body.body, at), catches, final, result, place=at.place(body))


def _parallel(body: s.Parallel, result: t.Type, at: Lowering) -> n.Parallel:
    branches = tuple(
        n.Branch(
            branch.name.text, lower_block(branch.body, at), doc=branch.doc, place=at.place(branch)
        )
        for branch in body.branches
    )
    count = lower_optional(body.count, at)
    return n.Parallel(branches, body.mode, count, result, place=at.place(body))
