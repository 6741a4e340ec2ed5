"""The modules of a program: the entry file and all that it imports.

Reads     the entry source, and through `read` every file that imports lead to.
Gives     each module once, parsed and named; what is imported stands before its importer.
Reports   import-path, import-not-found, module-collision, and what the parser finds in each file.
Promises  one file is one module, whatever path leads to it; a circle of imports comes to an end.
Leaves    whether an imported name exists to `resolve`.
"""

import keyword
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from pipesmith.analysis.import_findings import collision, not_a_path, not_found
from pipesmith.diagnostics import Finding, Severity
from pipesmith.source import Source
from pipesmith.syntax import nodes as s
from pipesmith.syntax import parse

Read = Callable[[str], Source | None]


@dataclass(frozen=True, slots=True, eq=False)
class LoadedModule:
    """One file: its module name, its text, its tree, and the module that each import leads to."""

    name: str
    source: Source
    tree: s.Module
    imports: tuple[tuple[s.Import, str], ...]
    broken: bool = False  # the parser left out what it could not read


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """All modules; the entry is the last."""

    modules: tuple[LoadedModule, ...]
    findings: tuple[Finding, ...]

    @property
    def entry(self) -> LoadedModule:
        """Give the module that was asked for."""
        return self.modules[-1]

    @property
    def sources(self) -> Mapping[str, Source]:
        """Give every source by the path that users know it by."""
        return {module.source.path: module.source for module in self.modules}


def load(entry: Source, read: Read) -> Loaded:
    """Give the modules that an entry source reaches."""
    loader = _Loader(read)
    loader.open(entry)
    while loader.path:
        loader.step()
    return Loaded(tuple(loader.modules), tuple(loader.findings))


@dataclass(slots=True)
class _File:
    """A file whose imports are being followed."""

    name: str
    source: Source
    tree: s.Module
    pending: Iterator[s.Import]
    broken: bool
    imports: list[tuple[s.Import, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Loader:
    """Follows imports depth first, without recursion: a chain of files may be long."""

    read: Read
    path: list[_File] = field(default_factory=list)
    modules: list[LoadedModule] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)  # file to module name
    taken: dict[str, str] = field(default_factory=dict)  # module name to file
    findings: list[Finding] = field(default_factory=list)

    def open(self, source: Source) -> None:
        """Parse a file and start to follow its imports."""
        key = posixpath.normpath(source.path)
        name = module_name(key)
        self.names[key] = name
        self.taken[name] = key
        parsed = parse(source)
        self.findings.extend(parsed.findings)
        imports = (item for item in parsed.module.declarations if isinstance(item, s.Import))
        broken = any(finding.severity is Severity.error for finding in parsed.findings)
        self.path.append(_File(name, source, parsed.module, imports, broken))

    def step(self) -> None:
        """Follow the next import of the innermost open file, or close it."""
        file = self.path[-1]
        item = next(file.pending, None)
        if item is None:
            self.path.pop()
            imports = tuple(file.imports)
            self.modules.append(
                LoadedModule(file.name, file.source, file.tree, imports, file.broken)
            )
        else:
            self.follow(file, item)

    def follow(self, file: _File, item: s.Import) -> None:
        """Find the file that an import names; open it when it is new."""
        written = item.path.constant
        if written is None or not _is_import_path(written):
            self.findings.append(not_a_path(item.path))
            return
        key = posixpath.normpath(posixpath.join(posixpath.dirname(file.source.path), written))
        if key not in self.names and not self.opened(item, key):
            return
        file.imports.append((item, self.names[key]))

    def opened(self, item: s.Import, key: str) -> bool:
        """Open a file that was not seen yet; tell whether it is there and its name is free."""
        name = module_name(key)
        if name in self.taken:
            self.findings.append(collision(item.path, name, key, self.taken[name]))
            return False
        try:
            source = self.read(key)
        except (OSError, ValueError) as failure:
            self.findings.append(not_found(item.path, key, _reason(failure)))
            return False
        if source is None:
            self.findings.append(not_found(item.path, key))
            return False
        self.open(source)
        return True


def module_name(path: str) -> str:
    """Give the module name of a file: its stem, made an identifier that Python lets us import."""
    stem = posixpath.basename(path).removesuffix(".pipe")
    name = re.sub(r"[^0-9A-Za-z_]", "_", stem) or "_"
    return f"_{name}" if name[0].isdigit() or keyword.iskeyword(name) else name


def _is_import_path(path: str) -> bool:
    return (
        path.startswith(("./", "../"))
        and path.endswith(".pipe")
        and path.isprintable()
        and "\\" not in path
    )


def _reason(failure: OSError | ValueError) -> str:
    if isinstance(failure, UnicodeError):
        return "it is not UTF-8 text"
    return getattr(failure, "strerror", None) or "it cannot be read"
