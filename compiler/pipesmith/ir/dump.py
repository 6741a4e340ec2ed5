"""A stable text form of the IR, for people and snapshots.

Reads     a program, verified or not.
Gives     text: a line a declaration, statement and policy; expressions in one line, conversions and
types spelled out.
Reports   nothing.
Promises  same program, same text; places are left out, so that moving a program does not change it.
Leaves    reading it back to `json_form`.
"""

import json
from collections.abc import Iterator
from typing import assert_never

from pipesmith.ir import nodes as n
from pipesmith.ir.dump_expressions import show, show_pairs
from pipesmith.ir.dump_tests import dump_scenario

INDENT = "  "


def dump(program: n.Program) -> str:
    """Give the text form of a program."""
    lines = [f"ir {program.version}"]
    for module in program.modules:
        lines.append(f"module {module.name}")
        lines += _indented(line for wanted in module.imports for line in _import(wanted))
        for declaration in module.declarations:
            lines += _indented(_declaration(declaration))
        for scenario in module.tests:
            lines += _indented(dump_scenario(scenario))
    return "\n".join(lines) + "\n"


def _indented(lines: Iterator[str]) -> list[str]:
    return [INDENT + line for line in lines]


def _import(wanted: n.Import) -> Iterator[str]:
    yield f"import {', '.join(wanted.names)} from {wanted.module}"


def _declaration(declaration: n.Declaration) -> Iterator[str]:
    match declaration:
        case n.Record():
            yield f"record {declaration.name}"
            yield from _indented(_field(field) for field in declaration.fields)
            yield from _indented(f"check {_condition(check)}" for check in declaration.checks)
        case n.Enum():
            values = ", ".join(value.name for value in declaration.values)
            yield f"enum {declaration.name}: {values}"
        case n.Alias():
            yield f"type {declaration.name} = {declaration.type}{_where(declaration.where)}"
        case n.ErrorKind():
            yield f"error {declaration.name} is {' is '.join(declaration.ancestors)}"
        case n.Function():
            signature = _signature(declaration.parameters, declaration.result)
            yield f"function {declaration.name}{signature} = {show(declaration.body)}"
        case n.Component():
            yield from _component(declaration)
        case n.Pipeline():
            yield from _pipeline(declaration)
        case _:
            assert_never(declaration)


def _field(field: n.Field) -> str:
    default = f" = {show(field.default)}" if field.default is not None else ""
    return f"{field.name}: {field.type}{default}{_where(field.where)}"


def _where(condition: n.Condition | None) -> str:
    return f" where {_condition(condition)}" if condition else ""


def _condition(condition: n.Condition) -> str:
    message = f" else {json.dumps(condition.message)}" if condition.message is not None else ""
    return show(condition.test) + message


def _signature(parameters: tuple[n.Field, ...], result: object) -> str:
    arrow = f" -> {result}" if result is not None else ""
    return f"({', '.join(_field(parameter) for parameter in parameters)}){arrow}"


def _component(component: n.Component) -> Iterator[str]:
    raises = f" raises {', '.join(component.raises)}" if component.raises is not None else ""
    signature = _signature(component.parameters, component.result)
    yield f"{component.role} {component.name}{signature}{raises}"
    for binding in component.bindings:
        yield from _indented(_binding(binding))


def _binding(binding: n.Binding) -> Iterator[str]:
    match binding:
        case n.PythonBinding():
            isolated = " isolated" if binding.isolated else ""
            yield f"python {binding.module}:{binding.callable}{isolated}"
        case n.ApexBinding():
            yield f"apex {binding.name}"
        case n.HttpBinding():
            yield f"http {binding.method} {show(binding.url)}"
            yield from _indented(_request(binding))
        case n.ModelBinding():
            yield f"model {show(binding.model)}"
            yield from _indented(_question(binding))
        case _:
            assert_never(binding)


