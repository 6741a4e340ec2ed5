"""The targets, as the command line names them."""

from pipesmith.cli.files import Misuse
from pipesmith.diagnostics.suggest import nearest
from pipesmith.target import Target
from pipesmith_targets import NAMES, find


def target_named(name: str) -> Target:
    """Give the target of a name, or say which there are."""
    target = find(name)
    if target is None:
        near = nearest(name, NAMES)
        known = ", ".join(f"`{each}`" for each in NAMES)
        hint = f"did you mean `{near}`?" if near else f"there is {known}"
        raise Misuse(f"no target is named `{name}`; {hint}")
    return target
