"""Options and settings that every test shares."""

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import settings
from tests.apexvm.parser import ParserMissing

collect_ignore_glob = ["*.pipe"]
"""Programs here are what is tested; their own tests are run by the tests of samples and pages."""

settings.register_profile("here", deadline=None, print_blob=True)
settings.register_profile("ci", parent=settings.get_profile("here"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the expected output of cases")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--update") and os.environ.get("CI"):
        raise pytest.UsageError("--update rewrites expected output, which CI never does")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    """Leave out what runs Apex where its parser is missing."""
    return (yield from without_parser())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Leave out what runs Apex where its parser is missing."""
    return (yield from without_parser())


def without_parser() -> Generator[None, object, object]:
    """Turn a missing parser into a skipped test, and in CI into a failed one."""
    try:
        return (yield)
    except ParserMissing as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Tell whether expected output is to be rewritten."""
    return bool(request.config.getoption("--update"))


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what tests cache apart from the user's cache."""
    shared = tmp_path_factory.getbasetemp().parent / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(shared))


@pytest.fixture(scope="session")
def repository() -> Path:
    """Give the folder that holds pyproject.toml."""
    return Path(__file__).parent.parent


@pytest.fixture(params=["readable", "direct"])
def form(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Build the programs of a test both ways: as people read them, and with direct forms."""
    from pipesmith.target import Options

    monkeypatch.setattr("tests.program.OPTIONS", Options(optimize=request.param == "direct"))
