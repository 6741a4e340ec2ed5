"""Names that generated projects use for what is theirs."""

from pipesmith_apex_runtime import classes

CLASSES = frozenset(name.removesuffix(".cls").lower() for name in classes())
"""The classes of the runtime."""

MEMBERS = frozenset({"run", "runjson", "perform"})
"""The methods that every class of a pipeline has."""
