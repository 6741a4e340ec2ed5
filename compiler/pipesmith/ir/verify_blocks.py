"""What must hold of blocks, statements, bodies, policies, and the edges between statements."""

from collections.abc import Iterator
from typing import assert_never

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.machines import machine_of
from pipesmith.ir.scope import Scope
from pipesmith.ir.verify_expressions import expression_problems, given_problems
from pipesmith.ir.walk import free_names

Problems = Iterator[tuple[n.Place, str]]


def block_problems(block: n.Block, scope: Scope, wanted: t.Type | None = None) -> Problems:
    """Check a block whose value, if it has one, must fit `wanted`."""
    names: dict[str, t.Type] = {}
    for statement in block.statements:
        if not isinstance(statement, n.Stage | n.Let | n.Var) or statement.name is None:
            continue
        if statement.name in names or scope.has(statement.name):
            yield statement.place, f"`{statement.name}` is declared already"
        names[statement.name] = statement.type
    inner = scope.within(names)
    yield from _edge_problems(block)
    for statement in block.statements:
        yield from _statement_problems(statement, inner)
    if block.value is not None:
        yield from expression_problems(block.value, inner, wanted)


# ---------------------------------------------------------------- edges


def _edge_problems(block: n.Block) -> Problems:
    """Refuse edges that lead nowhere, reads without an edge, and cycles."""
    count = len(block.statements)
    for position, statement in enumerate(block.statements):
        if any(not 0 <= other < count or other == position for other in statement.waits_for):
            yield statement.place, f"waits for a statement that is not there: {statement.waits_for}"
            return
    yield from _missing_edges(block)
    yield from _cycle_problems(block)


def _missing_edges(block: n.Block) -> Problems:
    producers = {
        statement.name: position
        for position, statement in enumerate(block.statements)
        if isinstance(statement, n.Stage | n.Let) and statement.name
    }
    for position, statement in enumerate(block.statements):
        direct = {producers[name] for name in free_names(statement) if name in producers} - {
            position
        }
        for missing in sorted(direct - _ancestors(block, position, direct)):
            producer = block.statements[missing]
            name = getattr(producer, "name", None)
            yield statement.place, f"reads `{name}` without waiting for it"


def _ancestors(block: n.Block, position: int, wanted: set[int]) -> set[int]:
    """Give what a statement waits for, followed only until all that is wanted is found."""
    found = set(block.statements[position].waits_for)
    pending = list(found)
    while pending and not wanted <= found:
        for other in block.statements[pending.pop()].waits_for:
            if other not in found:
                found.add(other)
                pending.append(other)
    return found


def _cycle_problems(block: n.Block) -> Problems:
    """Take away what waits for nothing until nothing is left; what stays is a cycle or waits for
    one.
    """
    left = {position: set(item.waits_for) for position, item in enumerate(block.statements)}
    waiters: dict[int, list[int]] = {}
    for position, others in left.items():
        for other in others:
            waiters.setdefault(other, []).append(position)
    ready = [position for position, others in left.items() if not others]
    while ready:
        done = ready.pop()
        del left[done]
        for waiter in waiters.get(done, ()):
            left[waiter].discard(done)
            if not left[waiter]:
                ready.append(waiter)
    if left:
        names = ", ".join(_called(block.statements[position]) for position in sorted(left))
        yield block.statements[min(left)].place, f"statements wait for each other: {names}"


def _called(statement: n.Statement) -> str:
    name = getattr(statement, "name", None)
    return f"`{name}`" if name else f"the {statement.kind} in line {statement.place.line}"


# ---------------------------------------------------------------- statements


def _statement_problems(statement: n.Statement, scope: Scope) -> Problems:
    match statement:
        case n.Stage():
            yield from _stage_problems(statement, scope)
        case n.Let() | n.Var():
            yield from expression_problems(statement.value, scope, statement.type)
        case n.Set():
            wanted = scope.type_of(statement.name)
            if wanted is None:
                yield statement.place, f"no variable `{statement.name}` is declared"
            yield from expression_problems(statement.value, scope, wanted)
        case n.Return():
            yield from _return_problems(statement, scope)
        case n.Raise():
            yield from _raise_problems(statement, scope)
        case n.Jump():
            if not scope.in_loop:
                yield statement.place, f"`{statement.to}` stands outside a loop"
        case _:
            assert_never(statement)


def _return_problems(statement: n.Return, scope: Scope) -> Problems:
    if statement.value is not None:
        yield from expression_problems(statement.value, scope, scope.result or t.NULL)


def _raise_problems(statement: n.Raise, scope: Scope) -> Problems:
    if statement.error is None and not scope.in_catch:
        yield statement.place, "a bare `raise` stands outside `catch`"
    for expression, wanted in ((statement.message, t.STRING), (statement.detail, t.JSON)):
        if expression is not None:
            yield from expression_problems(expression, scope, wanted)


def _stage_problems(stage: n.Stage, scope: Scope) -> Problems:
    yield from _policy_problems(stage, scope)
    yield from _body_problems(stage.body, scope)
    declared = scope.declared
    if stage.convert is not None:
        given = scope.binding("it", stage.body.result)
        yield from expression_problems(stage.convert, given, stage.type)
    elif stage.name and not declared.fits(stage.body.result, stage.type):
        yield (
            stage.place,
            f"a `{stage.type}` is declared, but the body gives a `{stage.body.result}`",
        )


