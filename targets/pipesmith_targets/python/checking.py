"""What Python cannot do, or this target does not: found before anything is written.

Reads     a program of the IR.
Gives     nothing.
Reports   python/no-binding, python/module-name, python/import-cycle, python/nesting-too-deep.
Promises  a program without findings can be written.
Leaves    everything that holds for all targets to the front end.
"""

import sys
from collections.abc import Iterator, Mapping
from itertools import accumulate

from pipesmith.diagnostics import Finding, Label, Suggestion
from pipesmith.ir import nodes as n
from pipesmith.source import Source, Span
from pipesmith.target import Options
from pipesmith_targets.python import codes
from pipesmith_targets.python.components import python_binding
from pipesmith_targets.python.emitting import emit
from pipesmith_targets.python.nesting import may_be_too_deep, too_deep
from pipesmith_targets.python.refusal import Refusal


def check(program: n.Program, sources: Mapping[str, Source]) -> Iterator[Finding]:
    """Find what cannot be written in Python; `sources` turn places into spans."""
    refusals = [*_refusals(program)]
    for refusal in refusals or _nesting(program):
        yield Finding(
            refusal.slug,
            refusal.message,
            Label(_span(refusal.place, sources), refusal.label),
            notes=refusal.notes,
            help=Suggestion(refusal.help) if refusal.help else None,
        )


def _nesting(program: n.Program) -> Iterator[Refusal]:
    """Look at what would be written, of a program that may be nested too deeply."""
    if may_be_too_deep(program):
        yield from too_deep(emit(program, Options()), program)


def _span(place: n.Place, sources: Mapping[str, Source]) -> Span:
    source = sources.get(place.path)
    if source is None:
        return Span(place.path, 0, 0)
    starts = list(accumulate((len(line) + 1 for line in source.text.split("\n")), initial=0))
    start = starts[place.line - 1] + place.column - 1
    return Span(place.path, start, starts[place.end_line - 1] + place.end_column - 1)


def _refusals(program: n.Program) -> Iterator[Refusal]:
    yield from _cycles(program)
    for module in program.modules:
        yield from _module_name(module)
        yield from _test_name(module, program)
        for item in module.declarations:
            if isinstance(item, n.Component):
                yield from _component(item)


def _component(component: n.Component) -> Iterator[Refusal]:
    binding = python_binding(component)
    if binding is None:
        yield Refusal(
            codes.NO_BINDING,
            f"`{component.name}` cannot be built for Python",
            f"`{component.name}` has no implementation that Python can use",
            component.place,
            help='add `python "module:callable"` to it',
        )


def _module_name(module: n.Module) -> Iterator[Refusal]:
    if module.name in sys.stdlib_module_names or module.name in _LIBRARIES:
        yield Refusal(
            codes.MODULE_NAME,
            f"`{module.path}` would be written as `{module.name}.py`, which hides a Python module",
            f"Python has a module `{module.name}`",
            _top(module),
            help="give the file another name",
        )


def _test_name(module: n.Module, program: n.Program) -> Iterator[Refusal]:
    """Refuse a module whose file would be that of another one's tests."""
    for other in program.modules:
        if other.tests and module.name == f"test_{other.name}":
            yield Refusal(
                codes.MODULE_NAME,
                f"`{module.path}` would be written where the tests of `{other.path}` are",
                f"`{module.name}.py` holds the tests of `{other.path}`",
                _top(module),
                help="give the file another name",
            )


_LIBRARIES = frozenset({"aiohttp", "pipesmith_runtime", "pydantic", "pydantic_core"})


def _cycles(program: n.Program) -> Iterator[Refusal]:
    """Report each module that leads back to itself by modules not yet reported."""
    needs = {m.name: [each.module for each in m.imports] for m in program.modules}
    reported: set[str] = set()
    for module in program.modules:
        path = _path_back(module.name, needs)
        if path and not reported & set(path):
            reported.update(path)
            yield _cycle(program, path)


def _path_back(start: str, needs: dict[str, list[str]]) -> list[str]:
    """Give the shortest way from a module back to itself, empty when there is none."""
    paths = [[start]]
    seen: set[str] = set()
    for path in paths:
        for need in needs.get(path[-1], ()):
            if need == start:
                return path
            if need not in seen:
                seen.add(need)
                paths.append([*path, need])
    return []


def _cycle(program: n.Program, path: list[str]) -> Refusal:
    shown = [f"`{program.module(name).path}`" for name in path]
    return Refusal(
        codes.IMPORT_CYCLE,
        "modules import each other, which Python cannot load",
        f"{shown[0]} is part of a circle of imports",
        _top(program.module(path[0])),
        notes=(" imports ".join([*shown, shown[0]]),),
        help="move what they share to a module of its own",
    )


def _top(module: n.Module) -> n.Place:
    return n.Place(module.path, 1, 1, 1, 1)
