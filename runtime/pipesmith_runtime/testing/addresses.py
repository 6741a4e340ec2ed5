"""Addresses of stages, and the patterns that mean several of them."""

import re
from functools import cache

_INDEX = re.compile(r"\[\d+\]")


def matches(pattern: str, address: str) -> bool:
    """Say whether an address is one that a pattern means.

    `[*]` stands for any index, and so does an index that is left out.
    """
    return _compiled(pattern).fullmatch(address) is not None


def reaches(pattern: str, address: str) -> bool:
    """Say whether an address is one that a pattern means, or lies below such a one."""
    found = _compiled(pattern).match(address)
    return found is not None and address[found.end() : found.end() + 1] in ("", "/")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile("/".join(map(_part, pattern.split("/"))))


def _part(part: str) -> str:
    if _INDEX.search(part):
        return re.escape(part)
    return re.escape(part.removesuffix("[*]")) + r"(?:\[\d+\])?"
