"""What must hold of any IR, whoever built it.

Reads     a program: lowered, read from JSON, or built by hand.
Gives     nothing new.
Reports   every problem, each with its place in the program: names that nothing declares, values
whose type does not fit
          where they go, reads without an edge, edges that form a cycle, calls that form a cycle.
Promises  a program without problems is safe for a target: each lookup it needs succeeds and each
type is what it says.
Leaves    what one target cannot do to that target's `check`.
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any, cast

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.declared import Declared
from pipesmith.ir.scope import Scope
from pipesmith.ir.verify_blocks import block_problems
from pipesmith.ir.verify_expressions import expression_problems
from pipesmith.ir.verify_tests import scenario_problems
from pipesmith.ir.walk import inside


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that must not be: where in the program, where in the source, and what."""

    path: str
    place: n.Place
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


def verify(program: n.Program) -> tuple[Problem, ...]:
    """Give every problem of a program, in its order; none means that a target may rely on it."""
    duplicates = tuple(_duplicate_problems(program))
    if duplicates:
        return duplicates
    declared = Declared.of(program)
    return (*_declaration_problems(program, declared), *_call_cycles(program))


def _duplicate_problems(program: n.Program) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for module in program.modules:
        if (module.name, "") in seen:
            yield Problem(module.name, module.place, "a second module of this name")
        seen.add((module.name, ""))
        for declaration in module.declarations:
            if (module.name, declaration.name) in seen:
                path = f"{module.name}.{declaration.name}"
                yield Problem(path, declaration.place, "a second declaration of this name")
            seen.add((module.name, declaration.name))


def _declaration_problems(program: n.Program, declared: Declared) -> Iterator[Problem]:
    for module in program.modules:
        for declaration in module.declarations:
            path = f"{module.name}.{declaration.name}"
            unknown = tuple(_unknown_types(declaration, declared))
            found = unknown or tuple(_problems_of(declaration, declared))
            for place, message in found:
                yield Problem(path, place, message)
        for scenario in module.tests:
            path = f'{module.name}."{scenario.title}"'
            types = tuple(_unknown_types(scenario, declared))
            for place, message in types or scenario_problems(scenario, declared):
                yield Problem(path, place, message)


def _unknown_types(
    declaration: n.Declaration | n.Scenario, declared: Declared
) -> Iterator[tuple[n.Place, str]]:
    for node in inside(declaration):
        for type_ in _types_of(node):
            for part in t.inside(type_):
                if isinstance(part, t.NominalType) and not declared.has_type(part):
                    yield (
                        getattr(node, "place", declaration.place),
                        f"no {part.of} `{part}` is declared",
                    )
                if isinstance(part, t.AnyType):
                    yield getattr(node, "place", declaration.place), "a type is not known"


def _types_of(node: object) -> Iterator[t.Type]:
    for name in ("type", "result", "item_type"):
        value: Any = getattr(node, name, None)
        if isinstance(value, t.TYPES):
            yield cast(t.Type, value)


def _problems_of(declaration: n.Declaration, declared: Declared) -> Iterator[tuple[n.Place, str]]:
    empty = Scope(declared)
    match declaration:
        case n.Record():
            yield from _record_problems(declaration, empty)
        case n.Alias():
            yield from _condition_problems(declaration.where, empty.binding("it", declaration.type))
        case n.Function():
            scope = yield from _parameter_problems(declaration.parameters, empty)
            yield from expression_problems(declaration.body, scope, declaration.result)
        case n.Component():
            scope = yield from _parameter_problems(declaration.parameters, empty)
            for binding in declaration.bindings:
                for expression in _expressions(binding):
                    yield from expression_problems(expression, scope, None)
        case n.Pipeline():
            yield from _pipeline_problems(declaration, empty)
        case _:
            return


