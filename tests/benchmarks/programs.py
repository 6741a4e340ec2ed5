"""The six workloads as programs, written line by line for any size."""

from collections.abc import Iterable

STEP = """operator step(value: int) -> int {
  python "tests.benchmarks.trivial:step"
}

operator add(left: int, right: int) -> int {
  python "tests.benchmarks.trivial:add"
}
"""
GUARD = " timeout 5s retry 2 backoff fixed(10ms)"


def chain(length: int, clauses: str = "") -> str:
    """Write stages that each read the one before (W1, and W6 with clauses)."""
    lines = [stage(f"s{i}", f"s{i - 1}" if i else "seed", clauses) for i in range(length)]
    return pipeline([*lines, f"return s{length - 1}"])


def fan_out(width: int) -> str:
    """Write stages that read nothing of each other, and a join (W2)."""
    lines = [stage(f"s{i}", "seed") for i in range(width)]
    return pipeline([*lines, f"return sum({names('s', width)})"])


def lattice(width: int, depth: int) -> str:
    """Write layers in which each stage reads two neighbours of the layer above (W3)."""
    lines = [stage(f"s0_{i}", "seed") for i in range(width)]
    for layer in range(1, depth):
        above = f"s{layer - 1}_"
        pairs = [f"left: {above}{i}, right: {above}{(i + 1) % width}" for i in range(width)]
        lines += [f"stage s{layer}_{i} = add({pair})" for i, pair in enumerate(pairs)]
    return pipeline([*lines, f"return sum({names(f's{depth - 1}_', width)})"])


def loop(parallel: int) -> str:
    """Write a bounded loop of two stages (W4)."""
    return STEP + (
        "\npipeline workload(items: list[int]) -> int {\n"
        f"  stage results = foreach item in items parallel {parallel} {{\n"
        "    stage first = step(value: item)\n"
        "    stage second = step(value: first)\n"
        "    yield second\n"
        "  }\n"
        "  return sum(results)\n"
        "}\n"
    )


def router(length: int, every: int) -> str:
    """Write a chain in which every so many stages the value chooses the way (W5)."""
    lines = []
    for i in range(length):
        before = f"s{i - 1}" if i else "seed"
        lines.append(choice(i, before) if i % every == every - 1 else stage(f"s{i}", before))
    return pipeline([*lines, f"return s{length - 1}"])


def choice(index: int, before: str) -> str:
    """Write one stage that goes one of two ways."""
    return (
        f"stage s{index} = if {before} % 2 == 0 {{\n"
        f"    stage even{index} = step(value: {before})\n"
        f"    yield even{index}\n"
        "  } else {\n"
        f"    stage odd{index} = step(value: {before})\n"
        f"    yield odd{index}\n"
        "  }"
    )


def stage(name: str, value: str, clauses: str = "") -> str:
    """Write one stage."""
    return f"stage {name} = step(value: {value}){clauses}"


def names(prefix: str, count: int) -> str:
    """Write a list of stage names."""
    return "[" + ", ".join(f"{prefix}{i}" for i in range(count)) + "]"


def pipeline(statements: Iterable[str]) -> str:
    """Write a program of one pipeline."""
    body = "".join(f"  {statement}".rstrip() + "\n" for statement in statements)
    return f"{STEP}\npipeline workload(seed: int) -> int {{\n{body}}}\n"


VERBS = ("load", "validate", "enrich", "score", "reconcile", "sum", "normalize")
NOUNS = ("order", "customer", "invoice", "shipment_address", "risk", "ledger_entry")
CLAUSES = (
    ["timeout 5s", "retry 2 backoff exponential(from: 100ms, max: 2s) on connectivity, timeout"],
    ["timeout 30s", "retry 3 backoff fixed(250ms) jitter 0.25"],
    ["deadline 2m"],
    ["retry 1", "fallback 0"],
)


def realistic(length: int, edited: int | None = None) -> str:
    """Write a long program as people do, six lines a stage; an edited stage has another line."""
    lines, before = list[str](), "seed"
    for i in range(length):
        name = f"{VERBS[i % 7]}_{NOUNS[i // 7 % 6]}_{i}"
        changed = [f"{before} + 2", "/// It was edited."] if i == edited else [f"{before} + 1"]
        value, *notes = changed
        work = f"add(left: {value}, right: seed)" if i % 3 else f"step(value: {value})"
        lines += [f"/// Step {i}: the {NOUNS[i % 6]} of the day.", *notes]
        lines += [f"stage {name} = {work}", *[f"  {clause}" for clause in CLAUSES[i % 4]]]
        lines += [f"  when {before} >= {i % 100} else 0", ""] if i % 2 else [""]
        before = name
    return pipeline([*lines, f"return {before}"])
