"""The work of every stage in the benchmarks: nearly none, so that all else is measured."""


async def step(value: int) -> int:
    """Add one."""
    return value + 1


async def add(left: int, right: int) -> int:
    """Add two."""
    return left + right
