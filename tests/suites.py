"""Suites of others, kept beside the repository: read in place, never copied."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

SUITES = Path(__file__).parents[2] / "shared" / "suites"


def suite(*names: str) -> Path:
    """Give a folder of the suites; without it the test is skipped, and in CI it fails."""
    folder = SUITES.joinpath(*names)
    if not folder.is_dir():
        reason = f"the suite {'/'.join(names)} is not beside the repository"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


def groups(file: Path) -> list[dict[str, Any]]:
    """Give what one file of a suite holds."""
    found: list[dict[str, Any]] = json.loads(file.read_text("utf-8"))
    return found
