"""The samples: where each stands, and which input gives which result."""

from dataclasses import dataclass
from pathlib import Path

SAMPLES = Path(__file__).parents[2] / "samples"


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample: its folder, its program, and which input gives which result."""

    name: str
    program: str
    runs: tuple[tuple[str, str], ...] = (("input.json", "result.json"),)
    needs: str | None = None  # a package that it reads
    tests: str | None = None  # the file of its tests, where they are not in the program's

    @property
    def folder(self) -> Path:
        """Give where the sample stands."""
        return SAMPLES / self.name

    @property
    def file(self) -> Path:
        """Give where its program stands."""
        return self.folder / self.program

    @property
    def built(self) -> Path:
        """Give where its generated Python stands."""
        return self.folder / "expected" / "python"


CRITICAL = ("input_critical.json", "result_critical.json")

EVERY = [
    Sample("hello", "hello.pipe"),
    Sample("customer_risk", "customer_risk.pipe", tests="customer_risk_test.pipe"),
    Sample("support_triage", "support_triage.pipe", (("input.json", "result.json"), CRITICAL)),
    Sample("orders_etl", "orders_etl.pipe", needs="lifetimes", tests="orders_etl_test.pipe"),
]
