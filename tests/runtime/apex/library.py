"""The classes of the Apex runtime on this machine, with classes of a test beside them."""

import os
from typing import Any

import pytest
from tests.apex.gates import missing
from tests.apexvm import Project, Thrown

from pipesmith_apex_runtime import classes, objects


def library(**texts: str) -> Project:
    """Load the library and further classes; skip where the tools are missing, save in CI."""
    if reason := missing():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    own = {f"{name}.cls": text for name, text in texts.items()}
    return Project.of({**classes(), **objects(), **own})


def error_type(thrown: Thrown) -> str:
    """Give the type of a failure of a pipeline, or the name of another exception."""
    return str(thrown.value.fields.get("type", thrown))


def problem(thrown: Thrown, name: str) -> Any:
    """Give a field of a failure."""
    return thrown.value.fields.get(name)
