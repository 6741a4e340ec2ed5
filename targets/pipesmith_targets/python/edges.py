"""How generated modules begin and end."""

from collections.abc import Iterable

from pipesmith.ir import nodes as n
from pipesmith.target import GENERATED, SourceMap
from pipesmith_targets.python import lines as ln
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.formatting import formatted
from pipesmith_targets.python.imports import Imports
from pipesmith_targets.python.scope import ModuleScope
from pipesmith_targets.python.texts import code

ABI = 1
"""The version of the runtime's interface that the code is written for."""


def header_text(module: n.Module, source: str, imports: Imports) -> str:
    """Write what stands above the first declaration."""
    title = f"{code(ln.docstring(module.doc))}\n\n" if module.doc else ""
    note = f"# {GENERATED} from {ln.printable(source)}. Edit that file, then build again."
    require = f"\npipesmith_runtime.require({ABI})" if imports.uses_runtime() else ""
    return "\n".join((f"{title}{note}\n", *imports.lines, require))


def footer_text(
    module: n.Module, scope: ModuleScope, rows: SourceMap, graphs: Iterable[str]
) -> str:
    """Write what stands below the last declaration: the source map, the graphs of the pipelines,
    and what makes it a program.
    """
    if not scope.imports.uses_runtime():
        return ""
    source = code(py.text(rows.source))
    text = _with_table(f"SOURCE = pipesmith_runtime.SourceMap({source}, {_TABLE},)", rows.rows)
    if module.pipelines:
        text += _with_table(f"GRAPHS = pipesmith_runtime.Graphs({_TABLE},)", graphs)
        entry = scope.declaration(module.name, module.pipelines[-1].name)
        call = f"raise SystemExit(pipesmith_runtime.main({entry}))"
        text += f'\nif __name__ == "__main__":\n    {call}\n'
    return f"\n\n{text}"


_TABLE = "table"
"""The name in the place of a table while the code around it is formatted: an edit of any stage
changes the table, but never that code.
"""


def _with_table(call: str, rows: Iterable[object]) -> str:
    """Format a call whose last argument is a table, and put the table in."""
    before, _, after = formatted(call).rpartition(_TABLE)
    return f"{before}{_table(rows)}{after}"


def _table(rows: Iterable[object]) -> str:
    """Write a text of several lines; no row has a quote or a backslash in it."""
    lines = "".join(f"    {row}\n" for row in rows)
    return f'"""\n{lines}    """'
