"""What came of a test."""

from dataclasses import dataclass

from pipesmith.ir import nodes as n
from pipesmith_runtime.testing import Trial


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a test failed.

    `place` is the expectation that does not hold, or the test as a whole; `facts` say what was
    found instead; `trace` is what the run did; `pasteable` a test that fails like a property does.
    """

    message: str
    place: n.Place
    label: str
    facts: tuple[str, ...] = ()
    trace: tuple[str, ...] = ()
    pasteable: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """One test or property that has run: of which program, for how long, and with what runs."""

    program: n.Program
    scenario: n.Scenario
    seconds: float
    trials: tuple[Trial[object], ...]
    failure: Failure | None = None

    @property
    def passed(self) -> bool:
        """Tell whether all that was expected held."""
        return self.failure is None
