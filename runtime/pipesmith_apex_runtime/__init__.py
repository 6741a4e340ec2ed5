"""The Apex classes that generated pipelines call, as files.

They are data: nothing here runs them. A build copies them unchanged, because an org has no packages
of ours to link to.
"""

from collections.abc import Mapping
from importlib.resources import files

__all__ = ["ABI", "classes", "tests"]

ABI = 1
"""What generated classes and these agree on; it grows when a class changes what it promises."""


def classes() -> Mapping[str, str]:
    """Give the classes with their metadata, by file name."""
    return _files("classes")


def tests() -> Mapping[str, str]:
    """Give the tests of the classes with their metadata, by file name."""
    return _files("tests")


def _files(folder: str) -> Mapping[str, str]:
    found = (each for each in (files(__name__) / folder).iterdir() if each.is_file())
    return {
        each.name: each.read_text("utf-8") for each in sorted(found, key=lambda each: each.name)
    }
