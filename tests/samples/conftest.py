"""Each sample in turn, and the services it talks to."""

import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from tests.samples.catalogue import EVERY, SAMPLES, Sample


@pytest.fixture(params=EVERY, ids=lambda sample: sample.name)
def sample(request: pytest.FixtureRequest) -> Sample:
    """Give each sample in turn."""
    chosen: Sample = request.param
    if chosen.needs and importlib.util.find_spec(chosen.needs) is None:
        pytest.skip(f"the package {chosen.needs} is not installed")
    return chosen


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Sample], dict[str, str]]]:
    """Give a function that starts a sample's services and gives the environment that names them."""
    known = set(sys.modules)
    with ExitStack() as stack:
        yield lambda sample: started(sample, stack, monkeypatch)
    for name in set(sys.modules) - known:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(SAMPLES)):
            del sys.modules[name]


def started(sample: Sample, stack: ExitStack, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Start the services of one sample, if it has any."""
    file = sample.folder / "services.py"
    if not file.exists():
        return {}
    for folder in (SAMPLES, sample.folder):
        monkeypatch.syspath_prepend(folder)
    spec = importlib.util.spec_from_file_location(f"{sample.name}_services", file)
    assert spec is not None and spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    environment: dict[str, str] = stack.enter_context(module.services())
    return environment
