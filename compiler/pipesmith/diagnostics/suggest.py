"""The name that was probably meant, or none.

A difference in case alone wins; else the fewest edits, of which a third of the name's length is
allowed, at least one; a name
of one letter is like no other.
"""

from collections.abc import Iterable


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """Give the one candidate that a misspelt name is closest to, None when nothing is close."""
    others = tuple(dict.fromkeys(other for other in candidates if other != name))
    for other in others:
        if other.casefold() == name.casefold():
            return other
    allowed = min(max(1, len(name) // 3), len(name) - 1)
    best: str | None = None
    for other in others:
        distance = _distance(name, other, allowed)
        if distance <= allowed:
            best, allowed = other, distance - 1
    return best


def _distance(one: str, other: str, limit: int) -> int:
    """Count the edits (insert, delete, replace, swap neighbours); anything over `limit` is limit +
    1.
    """
    if abs(len(one) - len(other)) > limit or not _share_enough(one, other, limit):
        return limit + 1
    one, other = _middles(one, other)
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, char in enumerate(one, 1):
        before, row = row, _next_row(before, row, at, char, one, other)
        if min(row) > limit:
            return limit + 1
    return row[-1]


def _next_row(
    before: list[int], row: list[int], at: int, char: str, one: str, other: str
) -> list[int]:
    result = [at]
    for to, wanted in enumerate(other, 1):
        cost = min(row[to] + 1, result[-1] + 1, row[to - 1] + (char != wanted))
        if at > 1 and to > 1 and char == other[to - 2] and one[at - 2] == wanted:
            cost = min(cost, before[to - 2] + 1)
        result.append(cost)
    return result


def _middles(one: str, other: str) -> tuple[str, str]:
    """Cut off the beginning and the end that two names have in common."""
    start = _shared(one, other)
    one, other = one[start:], other[start:]
    end = _shared(one[::-1], other[::-1])
    return one[: len(one) - end], other[: len(other) - end]


def _shared(one: str, other: str) -> int:
    """Count the letters that two names begin with alike."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _share_enough(one: str, other: str, limit: int) -> bool:
    """Tell cheaply that two names may be close: a letter that one of them lacks is an edit."""
    return len(set(one) - set(other)) <= limit and len(set(other) - set(one)) <= limit
