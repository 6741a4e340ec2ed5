"""What the tests of Apex share: the tools, and the folder in which their findings are kept."""

import os
from pathlib import Path

import pytest
from tests.apex import gates


@pytest.fixture(scope="session")
def tools() -> None:
    """Skip where the tools are missing; in CI they may not be."""
    reason = gates.missing()
    if reason and os.environ.get("CI"):
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder of this run that all of its processes share."""
    own = tmp_path_factory.getbasetemp()
    return (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "apex"
