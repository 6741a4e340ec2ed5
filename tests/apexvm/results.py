"""What a test method came to."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Coverage:
    """The lines of a file that have statements, and those of them that ran."""

    there: frozenset[int]
    run: frozenset[int]

    @property
    def missed(self) -> list[int]:
        """The lines that never ran."""
        return sorted(self.there - self.run)

    @property
    def share(self) -> float:
        """The share of lines that ran."""
        return len(self.there & self.run) / len(self.there) if self.there else 1.0


@dataclass(frozen=True, slots=True)
class TestResult:
    """The outcome of one test method: `pass` or `fail`."""

    __test__ = False

    cls: str
    method: str
    outcome: str
    message: str = ""
    trace: str = ""
    limits: dict[str, int] = field(default_factory=dict)
    lines: dict[str, frozenset[int]] = field(default_factory=dict)
    debug_log: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the test passed."""
        return self.outcome == "pass"
