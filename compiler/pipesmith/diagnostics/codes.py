"""Every slug of the front end: its name, its severity, and a one-line title.

A target declares its own slugs, prefixed by its name, with the same class.
"""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Errors stop a build; warnings do not."""

    error = "error"
    warning = "warning"


@dataclass(frozen=True, slots=True)
class Slug:
    """The stable name of one kind of mistake."""

    name: str
    title: str
    severity: Severity = Severity.error

    def __str__(self) -> str:
        return self.name
