"""Suites of others, kept beside the repository: read in place, never copied."""

import json
from pathlib import Path
from typing import Any

import pytest

SUITES = Path(__file__).parents[2] / "shared" / "suites"


def suite(*names: str) -> Path:
    """Give a folder of the suites, or skip the test, saying so.

    A checkout alone has no suites, in CI or elsewhere; where they lie beside it, one that is
    missing is a failure.
    """
    folder = SUITES.joinpath(*names)
    if not SUITES.is_dir():
        pytest.skip(f"the suites are not beside the repository, so not {'/'.join(names)}")
    assert folder.is_dir(), f"the suite {'/'.join(names)} is missing"
    return folder


def groups(file: Path) -> list[dict[str, Any]]:
    """Give what one file of a suite holds."""
    found: list[dict[str, Any]] = json.loads(file.read_text("utf-8"))
    return found
