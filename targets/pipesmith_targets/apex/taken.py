"""Names that generated projects use for what is theirs."""

from pipesmith_apex_runtime import classes, models_api, tests

CLASSES = frozenset(
    name.removesuffix(".cls").lower() for name in [*classes(), *models_api(), *tests()]
)
"""The classes of the runtime and of its tests."""

IN_ACTIONS = frozenset({"failures", "problem", "request", "requests", "result", "results"})
"""Types and variables of actions, which would hide a pipeline's class of that name."""

MEMBERS = frozenset(
    """
    aftererror backoffof begin calljob check execute following goon iscancelled joined
    lifttimeout needof next nextneed oncancel onerror perform pipelinename problem result run
    runjson runname runstage runstages start startjson state step timeout triesagain writeresult
    """.split()
)
"""What every class of a pipeline, or of a job, has."""

MOCKED = "mocked"
"""The method of every test class that installs mocks."""
IN_TESTS = frozenset({MOCKED})
"""What a test class has beside its tests."""

INNER = frozenset({"stage", "state"})
"""The types within every class of a job."""
