"""The names that an expression or statement can see, while the IR is verified."""

from dataclasses import dataclass, replace
from typing import Self

from pipesmith import types as t
from pipesmith.ir.declared import Declared


@dataclass(frozen=True)
class Scope:
    """Names of the block at hand over those of the blocks outside it; a chain, so that a block
    costs what it declares.
    """

    declared: Declared
    names: dict[str, t.Type] | None = None
    outside: "Scope | None" = None
    result: t.Type | None = None
    in_loop: bool = False
    in_catch: bool = False

    def binding(self, name: str, type_: t.Type) -> Self:
        """Give a scope that also sees one name."""
        return self.within({name: type_})

    def within(self, names: dict[str, t.Type]) -> Self:
        """Give the scope of a block that declares names."""
        return replace(self, names=names, outside=self)

    def returning(self, result: t.Type | None) -> Self:
        """Give a scope in which `return` gives this type."""
        return replace(self, result=result)

    def looping(self) -> Self:
        """Give a scope in which `break` and `continue` may stand."""
        return replace(self, in_loop=True)

    def catching(self) -> Self:
        """Give a scope in which a bare `raise` may stand."""
        return replace(self, in_catch=True)

    def type_of(self, name: str) -> t.Type | None:
        """Give the type that a name was declared with."""
        scope: Scope | None = self
        while scope is not None:
            if scope.names and name in scope.names:
                return scope.names[name]
            scope = scope.outside
        return None

    def has(self, name: str) -> bool:
        """Tell whether a name can be seen."""
        return self.type_of(name) is not None