def _request(binding: n.HttpBinding) -> Iterator[str]:
    yield from (f"header {json.dumps(pair.name)} = {show(pair.value)}" for pair in binding.headers)
    yield from (f"query {json.dumps(pair.name)} = {show(pair.value)}" for pair in binding.query)
    if binding.auth:
        yield f"auth {binding.auth.scheme} {', '.join(map(show, binding.auth.values))}"
    if binding.body is not None:
        yield f"body {show(binding.body)}"


def _question(binding: n.ModelBinding) -> Iterator[str]:
    if binding.system is not None:
        yield f"system {show(binding.system)}"
    yield f"prompt {show(binding.prompt)}"
    if binding.repair:
        yield f"repair {binding.repair}"
    yield from (f"{pair.name} {show(pair.value)}" for pair in binding.settings)


def _pipeline(pipeline: n.Pipeline) -> Iterator[str]:
    version = f" version {json.dumps(pipeline.version)}" if pipeline.version is not None else ""
    yield f"pipeline {pipeline.name}{version}{_signature(pipeline.parameters, pipeline.result)}"
    if pipeline.raises:
        yield f"{INDENT}raises {', '.join(pipeline.raises)}"
    if pipeline.timeout is not None:
        yield f"{INDENT}timeout {show(pipeline.timeout)}"
    if pipeline.concurrency is not None:
        yield f"{INDENT}concurrency {show(pipeline.concurrency)}"
    yield from _indented(_block(pipeline.body))
    if pipeline.on_error:
        yield f"on error as {pipeline.on_error.name}"
        yield from _indented(_block(pipeline.on_error.body))


def _block(block: n.Block) -> Iterator[str]:
    for position, statement in enumerate(block.statements):
        first, *rest = _statement(statement)
        yield f"{position} {first}{_order(statement)}"
        yield from _indented(iter(rest))
    if block.value is not None:
        yield f"yield {show(block.value)}"
    if not block.completes:
        yield "never completes"


def _order(statement: n.Statement) -> str:
    waits = f" | after {', '.join(map(str, statement.waits_for))}" if statement.waits_for else ""
    return waits + (" | barrier" if statement.barrier else "")


def _statement(statement: n.Statement) -> Iterator[str]:
    match statement:
        case n.Stage():
            yield from _stage(statement)
        case n.Let():
            yield f"let {statement.name}: {statement.type} = {show(statement.value)}"
        case n.Var():
            yield f"var {statement.name}: {statement.type} = {show(statement.value)}"
        case n.Set():
            yield f"set {statement.name} = {show(statement.value)}"
        case n.Return():
            yield f"return {show(statement.value)}" if statement.value is not None else "return"
        case n.Raise():
            yield _raise(statement)
        case n.Jump():
            yield statement.to
        case _:
            assert_never(statement)


def _raise(statement: n.Raise) -> str:
    given = [show(part) for part in (statement.message, statement.detail) if part is not None]
    return f"raise {statement.error}({', '.join(given)})" if statement.error else "raise"


def _stage(stage: n.Stage) -> Iterator[str]:
    word = f"stage {stage.name}" if stage.name else "do"
    used = "" if stage.used or not stage.name else " unread"
    first, *rest = _body(stage.body)
    yield f"{word} @{stage.segment}: {stage.type}{used} = {first}"
    yield from (INDENT + line for line in _policies(stage.policies))
    if stage.convert is not None:
        yield f"{INDENT}convert {show(stage.convert)}"
    yield from rest


def _policies(policies: n.Policies) -> Iterator[str]:
    if policies.when:
        otherwise = (
            f" else {show(policies.when.otherwise)}" if policies.when.otherwise is not None else ""
        )
        yield f"when {show(policies.when.condition)}{otherwise}"
    if policies.cache:
        key = f" key {show(policies.cache.key)}" if policies.cache.key is not None else ""
        yield f"cache {show(policies.cache.age)}{key}"
    for word in ("idempotent", "fallback", "deadline"):
        value: n.Expression | None = getattr(policies, word)
        if value is not None:
            yield f"{word} {show(value)}"
    if policies.retry:
        yield _retry(policies.retry)
    for word in ("concurrency", "timeout", "priority"):
        value = getattr(policies, word)
        if value is not None:
            yield f"{word} {show(value)}"


