"""The checked program -> IR.

Reads     modules, names, types and order of a program without errors.
Gives     the IR: every conversion a node, every clause in its place, every edge listed.
Reports   nothing.
Promises  to succeed: a failure here is a fault of the compiler.
Leaves    how anything is written in a target's language.
"""

from pipesmith.analysis.bindings import Declaration, Names
from pipesmith.analysis.check import Types
from pipesmith.analysis.load import Loaded, LoadedModule
from pipesmith.analysis.order import Order
from pipesmith.ir import nodes as n
from pipesmith.ir.lower_blocks import lower_block
from pipesmith.ir.lower_components import lower_component
from pipesmith.ir.lower_expressions import lower_expression, lower_optional
from pipesmith.ir.lower_fields import lower_condition, lower_fields
from pipesmith.ir.lower_tests import lower_tests
from pipesmith.ir.lowering import Lowering
from pipesmith.syntax import nodes as s


def lower(loaded: Loaded, names: Names, types: Types, order: Order) -> n.Program:
    """Lower a program in which nothing was found to be wrong."""
    sources = loaded.sources
    modules = tuple(
        _module(module, Lowering(names, types, order, sources, module.name))
        for module in loaded.modules
    )
    return n.Program(modules)


def _module(module: LoadedModule, at: Lowering) -> n.Module:
    imports = tuple(
        n.Import(target, tuple(name.text for name in item.names)) for item, target in module.imports
    )
    declarations = tuple(
        _declaration(node, at) for node in module.tree.declarations if isinstance(node, Declaration)
    )
    tree = module.tree
    path = module.source.path
    tests = tuple(lower_tests(tree, at))
    place = at.place(tree)
    return n.Module(module.name, path, imports, declarations, tests, doc=tree.doc, place=place)


def _declaration(node: Declaration, at: Lowering) -> n.Declaration:
    name, doc, place = node.name.text, node.doc, at.place(node)
    match node:
        case s.Record():
            return _record(node, at)
        case s.Enum(values=values):
            members = tuple(
                n.EnumValue(each.name.text, doc=each.doc, place=at.place(each)) for each in values
            )
            return n.Enum(name, members, doc=doc, place=place)
        case s.TypeAlias():
            base = at.read_type(node.type)
            where = lower_condition(node.where, at)
            return n.Alias(name, base, where, doc=doc, place=place)
        case s.ErrorDeclaration():
            ancestors = at.names.lineage(at.module, name)[1:]
            return n.ErrorKind(name, ancestors, doc=doc, place=place)
        case s.Function():
            parameters = lower_fields(node.parameters, at)
            body = lower_expression(node.body, at)
            result = at.read_type(node.result)
            return n.Function(name, parameters, result, body, doc=doc, place=place)
        case s.Component():
            return lower_component(node, at)
        case s.Pipeline():
            return _pipeline(node, at)


def _record(node: s.Record, at: Lowering) -> n.Record:
    checks = tuple(
        n.Condition(
            lower_expression(check.condition, at),
            at.written(check.condition),
            check.message.constant,
        )
        for check in node.checks
    )
    fields = lower_fields(node.fields, at)
    return n.Record(node.name.text, fields, checks, doc=node.doc, place=at.place(node))


def _pipeline(node: s.Pipeline, at: Lowering) -> n.Pipeline:
    on_error = None
    if node.on_error is not None:
        body = lower_block(node.on_error.body, at)
        on_error = n.OnError(node.on_error.name.text, body, place=at.place(node.on_error))
    return n.Pipeline(
        node.name.text,
        node.version.constant if node.version is not None else None,
        lower_fields(node.parameters, at),
        at.read_type(node.result) if node.result is not None else None,
        lower_block(node.body, at),
        on_error,
        _limit(node, "timeout", at),
        _limit(node, "concurrency", at),
        at.types.tables.raises[node],
        doc=node.doc,
        place=at.place(node),
    )


def _limit(node: s.Pipeline, word: str, at: Lowering) -> n.Expression | None:
    values = (
        clause.value
        for clause in node.clauses
        if isinstance(clause, s.ValueClause) and clause.keyword == word
    )
    return lower_optional(next(values, None), at)
