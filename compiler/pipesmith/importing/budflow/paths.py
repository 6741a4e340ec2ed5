"""JSONPath as mappings use it: members and indexes from the root."""

import re

from pipesmith.importing.expressions import tree as e

ROOT = "$root"
"""The name that the root of a path goes by."""

_STEP = re.compile(r"""\.([A-Za-z_$][\w$-]*)|\[(-?\d{1,9})\]|\[(?:'([^']*)'|"([^"]*)")\]""")


def read_path(text: str) -> e.Tree | None:
    """Read a path; None when it selects anything but one place."""
    found: e.Tree = e.Name(ROOT)
    at = 1
    while at < len(text):
        step = _STEP.match(text, at)
        if step is None:
            return None
        name = next((each for each in (step[1], step[3], step[4]) if each is not None), None)
        index = e.Constant(name) if name is not None else e.Constant(int(step[2]))
        found = e.Subscript(found, index)
        at = step.end()
    return found
