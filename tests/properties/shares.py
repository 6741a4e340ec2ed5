"""What drawn programs contain, and what happens when they run.

`python -m tests.properties.shares 1000` prints the share of each in so many programs.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator

from tests.oracle.answers import Answers
from tests.oracle.interpreter import interpret
from tests.oracle.program import checked
from tests.properties.comparing import Case, inputs
from tests.properties.drawing import drawn

_MADE = r"(?:stage \w+(?:: [^=]+)? = )?"
"""What may stand before a body."""

CONTAINED = {
    "stage": r"stage \w+(?:: \S+)? = \w+\(",
    "stage, of a type with a condition": r"stage \w+: Small = ",
    "stage, wider by its fallback": r"stage \w+ = \w+\(.* fallback 2\.5",
    "do": r"do \w+\(",
    "let": r"let ",
    "var": r"var ",
    "set": r"set ",
    "return early": r".*\{ return ",
    "raise, an error of the language": r"(?:.*\{ )?raise (?:execution|validation|timeout)\(",
    "raise, a declared error": r"(?:.*\{ )?raise (?:shortage|deep_shortage|outage)\(",
    "raise again": r"(?:.*\{ )?raise(?: \})?$",
    "break": r"(?:.*\{ )?break\b",
    "continue": r"(?:.*\{ )?continue\b",
    "if with a value": r"stage \w+: [^=]+ = if ",
    "if that narrows": r".*if [\w.]+ != null \{",
    "else if": r"\} else if ",
    "else": r"\} else \{",
    "switch": rf"{_MADE}switch \w+ \{{",
    "switch, an enum": r"case Level\.low \{",
    "switch, literal texts": r'case "glad", "sad" \{',
    "switch, numbers": r"case 0, 2 \{",
    "switch, texts": r'case "a", "" \{',
    "switch, records of a union": rf"{_MADE}switch \w+\.kind \{{",
    "foreach": rf"{_MADE}foreach [^{{]* in \w+ \{{",
    "foreach with an index": rf"{_MADE}foreach \w+, \w+ in ",
    "foreach over a map": r"let (\w+): map\[.*\n\s*.*foreach .* in \1 ",
    "foreach over a set": r"let (\w+): set\[.*\n\s*.*foreach .* in \1 ",
    "foreach parallel": rf"{_MADE}foreach .* parallel ",
    "foreach collect errors": rf"{_MADE}foreach .* collect errors",
    "while": rf"{_MADE}while .* max ",
    "repeat": rf"{_MADE}repeat ",
    "try": rf"{_MADE}try ",
    "catch": r"\} catch \w",
    "catch all": r"\} catch \*",
    "finally": r"\} finally ",
    "parallel": rf"{_MADE}parallel \{{",
    "parallel any": rf"{_MADE}parallel any",
    "parallel n of": rf"{_MADE}parallel .* of \{{",
    "wait": rf"{_MADE}wait (?!until)",
    "wait until": rf"{_MADE}wait until ",
    "signal": rf'{_MADE}signal "',
    "on error": r"\} on error as ",
    "sub-pipeline": r"pipeline \w+\((?s:.*)pipeline main",
    "pipeline timeout": r"pipeline .* timeout \S+ \{",
    "pipeline concurrency": r"pipeline .* concurrency \d \{",
    "clauses of a component": r"(?:operator|node) .*\} \w+ \d",
    "timeout": r".* timeout \d",
    "timeout, computed": r".* timeout \d+ms \*",
    "deadline": r".* deadline ",
    "retry": r".* retry \d",
    "retry on": r".* on (?!error)\w+",
    "backoff fixed": r".* backoff fixed",
    "backoff linear": r".* backoff linear",
    "backoff exponential": r".* backoff exponential",
    "jitter": r".* jitter ",
    "fallback": r".* fallback ",
    "when": r".* when ",
    "when else": r".* when .* else ",
    "after": r".* after ",
    "cache": r".* cache ",
    "cache key": r".* cache \S+ key ",
    "concurrency": r".*[\])}] concurrency ",
    "priority": r".* priority ",
    "clauses of a block": r"\} (?:timeout|deadline|retry|when|after|fallback|concurrency) ",
    "tuple": r".*tuple\[",
    "set of values": r".*set\[",
    "map": r".*: map\[",
    "union": r".*: Shape\b",
    "literal union": r".*: Mood\b",
    "optional": r".*: \w+\?",
    "decimal": r".*: decimal\b",
    "record": r"record Record",
    "function": r"function ",
    "lambda": r".* => ",
}
"""Patterns of lines, after their indentation."""

_PATTERNS = {name: re.compile(rf"(?m)^\s*{each}") for name, each in CONTAINED.items()}

HAPPENS = frozenset(
    (
        *("value", "error", "completed", "failed", "cancelled", "skipped", "second attempt"),
        *("timeout", "retry_exhausted", "raised", "expression"),
    )
)
"""Outcomes of stages, and codes of the errors that runs end with."""


def contained(text: str) -> Iterator[str]:
    """Name what a program contains."""
    return (name for name, pattern in _PATTERNS.items() if pattern.search(text))


def happens(case: Case) -> Iterator[str]:
    """Name what happens in a run, by the rules."""
    program = checked(case.text)
    answers = Answers(program, case.seed, case.failing, case.slow)
    run = interpret(program, "main", inputs(program, case.seed), answers.by_address)
    yield "value" if run.error is None else "error"
    yield from (each.outcome for each in run.executions)
    yield from ("second attempt" for each in run.questions if each.attempt > 1)
    if run.error is not None:
        yield "raised" if run.error.message.startswith("raised ") else run.error.code


def shares(count: int, first: int) -> dict[str, float]:
    """Give the shares of drawn programs, in percent."""
    seen: Counter[str] = Counter()
    for _, case in drawn(count, first):
        seen.update({*contained(case.text), *happens(case)})
    return {name: 100 * seen[name] / count for name in (*CONTAINED, *sorted(HAPPENS))}


if __name__ == "__main__":
    for name, share in sorted(shares(int(sys.argv[1]), 0).items(), key=lambda pair: pair[1]):
        print(f"{share:5.1f} %  {name}")
