"""The Apex classes that generated pipelines call, as files.

They are data: nothing here runs them. A build copies them unchanged, because an org has no packages
of ours to link to.
"""

from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable

__all__ = ["ABI", "classes", "models_api", "objects", "tests"]

ABI = 1
"""What generated classes and these agree on; it grows when a class changes what it promises."""


def classes() -> Mapping[str, str]:
    """Give the classes with their metadata, by file name."""
    return _files("classes")


def tests() -> Mapping[str, str]:
    """Give the tests of the classes with their metadata, by file name."""
    return _files("tests")


def models_api() -> Mapping[str, str]:
    """Give the class that asks models through Salesforce, which not every org can compile."""
    return _files("models_api")


def objects() -> Mapping[str, str]:
    """Give the custom metadata types that the classes read, by path."""
    return _files("objects")


def _files(folder: str) -> Mapping[str, str]:
    return dict(sorted(_inside(files(__name__) / folder, "")))


def _inside(folder: Traversable, path: str) -> Iterator[tuple[str, str]]:
    for each in folder.iterdir():
        if each.is_file():
            yield path + each.name, each.read_text("utf-8")
        else:
            yield from _inside(each, f"{path}{each.name}/")
