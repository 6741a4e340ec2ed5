"""The batch rules of the Acme company."""

from collections import Counter
from collections.abc import Sequence
from typing import Any


def validate(customers: Sequence[Any]) -> dict[str, object]:
    """Refuse an empty batch, and a batch that names a customer twice."""
    times = Counter(customer.id for customer in customers)
    errors = [f"customer {who} stands in the batch {n} times" for who, n in times.items() if n > 1]
    if not customers:
        errors.append("the batch is empty")
    return {"valid": not errors, "errors": errors}
