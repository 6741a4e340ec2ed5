"""The classes of the Apex runtime and their tests pass every gate of generated Apex."""

from pathlib import Path

import pytest
from tests.apex.projects import checked

import pipesmith_apex_runtime as runtime

FOLDER = Path("force-app/main/default")

pytestmark = pytest.mark.slow


def test_nothing_is_found(tools: None, shared: Path) -> None:
    classes = {**runtime.classes(), **runtime.models_api(), **runtime.tests()}
    files = {f"{FOLDER}/classes/{name}": text for name, text in classes.items()}
    files |= {f"{FOLDER}/objects/{name}": text for name, text in runtime.objects().items()}
    assert [str(each) for each in checked(shared, {"library": files})] == []
