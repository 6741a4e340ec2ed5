"""A type for every expression, and what must hold of every declaration.

Reads     the loaded modules and what their names mean.
Gives     types, conversions, bound arguments: all that `lower` needs to know of a node.
Reports   what does not fit: types, null, arguments, clauses, ways out of blocks, secrets that would
          be seen.
Promises  one mistake is one finding: what is wrong has an unknown type, of which nothing more is
          said.
Leaves    which statement waits for which to `put_in_order`.
"""

from dataclasses import dataclass
from typing import assert_never

from pipesmith import types as t
from pipesmith.analysis import component_findings, flow_findings
from pipesmith.analysis.bindings import Declaration, Names
from pipesmith.analysis.check_bindings import check_bindings
from pipesmith.analysis.check_blocks import check_block
from pipesmith.analysis.check_clauses import check_clauses
from pipesmith.analysis.check_tests import check_tests
from pipesmith.analysis.checking import Checking, Tables
from pipesmith.analysis.coercion import check_literal, coerce, demand, demand_condition
from pipesmith.analysis.endings import ending
from pipesmith.analysis.expressions import type_of
from pipesmith.analysis.frames import Frame
from pipesmith.analysis.load import Loaded
from pipesmith.analysis.query_sites import QuerySites
from pipesmith.analysis.raises import RaisesFinder, sorted_errors
from pipesmith.analysis.relations import Relations
from pipesmith.analysis.schemas import Schemas
from pipesmith.analysis.type_reader import TypeReader
from pipesmith.diagnostics import Finding
from pipesmith.syntax import nodes as s


@dataclass(frozen=True, slots=True)
class Types:
    """What is known of every node of a program."""

    tables: Tables
    schemas: Schemas
    relations: Relations
    findings: tuple[Finding, ...]

    def of(self, node: s.Expression) -> t.Type:
        """Give the type of an expression before its conversions."""
        return self.tables.types[node]

    def conversions(self, node: s.Expression) -> tuple[t.Type, ...]:
        """Give the conversions of an expression, each by the type it leads to."""
        return self.tables.steps.get(node) or ()


def check(loaded: Loaded, names: Names) -> Types:
    """Check a program."""
    findings: list[Finding] = []
    reader = TypeReader(names, findings)
    schemas = Schemas(names, reader)
    relations = Relations(names, schemas)
    tables = Tables()
    sources = loaded.sources
    modules = [
        (
            module.tree,
            Checking(
                names, module.name, reader, schemas, relations, tables, findings, type_of, sources
            ),
        )
        for module in loaded.modules
    ]
    for tree, c in modules:
        for node in tree.declarations:
            if isinstance(node, Declaration):
                _check_declaration(node, c)
    for tree, c in modules:
        check_tests(tree, c)
    _infer_raises(loaded, names, tables, findings)
    return Types(tables, schemas, relations, tuple(findings))


def _check_declaration(node: Declaration, c: Checking) -> None:
    match node:
        case s.Record():
            with c.inside("pure", "a record"):
                _check_record(node, c)
        case s.TypeAlias():
            base = c.read_type(node.type)
            if node.where is not None:
                with c.inside("pure", "a type"), c.with_it(t.present(base)):
                    demand_condition(node.where, c, "the condition of `where`")
        case s.Function():
            with c.inside("pure", "a function"):
                _check_fields(node.parameters, c)
                result = c.read_type(node.result)
                because = (node.result.span, "the declared result")
                demand(node.body, result, c, f"the result of `{node.name.text}`", because)
        case s.Component():
            _check_component(node, c)
        case s.Pipeline():
            _check_pipeline(node, c)
        case s.Enum() | s.ErrorDeclaration():
            pass
        case _:
            assert_never(node)


# ---------------------------------------------------------------- fields and parameters


def _check_fields(fields: tuple[s.Field, ...], c: Checking) -> None:
    """Check fields or parameters in order: each sees those before it."""
    for field in fields:
        type_ = c.read_type(field.type)
        if field.default is not None:
            because = (field.type.span, f"`{field.name.text}` is declared here")
            demand(field.default, type_, c, f"`{field.name.text}`", because)
            if field.where is not None:
                check_literal(field.default, field.where, c)
        if field.where is not None:
            with c.with_it(t.present(type_)):
                demand_condition(field.where, c, "the condition of `where`")
        c.tables.values[c.names.bindings[field]] = type_


def _check_record(node: s.Record, c: Checking) -> None:
    _check_fields(node.fields, c)
    for check in node.checks:
        demand_condition(check.condition, c, "the condition of `check`")


# ---------------------------------------------------------------- components and pipelines


def _check_component(node: s.Component, c: Checking) -> None:
    with c.inside("pure", "the default of a parameter"):
        _check_fields(node.parameters, c)
    result = c.read_type(node.result) if node.result is not None else t.NULL
    with c.inside("component", "a component"):
        check_bindings(node, c)
    with c.inside("run", "a component"):
        check_clauses(node.clauses, c, "component")
        _check_fallback(node, result, c)


def _check_fallback(node: s.Component, result: t.Type, c: Checking) -> None:
    """Hold a component's own fallback against its result."""
    for clause in node.clauses:
        if isinstance(clause, s.ValueClause) and clause.keyword == "fallback":
            given = c.infer(clause.value, result)
            coerce(clause.value, given, result, c, f"the fallback of `{node.name.text}`")


def _check_pipeline(node: s.Pipeline, c: Checking) -> None:
    with c.inside("pure", "the default of a parameter"):
        _check_fields(node.parameters, c)
    result = c.read_type(node.result) if node.result is not None else t.NULL
    with c.inside("run", "a pipeline"):
        check_clauses(node.clauses, c, "pipeline")
        value = check_block(node.body, c, Frame(check_block, result))
        _refuse_yield(node.body, c, "end the pipeline with `return`")
        if value.completes and not c.relations.fits(t.NULL, result):
            _refuse_end(node, result, c)
        _check_on_error(node, result, c)
    if node.raises is not None:
        span = node.raises[0].span if node.raises else node.name.span
        c.report(component_findings.result_not_inferred(span))


def _refuse_end(node: s.Pipeline, result: t.Type, c: Checking) -> None:
    """Say that a result is missing, unless it was meant by what is reported already."""
    assert node.result is not None
    body, name = node.body.span, node.name.text
    if not c.led_astray(body):
        way = ending("return", node.body, result, c)
        c.report(flow_findings.missing_return(body, name, result, node.result.span, way))


def _check_on_error(node: s.Pipeline, result: t.Type, c: Checking) -> None:
    if node.on_error is None:
        return
    why = "`on error` cannot change how a run ends"
    block = node.on_error.body
    check_block(block, c, Frame(check_block, result, no_return=why))
    _refuse_yield(block, c, "leave it out")


def _refuse_yield(block: s.Block, c: Checking, way: str) -> None:
    if block.result is not None:
        why = "this block has no value"
        c.report(flow_findings.misplaced_yield(block.result.span, why, way))


def _infer_raises(loaded: Loaded, names: Names, tables: Tables, findings: list[Finding]) -> None:
    queries = QuerySites.of(tables, [module.tree for module in loaded.modules])
    finder = RaisesFinder(names, findings, tables.converted, queries)
    for module in loaded.modules:
        for node in module.tree.declarations:
            if isinstance(node, s.Pipeline):
                errors = finder.of_pipeline(node, module.name)
                tables.raises[node] = tuple(sorted_errors(errors))
                if node.on_error is not None:
                    finder.of_block(node.on_error.body, module.name)
