"""What `resolve` carries from node to node: the names in scope, and where it stands."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from pipesmith.analysis import name_findings
from pipesmith.analysis.bindings import (
    PREDEFINED,
    Binding,
    BindingKind,
    Declaration,
    Declared,
    Names,
    Touch,
)
from pipesmith.analysis.declare import declares_in_text
from pipesmith.analysis.foreign_names import called_here
from pipesmith.analysis.identity import IdentityMap
from pipesmith.analysis.load import LoadedModule
from pipesmith.analysis.scopes import Scopes
from pipesmith.diagnostics import Finding, Slug
from pipesmith.diagnostics import analysis_codes as codes
from pipesmith.diagnostics.suggest import nearest
from pipesmith.source import Span
from pipesmith.syntax import nodes as s

Key = tuple[str, str]
Links = dict[Key, list[tuple[Key, Span]]]
"""From a declaration to those it names, each with the place where it does."""


MOST_SUGGESTIONS = 100
"""Unknown names in one module beyond which looking for what was meant costs more than it helps."""


@dataclass(slots=True)
class Resolving:
    """The state of the pass in one module."""

    names: Names
    file: LoadedModule
    absent: set[str]
    findings: list[Finding]
    calls: Links
    types: Links  # what each value of a type holds
    mentions: Links  # what a type names, also inside lists and maps
    used: set[Declared]
    declaration: Key = ("", "")
    scopes: Scopes = field(default_factory=Scopes)
    at: list[tuple[object, int]] = field(default_factory=list)  # statement and position, by depth
    unknown_count: int = 0
    concurrent_from: int = 0  # blocks at this depth and deeper run side by side with others

    @property
    def module(self) -> str:
        """Give the name of the module."""
        return self.file.name

    @contextmanager
    def scope(self) -> Iterator[None]:
        """Forget, on leaving, the names that were bound inside."""
        mark = self.scopes.mark()
        yield
        self.scopes.undo(mark)

    @contextmanager
    def statement(self, node: object, position: int) -> Iterator[None]:
        """Stand at a statement of the innermost block."""
        self.at.append((node, position))
        yield
        self.at.pop()

    @contextmanager
    def concurrent(self, side_by_side: bool) -> Iterator[None]:
        """Tell that the blocks inside run side by side with others."""
        outer = self.concurrent_from
        if side_by_side:
            self.concurrent_from = len(self.at)
        yield
        self.concurrent_from = outer

    def declare(self, binding: Binding, hides: bool = False) -> None:
        """Bring a name into scope, and say so when it may not have this name (rule 25)."""
        if not self._is_reserved(binding) and not hides:
            self._check_free(binding)
        self.bind(binding)

    def bind(self, binding: Binding) -> None:
        """Bring a name into scope without asking."""
        self.names.bindings[binding.node] = binding
        self.scopes.bind(binding)

    def bind_name(self, kind: BindingKind, name: s.Name, hides: bool = False) -> None:
        """Bring a name into scope that is its own declaration: of a loop, a lambda, a catch."""
        self.declare(Binding(kind, name.text, name.span, name), hides)

    def _is_reserved(self, binding: Binding) -> bool:
        taken = binding.name in PREDEFINED or (
            binding.name in ("it", "error") and binding.name in self.scopes.visible
        )
        if taken:
            why = "a predefined value"
            self.findings.append(name_findings.reserved(binding.name, binding.span, why))
        return taken

    def _check_free(self, binding: Binding) -> None:
        other = self.scopes.visible.get(binding.name)
        if other is None:
            return
        self.names.used.add(other)  # which of the two a reader means is not known
        if other.kind == binding.kind == "parameter":
            what = "the parameter"
            finding = name_findings.duplicate(what, binding.name, binding.span, other.span)
        elif other.block is not None and other.block is binding.block:
            finding = name_findings.duplicate("the name", binding.name, binding.span, other.span)
        else:
            finding = name_findings.shadowed(binding.name, binding.span, other.span)
        self.findings.append(finding)

    def read(self, node: s.Reference) -> None:
        """Find what a name means, and note which statement reads it."""
        binding = self.scopes.visible.get(node.name)
        if binding is None:
            self._read_outside(node)
        elif binding.kind == "branch":
            self.findings.append(name_findings.branch_as_value(node.name, node.span))
        else:
            self.names.references[node] = binding
            self.names.used.add(binding)
            self.names.valued.add(binding)
            self._note_read(binding, node.span)

    def _read_outside(self, node: s.Reference) -> None:
        declared = self.names.find(self.module, node.name)
        if node.name in PREDEFINED:
            return
        if declared is not None and isinstance(declared.node, s.Enum | s.Record | s.TypeAlias):
            self.used.add(declared)
            return
        name = s.Name(node.name, span=node.span)
        owners = [each for each in self.declared(s.Enum) if self._has_value(each, node.name)]
        meant = f"{owners[0]}.{node.name}" if len(owners) == 1 else None
        self.unknown(codes.UNKNOWN_NAME, "value", name, "not in scope here", self.readable(), meant)

    def _has_value(self, enum: str, name: str) -> bool:
        declared = self.names.find(self.module, enum)
        node = declared.node if declared is not None else None
        return isinstance(node, s.Enum) and any(each.name.text == name for each in node.values)

    def unknown(
        self,
        slug: Slug,
        kind: str,
        name: s.Name,
        label: str,
        candidates: Iterable[str],
        meant: str | None = None,
    ) -> None:
        """Report a name that means nothing. What was probably meant counts as used."""
        if name.text in self.absent or declares_in_text(self.file, name.text):
            return  # the mistake that hides its declaration is reported
        names = tuple(dict.fromkeys(candidates))
        self.unknown_count += 1
        close = meant or called_here(kind, name.text)
        if close is None and self.unknown_count <= MOST_SUGGESTIONS:
            close = nearest(name.text, names)
        if close is not None:
            self.find(close)
            if close in self.scopes.visible:
                self.names.used.add(self.scopes.visible[close])
        self.findings.append(name_findings.unknown(slug, kind, name, label, names, close))

    def declared(self, *kinds: type[Declaration]) -> Iterator[str]:
        """Give the names of the declarations of some kinds that this module sees."""
        space = self.names.spaces[self.module]
        return (name for name, each in space.items() if isinstance(each.node, kinds))

    def readable(self) -> Iterator[str]:
        """Give the names that can be read here."""
        return (name for name, b in self.scopes.visible.items() if b.kind != "branch")

    def _note_read(self, binding: Binding, span: Span) -> None:
        if binding.block is None:
            return
        if binding.kind == "var":
            self.touch(binding, reads=span)
            return
        statement, _ = self.at[binding.depth]
        _table(self.names.reads, statement).setdefault(binding, span)

    def touch(self, binding: Binding, reads: Span | None = None, sets: Span | None = None) -> None:
        """Note that every statement around, up to the variable's own block, touches a variable.

        None of them may stand above its declaration (rule 27).
        """
        for statement, _ in self.at[binding.depth :]:
            table = self.names.touches.get(statement)
            if table is None:
                table = {}
                self.names.touches[statement] = table
            before = table.get(binding, Touch(None, None))
            table[binding] = Touch(before.reads or reads, before.sets or sets)
        if self.at[binding.depth][1] <= binding.position:
            place = reads or sets or binding.span
            self.findings.append(name_findings.too_early(binding.name, place, binding.span))

    def follow(self, binding: Binding, span: Span) -> None:
        """Note that the statement at hand is ordered after a stage."""
        self.names.used.add(binding)
        statement, _ = self.at[binding.depth]
        _table(self.names.afters, statement).setdefault(binding, span)

    def find(self, name: str) -> Declared | None:
        """Find a declaration by name, and note that it is used."""
        declared = self.names.find(self.module, name)
        if declared is not None:
            self.used.add(declared)
        return declared

    def link(self, links: Links, target: Declared, span: Span) -> None:
        """Note that the declaration at hand names another."""
        links.setdefault(self.declaration, []).append((target.key, span))


def _table(tables: IdentityMap[dict[Binding, Span]], statement: object) -> dict[Binding, Span]:
    table = tables.get(statement)
    if table is None:
        table = {}
        tables[statement] = table
    return table
