"""`--budget tokens=N,usd=N,calls=N`."""

from decimal import Decimal, InvalidOperation

from pipesmith.cli.files import Misuse
from pipesmith_runtime import Budget


def read_budget(text: str | None) -> Budget | None:
    """Read what a run may ask of language models."""
    if text is None:
        return None
    limits: dict[str, Decimal] = {}
    for part in text.split(","):
        name, _, number = part.strip().partition("=")
        if name not in ("tokens", "usd", "calls") or name in limits:
            raise _misuse(part)
        limits[name] = _number(part, number)
    tokens, calls = (_whole(name, limits.get(name)) for name in ("tokens", "calls"))
    return Budget(tokens, limits.get("usd"), calls)


def _number(part: str, text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise _misuse(part) from None
    if not number.is_finite() or number < 0:
        raise _misuse(part)
    return number


def _whole(name: str, number: Decimal | None) -> int | None:
    if number is not None and number != int(number):
        raise _misuse(f"{name}={number}")
    return None if number is None else int(number)


def _misuse(part: str) -> Misuse:
    wanted = "`tokens=N`, `usd=N` or `calls=N`, separated by commas"
    return Misuse(f"`{part.strip()}` is no limit of a budget; expected {wanted}")