def _expressions(binding: n.Binding) -> Iterator[n.Expression]:
    match binding:
        case n.HttpBinding():
            yield binding.url
            yield from (pair.value for pair in (*binding.headers, *binding.query))
            yield from binding.auth.values if binding.auth else ()
            if binding.body is not None:
                yield binding.body
        case n.ModelBinding():
            yield from (binding.model, binding.prompt, *(pair.value for pair in binding.settings))
            if binding.system is not None:
                yield binding.system
        case _:
            return


def _record_problems(record: n.Record, scope: Scope) -> Iterator[tuple[n.Place, str]]:
    scope = yield from _parameter_problems(record.fields, scope)
    for check in record.checks:
        yield from _condition_problems(check, scope)


def _parameter_problems(
    fields: tuple[n.Field, ...], scope: Scope
) -> Generator[tuple[n.Place, str], None, Scope]:
    """Check fields in order; each sees those before it. Return the scope that holds them all."""
    for field in fields:
        if scope.has(field.name):
            yield field.place, f"a second `{field.name}`"
        if field.default is not None:
            yield from expression_problems(field.default, scope, field.type)
        scope = scope.binding(field.name, field.type)
        yield from _condition_problems(field.where, scope.binding("it", t.present(field.type)))
    return scope


def _condition_problems(
    condition: n.Condition | None, scope: Scope
) -> Iterator[tuple[n.Place, str]]:
    if condition is not None:
        yield from expression_problems(condition.test, scope, t.BOOL)


def _pipeline_problems(pipeline: n.Pipeline, scope: Scope) -> Iterator[tuple[n.Place, str]]:
    scope = yield from _parameter_problems(pipeline.parameters, scope)
    for limit, wanted in ((pipeline.timeout, t.DURATION), (pipeline.concurrency, t.INT)):
        if limit is not None:
            yield from expression_problems(limit, scope, wanted)
    if pipeline.body.completes and pipeline.result is not None and not _nullable(pipeline.result):
        yield pipeline.place, f"the end can be reached, but the result is `{pipeline.result}`"
    yield from block_problems(pipeline.body, scope.returning(pipeline.result))
    if pipeline.on_error:
        scope = scope.binding(pipeline.on_error.name, t.PIPELINE_ERROR)
        yield from block_problems(pipeline.on_error.body, scope)


def _nullable(type_: t.Type) -> bool:
    return isinstance(type_, t.OptionalType) or type_ in (t.NULL, t.JSON)


def _call_cycles(program: n.Program) -> Iterator[Problem]:
    """Report functions and pipelines that call themselves, directly or through others, each cycle
    once.
    """
    calls = {
        (module.name, item.name): tuple(_called(item))
        for module in program.modules
        for item in module.declarations
        if isinstance(item, n.Function | n.Pipeline)
    }
    done: set[tuple[str, str]] = set()
    for start in calls:
        for cycle in _cycles_from(start, calls, done):
            path = " -> ".join(name for _, name in cycle)
            yield Problem(".".join(cycle[0]), n.NO_PLACE, f"a cycle of calls: {path}")


def _called(declaration: n.Declaration) -> Iterator[tuple[str, str]]:
    for node in inside(declaration):
        if isinstance(node, n.CallDeclared):
            yield node.module, node.function
        elif isinstance(node, n.PipelineCall):
            yield node.module, node.pipeline


_Call = tuple[str, str]


def _cycles_from(
    start: _Call, calls: dict[_Call, tuple[_Call, ...]], done: set[_Call]
) -> Iterator[tuple[_Call, ...]]:
    """Walk depth first from one declaration; what was walked before is not walked again."""
    path: list[_Call] = []
    pending: list[tuple[_Call, bool]] = [(start, False)]
    while pending:
        here, leaving = pending.pop()
        if leaving:
            path.pop()
            done.add(here)
        elif here in path:
            yield (*path[path.index(here) :], here)
        elif here not in done and here in calls:
            path.append(here)
            pending.append((here, True))
            pending.extend((called, False) for called in reversed(calls[here]))
