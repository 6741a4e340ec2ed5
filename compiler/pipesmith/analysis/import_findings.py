"""What is said of imports."""

from collections.abc import Iterable

from pipesmith.diagnostics import Edit, Finding, Label, Suggestion
from pipesmith.diagnostics.analysis_codes import (
    IMPORT_NAME_UNKNOWN,
    IMPORT_NOT_FOUND,
    IMPORT_PATH,
    MODULE_COLLISION,
)
from pipesmith.diagnostics.suggest import nearest
from pipesmith.syntax import nodes as s


def not_a_path(path: s.Text) -> Finding:
    """Say that an import does not lead to a file beside this one."""
    return Finding(
        IMPORT_PATH,
        "an import names a `.pipe` file by a relative path",
        Label(path.span, "not a relative path to a `.pipe` file"),
        notes=("a path starts with `./` or `../`, ends in `.pipe`, and separates folders by `/`",),
    )


def not_found(path: s.Text, file: str, reason: str | None = None) -> Finding:
    """Say that an imported file is not there, or why it cannot be read."""
    if reason is None:
        return Finding(
            IMPORT_NOT_FOUND,
            f"there is no file `{file}`",
            Label(path.span, "leads to no file"),
            notes=("import paths start from the folder of the file that imports",),
        )
    return Finding(
        IMPORT_NOT_FOUND,
        f"the file `{file}` cannot be imported: {reason}",
        Label(path.span, reason),
    )


def collision(path: s.Text, name: str, file: str, other: str) -> Finding:
    """Say that two files would be one module."""
    return Finding(
        MODULE_COLLISION,
        f"two files have the module name `{name}`",
        Label(path.span, f"`{file}` is the module `{name}`"),
        notes=(f"`{other}` is the module `{name}` too",),
        help=Suggestion("rename one of the files"),
    )


def name_unknown(name: s.Name, file: str, declared: Iterable[str]) -> Finding:
    """Say that a file does not declare what is imported from it."""
    names = tuple(declared)
    close = nearest(name.text, names)
    return Finding(
        IMPORT_NAME_UNKNOWN,
        f"`{file}` declares no `{name.text}`",
        Label(name.span, f"not declared in `{file}`"),
        notes=() if close else _known(file, names),
        help=Suggestion(f"write `{close}`", (Edit(name.span, close),)) if close else None,
    )


def _known(file: str, names: tuple[str, ...]) -> tuple[str, ...]:
    if not names:
        return (f"`{file}` declares nothing",)
    return (f"`{file}` declares " + ", ".join(f"`{name}`" for name in names[:12]),)
