"""Names in blocks, statements, bodies and clauses."""

from collections.abc import Iterable
from typing import assert_never

from pipesmith.analysis import name_findings
from pipesmith.analysis.bindings import BUILT_IN_ERRORS, Awaited, Binding, Declared
from pipesmith.analysis.functions import FUNCTIONS
from pipesmith.analysis.resolve_expressions import (
    kind_of,
    resolve_error,
    resolve_expression,
    resolve_optional,
    resolve_type,
)
from pipesmith.analysis.resolving import Resolving
from pipesmith.analysis.standard import STANDARD_COMPONENTS
from pipesmith.diagnostics import analysis_codes as codes
from pipesmith.diagnostics.suggest import nearest
from pipesmith.syntax import nodes as s


def resolve_block(block: s.Block, state: Resolving) -> None:
    """Declare what a block declares, then resolve its statements: a stage may be read above it."""
    with state.scope():
        depth = len(state.at)
        for position, statement in enumerate(block.statements):
            _declare(statement, block, position, depth, state)
        for position, statement in enumerate(block.statements):
            with state.statement(statement, position):
                _resolve_statement(statement, state)
        if block.result is not None:
            with state.statement(block.result, len(block.statements)):
                resolve_expression(block.result.value, state)


def _declare(
    statement: s.Statement, block: s.Block, position: int, depth: int, state: Resolving
) -> None:
    match statement:
        case s.Stage(name=name):
            state.declare(Binding("stage", name.text, name.span, statement, block, position, depth))
        case s.Let(name=name):
            state.declare(Binding("let", name.text, name.span, statement, block, position, depth))
        case s.Var(name=name):
            state.declare(Binding("var", name.text, name.span, statement, block, position, depth))
        case _:
            pass


def _resolve_statement(statement: s.Statement, state: Resolving) -> None:
    match statement:
        case s.Stage():
            if statement.type is not None:
                resolve_type(statement.type, state, direct=False)
            _resolve_work(statement.body, statement.clauses, state)
        case s.Do() | s.Control():
            _resolve_work(statement.body, statement.clauses, state)
        case s.Let() | s.Var():
            if statement.type is not None:
                resolve_type(statement.type, state, direct=False)
            resolve_expression(statement.value, state)
        case s.Set():
            _resolve_set(statement, state)
        case s.Return():
            resolve_optional(statement.value, state)
        case s.Raise():
            if statement.error is not None:
                resolve_error(statement.error, state, raised=True)
            resolve_optional(statement.message, state)
            resolve_optional(statement.detail, state)
        case s.Break() | s.Continue():
            pass
        case _:
            assert_never(statement)


def _resolve_work(body: s.Body, clauses: tuple[s.Clause, ...], state: Resolving) -> None:
    _resolve_body(body, state)
    resolve_clauses(clauses, state)


def _resolve_set(statement: s.Set, state: Resolving) -> None:
    resolve_expression(statement.value, state)
    name = statement.name
    binding = state.scopes.visible.get(name.text)
    if binding is None:
        variables = [key for key, b in state.scopes.visible.items() if b.kind == "var"]
        state.unknown(codes.UNKNOWN_NAME, "variable", name, "not a variable", variables)
    elif binding.kind != "var":
        state.findings.append(name_findings.not_a_variable(name.text, name.span, binding.span))
    else:
        state.names.references[statement] = binding
        state.touch(binding, sets=name.span)
        if binding.depth < state.concurrent_from:
            state.findings.append(name_findings.concurrent_set(name.text, name.span, binding.span))


# ---------------------------------------------------------------- bodies


def _resolve_body(body: s.Body, state: Resolving) -> None:
    match body:
        case s.Invoke(call=call):
            _resolve_call(call, state)
        case s.If():
            for condition, block in body.arms:
                resolve_expression(condition, state)
                resolve_block(block, state)
            _resolve_optional_block(body.otherwise, state)
        case s.Switch():
            _resolve_switch(body, state)
        case s.Foreach():
            _resolve_foreach(body, state)
        case s.While():
            resolve_expression(body.condition, state)
            resolve_expression(body.limit, state)
            resolve_block(body.body, state)
        case s.Repeat():
            resolve_expression(body.count, state)
            resolve_block(body.body, state)
        case s.Try():
            _resolve_try(body, state)
        case s.Parallel():
            _resolve_parallel(body, state)
        case s.Wait():
            resolve_expression(body.value, state)
        case s.Signal():
            state.names.signals.setdefault(body.name.constant or "", Awaited(state.module, body))
            if body.type is not None:
                resolve_type(body.type, state, direct=False)
            resolve_optional(body.timeout, state)
        case _:
            assert_never(body)