def _retry(retry: n.Retry) -> str:
    backoff = ""
    if retry.backoff:
        parts = (retry.backoff.start, retry.backoff.step, retry.backoff.factor, retry.backoff.limit)
        backoff = f" backoff {retry.backoff.shape}({', '.join(map(show, parts))})"
    jitter = f" jitter {show(retry.jitter)}" if retry.jitter is not None else ""
    return f"retry {show(retry.count)}{backoff}{jitter} on {', '.join(retry.on)}"


def _body(body: n.Body) -> Iterator[str]:
    match body:
        case n.ComponentCall():
            yield f"call {_qualified(body.module, body.component)}({show_pairs(body.arguments)})"
        case n.PipelineCall():
            yield f"run {_qualified(body.module, body.pipeline)}({show_pairs(body.arguments)})"
        case n.If():
            yield from _if(body)
        case n.Switch():
            yield from _switch(body)
        case n.Foreach():
            yield from _foreach(body)
        case n.While():
            yield f"while {show(body.condition)} max {show(body.limit)} -> {body.result}"
            if body.machine:
                yield from _indented(_machine(body.machine))
            yield from _indented(_block(body.body))
        case n.Repeat():
            yield f"repeat {show(body.count)} -> {body.result}"
            yield from _indented(_block(body.body))
        case n.Try():
            yield from _try(body)
        case n.Parallel():
            yield from _parallel(body)
        case n.Wait():
            yield f"wait {'until ' if body.until else ''}{show(body.value)}"
        case n.Signal():
            timeout = f" timeout {show(body.timeout)}" if body.timeout is not None else ""
            yield f"signal {json.dumps(body.name)} as {body.result}{timeout}"
        case _:
            assert_never(body)


def _qualified(module: str, name: str) -> str:
    return f"{module}.{name}" if module else name


def _if(body: n.If) -> Iterator[str]:
    yield f"if -> {body.result}"
    for arm in body.arms:
        yield f"when {show(arm.condition)}"
        yield from _indented(_block(arm.body))
    yield from _otherwise(body.otherwise)


def _switch(body: n.Switch) -> Iterator[str]:
    exhaustive = " exhaustive" if body.exhaustive else ""
    yield f"switch {show(body.subject)}{exhaustive} -> {body.result}"
    for case in body.cases:
        yield f"case {', '.join(map(show, case.values))}"
        yield from _indented(_block(case.body))
    yield from _otherwise(body.otherwise)


def _otherwise(block: n.Block | None) -> Iterator[str]:
    if block is not None:
        yield "else"
        yield from _indented(_block(block))


def _foreach(body: n.Foreach) -> Iterator[str]:
    index = f", {body.index}" if body.index else ""
    parallel = f" parallel {show(body.parallel)}" if body.parallel is not None else ""
    collect = " collect errors" if body.collect_errors else ""
    item = f"{body.item}: {body.item_type}{index}"
    yield f"foreach {item} in {show(body.items)}{parallel}{collect} -> {body.result}"
    yield from _indented(_block(body.body))


def _machine(machine: n.Machine) -> Iterator[str]:
    yield f"machine of {machine.variable}: {machine.type}, until {machine.last}"
    for state in machine.states:
        yield f"{INDENT}{state.name} -> {', '.join(state.following) or 'nothing'}"


def _try(body: n.Try) -> Iterator[str]:
    yield f"try -> {body.result}"
    yield from _indented(_block(body.body))
    for catch in body.catches:
        name = f" as {catch.name}" if catch.name else ""
        yield f"catch {'*' if catch.errors is None else ', '.join(catch.errors)}{name}"
        yield from _indented(_block(catch.body))
    if body.final is not None:
        yield "finally"
        yield from _indented(_block(body.final))


def _parallel(body: n.Parallel) -> Iterator[str]:
    count = f" {show(body.count)}" if body.count is not None else ""
    yield f"parallel {body.mode}{count} -> {body.result}"
    for branch in body.branches:
        yield f"branch {branch.name}"
        yield from _indented(_block(branch.body))
