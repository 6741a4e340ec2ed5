"""The imports of one generated module: exactly what is used, gathered while it is written."""

import sys
from dataclasses import dataclass, field

from pipesmith_targets.identifiers import Namespace, unused

RUNTIME = "pipesmith_runtime"

_AT_FRONT = {"finite", "int64", "show"}
"""Functions of the runtime's parts that the runtime itself offers."""


@dataclass(slots=True)
class Imports:
    """Names taken from other modules.

    `names` are the module's own top-level names; `values` the names that values have anywhere in
    it. An import yields to both: it is then known under another name.
    """

    names: Namespace
    values: set[str]
    _taken: dict[tuple[str, str], str] = field(default_factory=dict)

    def use(self, module: str, name: str, *, at_top: bool = False) -> str:
        """Import a name, and give what it is known as; `at_top`: no value can hide it."""
        key = (module, name)
        if key not in self._taken:
            hidden = () if at_top else self.values
            wanted = unused(name, hidden)
            self._taken[key] = self.names.claim(wanted)
        return self._taken[key]

    def runtime(self, name: str, part: str = "", *, at_top: bool = False) -> str:
        """Import a name of the runtime, or of a module in it."""
        part = "" if name in _AT_FRONT else part
        return self.use(f"{RUNTIME}.{part}" if part else RUNTIME, name, at_top=at_top)

    def uses_runtime(self) -> bool:
        """Tell whether anything of the runtime is used."""
        return any(module.partition(".")[0] == RUNTIME for module, _ in self._taken)

    @property
    def lines(self) -> tuple[str, ...]:
        """Write the import statements, grouped as is the custom: Python's own modules first."""
        taken: dict[str, list[str]] = {}
        for (module, name), known in sorted(self._taken.items(), key=_order):
            taken.setdefault(module, []).append(name if name == known else f"{name} as {known}")
        written = {m: f"from {m} import {', '.join(names)}" for m, names in taken.items()}
        ours = [f"import {RUNTIME}"] if self.uses_runtime() else []
        own = [line for module, line in written.items() if _is_python(module)]
        others = ours + [line for module, line in written.items() if not _is_python(module)]
        return (*own, *([""] if own and others else []), *others)


def _order(item: tuple[tuple[str, str], str]) -> tuple[str, int, str]:
    """Sort constants before classes before functions, as sorters of imports do."""
    (module, name), _ = item
    return module, 0 if name.isupper() else 1 if name[0].isupper() else 2, name


def _is_python(module: str) -> bool:
    return module.partition(".")[0] in sys.stdlib_module_names
