"""Short pieces of Apex, run for what they give."""

from __future__ import annotations

from typing import Any

from tests.apexvm import Project, Thrown

_CLASS = (
    "public class Snippet {{\n{members}\n    public static Object run() {{\n{body}\n    }}\n}}\n"
)


def project_of(body: str, members: str = "", **classes: str) -> Project:
    """Put statements into a method of a class, beside other members and classes."""
    files = {f"{name}.cls": text for name, text in classes.items()}
    return Project.of(files | {"Snippet.cls": _CLASS.format(members=members, body=body)})


def run(body: str, members: str = "", **classes: str) -> Any:
    """Give what statements return."""
    return project_of(body, members, **classes).call_static("Snippet", "run")


def value(expression: str, members: str = "") -> Any:
    """Give the value of an expression."""
    return run(f"return {expression};", members)


def thrown(body: str, members: str = "", **classes: str) -> str:
    """Give the exception that statements end with."""
    try:
        found = run(body + "\nreturn null;", members, **classes)
    except Thrown as one:
        return str(one)
    raise AssertionError(f"nothing was thrown, but {found!r} returned")
