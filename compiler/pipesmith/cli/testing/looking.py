"""Looking for programs that have tests."""

import re
from collections.abc import Iterator
from pathlib import Path

_TEST = re.compile(r'^\s*(test|property)\s*"', re.MULTILINE)


def found(folder: Path) -> Iterator[str]:
    """Find the programs that have tests."""
    for path in sorted(folder.rglob("*.pipe")):
        if not any(part.startswith(".") for part in path.parts) and has_tests(path):
            yield str(path)


def has_tests(path: Path) -> bool:
    """Tell whether a file seems to have tests, without parsing it."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeError):
        return False
    return _TEST.search(text) is not None
