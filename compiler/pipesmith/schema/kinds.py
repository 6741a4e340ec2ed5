"""What a schema comes to: a type as source writes it, and conditions on its values."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on `it` as source writes it, and as Python asks it of JSON."""

    text: str
    holds: Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Kind:
    """A type as source writes it, without null; `nullable` says that null is a value too.
    `holds_null` says that null is a value of the type as it is written.

    `values` are the values of an enum, `texts` those of literal types. `notes` tell what of the
    schema the type leaves unsaid.
    """

    type: str
    nullable: bool = False
    conditions: tuple[Condition, ...] = ()
    values: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    union: bool = False
    notes: tuple[str, ...] = ()
    holds_null: bool = False

    def or_null(self, nullable: bool = True) -> Self:
        """Give the type with null among its values."""
        return replace(self, nullable=self.nullable or nullable)

    def noting(self, *notes: str) -> Self:
        """Add notes."""
        return replace(self, notes=(*self.notes, *notes))

    def where(self, *conditions: Condition) -> Self:
        """Add conditions."""
        return replace(self, conditions=(*self.conditions, *conditions))

    def written(self, optional: bool = False) -> str:
        """Write the type."""
        open_to_null = self.nullable or (optional and not self.holds_null)
        if not open_to_null or self.type == "json":
            return self.type
        return f"({self.type})?" if self.union else f"{self.type}?"

    @property
    def clause(self) -> str:
        """Write the conditions as a `where` clause, or nothing."""
        texts = [condition.text for condition in self.conditions]
        return f" where {' and '.join(texts)}" if texts else ""


JSON = Kind("json")
