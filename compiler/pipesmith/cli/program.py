"""A compiled program as Python modules, without files.

Reads     a bundle and its source maps.
Gives     modules whose code says it stands in the `.pipe` files, so tracebacks point there.
Promises  host code beside the program, or in the current folder, is found; nothing else changes.
Leaves    running a pipeline.
"""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path, PurePosixPath
from types import CodeType, ModuleType

from pipesmith.cli.files import Misuse
from pipesmith.target import Bundle
from pipesmith_runtime.sourcemap import SourceMap, relocate


class Generated(MetaPathFinder, Loader):
    """Finds and runs the modules of one bundle."""

    def __init__(self, bundle: Bundle, sources: Mapping[str, str]) -> None:
        self._bundle = bundle
        self._sources = sources
        self._paths = {_module_name(path): path for path in bundle.files if path.endswith(".py")}

    @property
    def names(self) -> tuple[str, ...]:
        """Give the names of all modules."""
        return tuple(self._paths)

    @property
    def entry(self) -> str:
        """Give the name of the module that was compiled."""
        return _module_name(self._bundle.entry)

    def find_spec(
        self, fullname: str, path: object = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a module of the bundle."""
        return spec_from_loader(fullname, self) if fullname in self._paths else None

    def exec_module(self, module: ModuleType) -> None:
        """Run a module's code, moved to the places it was compiled from."""
        exec(self.generated_code(module.__name__), module.__dict__)

    def generated_code(self, fullname: str) -> CodeType:
        """Give a module's code, for this process and those that host code is isolated in."""
        path = self._paths[fullname]
        return _code(self._bundle, path, self._sources.get(fullname, f"<{path}>"))


@contextmanager
def importable(bundle: Bundle, sources: Mapping[str, str], folder: Path) -> Iterator[str]:
    """Make the modules of a bundle importable for a while, and give the name of its entry.

    `sources` holds the path of each module's source, as tracebacks are to show it.
    """
    finder = Generated(bundle, sources)
    for name in finder.names:
        if name in sys.modules:
            raise Misuse(f"the module `{name}` is taken by a Python package; rename `{name}.pipe`")
    before = list(sys.path)
    sys.meta_path.insert(0, finder)
    sys.path[:0] = [str(folder.resolve()), str(Path.cwd())]
    try:
        yield finder.entry
    finally:
        sys.path[:] = before
        sys.meta_path.remove(finder)
        for name in finder.names:
            sys.modules.pop(name, None)


def _module_name(path: str) -> str:
    return ".".join(PurePosixPath(path).with_suffix("").parts).removesuffix(".__init__")


def _code(bundle: Bundle, path: str, source: str) -> CodeType:
    """Compile one module; its code claims the source file wherever the map says so."""
    text, source_map = bundle.files[path], bundle.maps.get(path)
    if source_map is None:
        return compile(text, f"<{path}>", "exec")
    return relocate(text, SourceMap(source, " ".join(map(str, source_map.rows))), source)