def _resolve_optional_block(block: s.Block | None, state: Resolving) -> None:
    if block is not None:
        resolve_block(block, state)


def _resolve_call(call: s.Call, state: Resolving) -> None:
    name = call.function
    declared = state.find(name.text)
    is_function = name.text in FUNCTIONS if declared is None else _is_function(declared)
    if is_function:
        state.findings.append(name_findings.function_as_stage(name.text, name.span))
    elif declared is None and name.text not in STANDARD_COMPONENTS:
        called = (*state.declared(s.Component, s.Pipeline), *STANDARD_COMPONENTS)
        kind = "component or pipeline"
        state.unknown(codes.UNKNOWN_COMPONENT, kind, name, f"not a {kind}", called)
    elif declared and not isinstance(declared.node, s.Component | s.Pipeline):
        actual = kind_of(declared.node)
        state.findings.append(
            name_findings.wrong_kind(
                codes.UNKNOWN_COMPONENT, name.text, name.span, actual, "a component or pipeline"
            )
        )
    elif declared and isinstance(declared.node, s.Pipeline):
        state.link(state.calls, declared, name.span)
    for argument in call.arguments:
        resolve_expression(argument.value, state)


def _is_function(declared: Declared) -> bool:
    return isinstance(declared.node, s.Function)


def _resolve_switch(body: s.Switch, state: Resolving) -> None:
    resolve_expression(body.subject, state)
    for case in body.cases:
        for value in case.values:
            resolve_expression(value, state)
        resolve_block(case.body, state)
    _resolve_optional_block(body.otherwise, state)


def _resolve_foreach(body: s.Foreach, state: Resolving) -> None:
    resolve_expression(body.items, state)
    resolve_optional(body.parallel, state)
    with state.scope(), state.concurrent(body.parallel is not None):
        state.bind_name("loop", body.item)
        if body.index is not None:
            state.bind_name("loop", body.index)
        resolve_block(body.body, state)


def _resolve_try(body: s.Try, state: Resolving) -> None:
    resolve_block(body.body, state)
    for catch in body.catches:
        name = catch.name or _name_without_error(catch, state)
        for error in catch.errors or ():
            meant = f"* as {error.text}" if error is name else None
            resolve_error(error, state, raised=False, meant=meant)
        with state.scope():
            if name is not None:
                state.bind_name("caught", name, hides=True)
            resolve_block(catch.body, state)
    _resolve_optional_block(body.final, state)


def _name_without_error(catch: s.Catch, state: Resolving) -> s.Name | None:
    """Give what stands as the only error and is like none: as in `catch e`, for `catch * as e`."""
    if catch.errors is None or len(catch.errors) > 1:
        return None
    (name,) = catch.errors
    known = (*state.names.spaces[state.module], *BUILT_IN_ERRORS)
    return name if name.text not in known and nearest(name.text, known) is None else None


def _resolve_parallel(body: s.Parallel, state: Resolving) -> None:
    resolve_optional(body.count, state)
    with state.scope(), state.concurrent(True):
        for branch in body.branches:
            state.bind_name("branch", branch.name)
        for branch in body.branches:
            resolve_block(branch.body, state)


# ---------------------------------------------------------------- clauses


def resolve_clauses(clauses: Iterable[s.Clause], state: Resolving) -> None:
    """Resolve clauses; `error` is in scope in a fallback."""
    for clause in clauses:
        match clause:
            case s.ValueClause(keyword="fallback", value=value):
                with state.scope():
                    state.scopes.bind(Binding("error", "error", clause.span, clause))
                    resolve_expression(value, state)
            case s.ValueClause(value=value):
                resolve_expression(value, state)
            case s.Retry():
                _resolve_retry(clause, state)
            case s.When():
                resolve_expression(clause.condition, state)
                resolve_optional(clause.otherwise, state)
            case s.After(names=names):
                for name in names:
                    _resolve_after(name, state)
            case s.Cache():
                resolve_expression(clause.age, state)
                resolve_optional(clause.key, state)
            case _:
                assert_never(clause)


def _resolve_retry(clause: s.Retry, state: Resolving) -> None:
    resolve_expression(clause.count, state)
    for argument in clause.backoff.arguments if clause.backoff else ():
        resolve_expression(argument.value, state)
    resolve_optional(clause.jitter, state)
    for error in clause.on or ():
        resolve_error(error, state, raised=False)


def _resolve_after(name: s.Name, state: Resolving) -> None:
    binding = state.scopes.visible.get(name.text)
    if binding is not None and binding.kind == "stage":
        state.follow(binding, name.span)
        return
    stages = [key for key, b in state.scopes.visible.items() if b.kind == "stage"]
    state.unknown(codes.UNKNOWN_STAGE, "stage", name, "not a stage of this block", stages)
