"""A module of the IR as the text of a Python module, with its source map.

Reads     a program that passed the target's check.
Gives     formatted Python, the same to the byte for the same program.
Reports   nothing.
Promises  every import is used, every name is written once, nothing of a text is read as code.
Leaves    where the text goes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import libcst as cst

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.declared import Declared
from pipesmith.target import Options, SourceMap
from pipesmith_targets.identifiers import Namespace, pascal
from pipesmith_targets.python import lines as ln
from pipesmith_targets.python.components import write_component
from pipesmith_targets.python.declarations import write_anonymous, write_declaration
from pipesmith_targets.python.edges import footer_text, header_text
from pipesmith_targets.python.facts import Facts, Key
from pipesmith_targets.python.formatting import formatted
from pipesmith_targets.python.frame import Marks
from pipesmith_targets.python.graphs import graph_rows
from pipesmith_targets.python.imports import Imports
from pipesmith_targets.python.layout import laid_out
from pipesmith_targets.python.names import Names
from pipesmith_targets.python.ordering import python_order
from pipesmith_targets.python.pipelines import PipelineWriter
from pipesmith_targets.python.reserved import BUILTINS, KEYWORDS, MODULE_NAMES
from pipesmith_targets.python.scope import ModuleScope
from pipesmith_targets.python.signals import write_signals
from pipesmith_targets.python.tracing import rows


@dataclass(frozen=True, slots=True)
class Written:
    """One module's text and source map."""

    text: str
    map: SourceMap


def build_module(
    module: n.Module,
    source: str,
    names: Names,
    declared: Declared,
    facts: dict[Key, Facts],
    hashes: dict[Key, str],
    options: Options,
) -> Written:
    """Write one module; `source` is what its file is called in the text."""
    scope = _module_scope(module, names, declared, facts, options)
    marks = Marks()
    pieces = [piece for item in python_order(module) for piece in _pieces(item, scope, marks)]
    header = formatted(header_text(module, source, scope.imports))
    text = header + "".join(_spaced(piece) for piece in _spread(pieces))
    found = SourceMap(source, tuple(rows(header, pieces, text, marks)))
    return Written(text + footer_text(module, scope, found, graph_rows(module, hashes)), found)


def _spread(pieces: list[ln.Lines]) -> Iterator[tuple[bool, ln.Lines]]:
    """Tell of each piece whether it stands close to the one before: constants do."""
    close = True
    for piece in pieces:
        plain = all(isinstance(line, cst.SimpleStatementLine) for line in piece)
        yield close and plain, piece
        close = plain


def _spaced(piece: tuple[bool, ln.Lines]) -> str:
    close, lines = piece
    return ("\n" if close else "\n\n") + laid_out(lines)


def _module_scope(
    module: n.Module,
    names: Names,
    declared: Declared,
    facts: dict[Key, Facts],
    options: Options,
) -> ModuleScope:
    own = {known for (home, _), known in names.declarations.items() if home == module.name}
    mine = [facts[module.name, item.name] for item in module.declarations]
    taken = Namespace(names=own | KEYWORDS | BUILTINS | MODULE_NAMES)
    imports = Imports(taken, {name for each in mine for name in each.values})
    scope = ModuleScope(module, names, declared, imports, facts, options)
    for made, name in (join for each in mine for join in each.joins.items()):
        if made not in scope.anonymous:
            scope.anonymous[made] = taken.claim(pascal(name or "branches"))
    return scope


def _pieces(item: n.Declaration, scope: ModuleScope, marks: Marks) -> list[ln.Lines]:
    """Write a declaration as pieces that stand apart."""
    match item:
        case n.Pipeline():
            pieces = [[each] for each in _anonymous(item, scope)]
            sites, functions = PipelineWriter(item, scope, marks).write()
            signals = write_signals(item, scope)
            pieces += [each for each in (signals, sites) if each]
            pieces += [[each] for each in functions]
        case n.Component():
            pieces = [[write_component(item, scope, marks)]]
        case _:
            pieces = [write_declaration(item, scope, marks)]
    scope.written.add(scope.declaration(scope.module.name, item.name))
    return pieces


def _anonymous(pipeline: n.Pipeline, scope: ModuleScope) -> ln.Lines:
    """Write the records of a pipeline's joins that no pipeline before it had."""
    lines = []
    for made in _inner_first(scope.facts[scope.module.name, pipeline.name].joins):
        name = scope.anonymous[made]
        if name not in scope.written:
            scope.written.add(name)
            lines.append(write_anonymous(made, name, scope))
    return lines


def _inner_first(joins: Iterable[t.AnonymousType]) -> Iterator[t.AnonymousType]:
    """Give joins, each behind those that its branches give."""
    for made in joins:
        within = [each for each in t.inside(made) if isinstance(each, t.AnonymousType)]
        yield from reversed(within)