def _policy_problems(stage: n.Stage, scope: Scope) -> Problems:
    policies = stage.policies
    if policies.when:
        yield from expression_problems(policies.when.condition, scope, t.BOOL)
        if policies.when.otherwise is not None:
            yield from expression_problems(policies.when.otherwise, scope, stage.type)
    if policies.fallback is not None:
        inner = scope.binding("error", t.PIPELINE_ERROR)
        yield from expression_problems(policies.fallback, inner, stage.type)
    for expression, wanted in _limits(policies):
        if expression is not None:
            yield from expression_problems(expression, scope, wanted)


def _limits(policies: n.Policies) -> Iterator[tuple[n.Expression | None, t.Type | None]]:
    yield policies.deadline, t.DURATION
    yield policies.timeout, t.DURATION
    yield policies.concurrency, t.INT
    yield policies.priority, t.INT
    yield policies.idempotent, None
    if policies.cache:
        yield policies.cache.age, t.DURATION
        yield policies.cache.key, None
    if policies.retry:
        yield policies.retry.count, t.INT
        yield policies.retry.jitter, t.FLOAT
        if policies.retry.backoff:
            backoff = policies.retry.backoff
            yield from ((part, t.DURATION) for part in (backoff.start, backoff.step, backoff.limit))
            yield backoff.factor, t.FLOAT


# ---------------------------------------------------------------- bodies


def _body_problems(body: n.Body, scope: Scope) -> Problems:
    match body:
        case n.ComponentCall() | n.PipelineCall():
            yield from _call_problems(body, scope)
        case n.If():
            for arm in body.arms:
                yield from expression_problems(arm.condition, scope, t.BOOL)
                yield from block_problems(arm.body, scope, body.result)
            yield from _optional_block(body.otherwise, scope, body.result)
        case n.Switch():
            yield from _switch_problems(body, scope)
        case n.Foreach() | n.While() | n.Repeat():
            yield from _loop_problems(body, scope)
        case n.Try():
            yield from _try_problems(body, scope)
        case n.Parallel():
            for branch in body.branches:
                yield from block_problems(branch.body, scope)
        case n.Wait():
            wanted = t.DATETIME if body.until else t.DURATION
            yield from expression_problems(body.value, scope, wanted)
        case n.Signal():
            if body.timeout is not None:
                yield from expression_problems(body.timeout, scope, t.DURATION)
        case _:
            assert_never(body)


def _call_problems(body: n.ComponentCall | n.PipelineCall, scope: Scope) -> Problems:
    """Check the schema on every edge into a call: each argument against its parameter."""
    name = body.component if isinstance(body, n.ComponentCall) else body.pipeline
    if not body.module:
        for pair in body.arguments:
            yield from expression_problems(pair.value, scope, None)
        return
    called = _callee(body, scope)
    if called is None:
        yield body.place, f"`{name}` is not declared in `{body.module}`"
        return
    yield from given_problems(body.arguments, called.parameters, name, body.place, scope)
    if not scope.declared.fits(called.result or t.NULL, body.result):
        yield body.place, f"`{name}` gives a `{called.result}`, not a `{body.result}`"


def _callee(
    body: n.ComponentCall | n.PipelineCall, scope: Scope
) -> n.Component | n.Pipeline | None:
    if isinstance(body, n.ComponentCall):
        return scope.declared.components.get((body.module, body.component))
    return scope.declared.pipelines.get((body.module, body.pipeline))


def _optional_block(block: n.Block | None, scope: Scope, wanted: t.Type | None) -> Problems:
    if block is not None:
        yield from block_problems(block, scope, wanted)


def _switch_problems(body: n.Switch, scope: Scope) -> Problems:
    yield from expression_problems(body.subject, scope, None)
    for case in body.cases:
        for value in case.values:
            yield from expression_problems(value, scope, None)
        yield from block_problems(case.body, scope, body.result)
    yield from _optional_block(body.otherwise, scope, body.result)


def _loop_problems(body: n.Foreach | n.While | n.Repeat, scope: Scope) -> Problems:
    inner = scope.looping()
    match body:
        case n.Foreach():
            yield from expression_problems(body.items, scope, None)
            if body.parallel is not None:
                yield from expression_problems(body.parallel, scope, t.INT)
            inner = inner.binding(body.item, body.item_type)
            if body.index:
                inner = inner.binding(body.index, t.INT)
        case n.While():
            if body.machine != machine_of(body.condition, body.body, body.result):
                yield body.place, "the states of the machine are not those of its loop"
            yield from expression_problems(body.condition, scope, t.BOOL)
            yield from expression_problems(body.limit, scope, t.INT)
        case n.Repeat():
            yield from expression_problems(body.count, scope, t.INT)
    yield from block_problems(body.body, inner, _item(body.result))


def _item(result: t.Type) -> t.Type | None:
    match result:
        case t.ListType(item=t.OutcomeType(value=item)) | t.ListType(item=item):
            return item
        case _:
            return None


def _try_problems(body: n.Try, scope: Scope) -> Problems:
    yield from block_problems(body.body, scope, body.result)
    for catch in body.catches:
        inner = scope.catching()
        if catch.name:
            inner = inner.binding(catch.name, t.PIPELINE_ERROR)
        yield from block_problems(catch.body, inner, body.result)
    yield from _optional_block(body.final, scope, None)
