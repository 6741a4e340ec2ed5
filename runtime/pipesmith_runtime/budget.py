"""What a run may ask of language models."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Budget:
    """What one run may ask of language models; more stops it.

    A reply that passes `tokens` or `usd` is the last; one question more than `calls` is not asked.
    """

    tokens: int | None = None
    usd: Decimal | None = None
    calls: int | None = None
