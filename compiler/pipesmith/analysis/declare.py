"""The top-level names of each module.

Reads     the loaded modules.
Gives     for each module a table of what every declared and imported name means.
Reports   duplicate-name, case-clash, reserved-name, import-name-unknown, not-supported.
Promises  types, functions, components, pipelines and errors of a module share one table, in source
          order.
Leaves    what stands inside declarations to `resolve`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pipesmith.analysis import import_findings, name_findings
from pipesmith.analysis.bindings import BUILT_IN_ERRORS, PREDEFINED, Declaration, Declared
from pipesmith.analysis.functions import FUNCTIONS
from pipesmith.analysis.load import Loaded, LoadedModule
from pipesmith.analysis.standard import STANDARD_COMPONENTS
from pipesmith.analysis.support_findings import not_supported
from pipesmith.diagnostics import Finding
from pipesmith.source import Span
from pipesmith.syntax import nodes as s
from pipesmith.types import BUILT_IN_RECORDS, SCALARS

Spaces = dict[str, dict[str, Declared]]

BUILT_IN_TYPES = (*SCALARS, "list", "set", "map", "tuple", "Outcome", *BUILT_IN_RECORDS)


@dataclass(slots=True)
class Declarations:
    """The tables of all modules, and where each imported name was written."""

    spaces: Spaces = field(default_factory=dict)
    imported: list[tuple[str, s.Name, Declared]] = field(default_factory=list)
    absent: dict[str, set[str]] = field(default_factory=dict)  # imports in vain, reported already
    findings: list[Finding] = field(default_factory=list)


def declare(loaded: Loaded) -> Declarations:
    """Give the top-level names of every module."""
    result = Declarations()
    for module in loaded.modules:
        result.spaces[module.name] = {}
        result.absent[module.name] = _names_of_lost_imports(module)
        _declare_own(module, result)
    own = {name: dict(space) for name, space in result.spaces.items()}
    for module in loaded.modules:
        _declare_imports(module, own, result, loaded)
        result.findings.extend(_inner_duplicates(module))
        result.findings.extend(_unsupported(module))
    return result


def _declare_own(module: LoadedModule, result: Declarations) -> None:
    names = _Unique(result.findings)
    space = result.spaces[module.name]
    for node in module.tree.declarations:
        if isinstance(node, Declaration):
            names.add("", node.name)
            result.findings.extend(_reserved(node))
            space.setdefault(node.name.text, Declared(module.name, node))


def _declare_imports(
    module: LoadedModule, own: Spaces, result: Declarations, loaded: Loaded
) -> None:
    names = _Unique(result.findings)
    space = result.spaces[module.name]
    files = {each.name: each for each in loaded.modules}
    for declared in own[module.name].values():
        names.add("", declared.node.name)
    for item, target in module.imports:
        for name in item.names:
            found = own[target].get(name.text)
            if found is None:
                result.absent[module.name].add(name.text)
                if not declares_in_text(files[target], name.text):
                    path = files[target].source.path
                    result.findings.append(import_findings.name_unknown(name, path, own[target]))
            elif names.add("", name):
                space[name.text] = found
                result.imported.append((module.name, name, found))


def _names_of_lost_imports(module: LoadedModule) -> set[str]:
    """Give the names of imports that lead nowhere; that is reported where they stand."""
    followed = {id(item) for item, _ in module.imports}
    return {
        name.text
        for node in module.tree.declarations
        if isinstance(node, s.Import) and id(node) not in followed
        for name in node.names
    }


def declares_in_text(module: LoadedModule, name: str) -> bool:
    """Tell that a file seems to declare a name in a part that the parser could not read."""
    if not module.broken:
        return False
    pattern = rf"\b(?:{_DECLARING})\s+{re.escape(name)}\b"
    return re.search(pattern, module.source.text) is not None


_DECLARING = "record|enum|type|error|function|operator|node|pipeline|stage|let|var|foreach|as"


def _reserved(node: Declaration) -> Iterator[Finding]:
    """Refuse names that already mean something (rule 26)."""
    name, span = node.name.text, node.name.span
    if isinstance(node, s.Function | s.Component | s.Pipeline):
        if name in FUNCTIONS:
            yield name_findings.reserved(name, span, "a standard function")
        elif name in (*PREDEFINED, "it", "error"):
            yield name_findings.reserved(name, span, "a predefined value")
        elif name in STANDARD_COMPONENTS:
            yield name_findings.reserved(name, span, "a standard component")
    elif isinstance(node, s.ErrorDeclaration) and name in BUILT_IN_ERRORS:
        yield name_findings.reserved(name, span, "a built-in error")
    elif isinstance(node, s.Record | s.Enum | s.TypeAlias) and name in BUILT_IN_TYPES:
        yield name_findings.reserved(name, span, "a built-in type")


def _inner_duplicates(module: LoadedModule) -> list[Finding]:
    """Compare fields, enum values and parameters within their declaration."""
    findings: list[Finding] = []
    for node in module.tree.declarations:
        names = _Unique(findings)
        for what, name in _inner_names(node):
            names.add(what, name)
    return findings


def _inner_names(node: s.TopLevel) -> Iterable[tuple[str, s.Name]]:
    match node:
        case s.Record():
            return [("the field", field.name) for field in node.fields]
        case s.Enum():
            return [("the value", value.name) for value in node.values]
        case s.Function():
            return [("the parameter", field.name) for field in node.parameters]
        case _:
            return []


def _unsupported(module: LoadedModule) -> Iterator[Finding]:
    for node in module.tree.declarations:
        match node:
            case s.Schedule():
                yield not_supported("`on schedule`", node.cron.span)
            case s.Webhook():
                yield not_supported("`on webhook`", node.path.span)
            case _:
                pass


@dataclass(slots=True)
class _Unique:
    """Names that must differ, and not in case alone."""

    findings: list[Finding]
    seen: dict[str, tuple[str, Span]] = field(default_factory=dict)

    def add(self, what: str, name: s.Name) -> bool:
        """Add a name; tell whether it is new."""
        folded = name.text.casefold()
        if folded not in self.seen:
            self.seen[folded] = name.text, name.span
            return True
        other, first = self.seen[folded]
        if other == name.text:
            label = what or "the name"
            self.findings.append(name_findings.duplicate(label, name.text, name.span, first))
            return False
        self.findings.append(name_findings.case_clash(name.text, name.span, other, first))
        return True
