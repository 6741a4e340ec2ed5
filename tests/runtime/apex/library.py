"""The classes of the Apex runtime on this machine, with classes of a test beside them."""

import os
from collections.abc import Mapping
from typing import Any

import pytest
from tests.apex.gates import missing
from tests.apexvm import Project, Thrown

from pipesmith_apex_runtime import classes, objects


def library(*files: Mapping[str, str], **texts: str) -> Project:
    """Load the library, further files and classes; skip without the tools, save in CI."""
    if reason := missing():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    all_files = {**classes(), **objects()}
    for each in files:
        all_files |= each
    return Project.of(all_files | {f"{name}.cls": text for name, text in texts.items()})


def error_type(thrown: Thrown) -> str:
    """Give the type of a failure of a pipeline, or the name of another exception."""
    return str(thrown.value.fields.get("type", thrown))


def problem(thrown: Thrown, name: str) -> Any:
    """Give a field of a failure."""
    return thrown.value.fields.get(name.lower())
