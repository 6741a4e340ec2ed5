"""Names that generated projects use for what is theirs."""

from pipesmith_apex_runtime import classes

CLASSES = frozenset(name.removesuffix(".cls").lower() for name in classes())
"""The classes of the runtime."""

MEMBERS = frozenset(
    """
    aftererror backoffof begin execute following goon iscancelled joined next oncancel onerror
    perform pipelinename problem run runjson runname runstage runstages start startjson state step
    writeresult
    """.split()
)
"""What every class of a pipeline, or of a job, has."""

INNER = frozenset({"stage", "state"})
"""The types within every class of a job."""
