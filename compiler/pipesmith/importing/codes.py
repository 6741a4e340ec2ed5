"""What is said when the pipelines of another system are imported."""

from pipesmith.diagnostics.codes import Severity, Slug

NOT_A_PIPELINE = Slug("import/not-a-pipeline", "A file holds no pipeline")
REPEATED = Slug("import/repeated", "A name stands twice where it may stand once")
MISSING_STAGE = Slug("import/missing-stage", "A stage is named that is not there")
CYCLE = Slug("import/cycle", "Parts wait for one another, or are made of one another")
MISSING_FIELD = Slug("import/missing-field", "A part lacks what it needs")
BAD_FIELD = Slug("import/bad-field", "A field holds what it cannot hold")
UNRESOLVED = Slug("import/unresolved", "An expression reads what nothing gives")
UNTRANSLATED = Slug("import/untranslated", "An expression cannot be said in the language")
BAD_QUERY = Slug("import/bad-query", "A JMESPath expression cannot be read")

INCOMPLETE = Slug(
    "import/incomplete", "A part lacks a field, and does without it", Severity.warning
)
LEFT_OUT = Slug("import/left-out", "A part has no place in the program", Severity.warning)
UNBOUND = Slug("import/unbound", "A component has to be written", Severity.warning)
WRONG_SCOPE = Slug(
    "import/wrong-scope", "A name is looked up where it does not stand", Severity.warning
)
BRANCH_JOIN = Slug(
    "import/branch-join", "A value is read that only some ways make", Severity.warning
)
ALSO_ROOT = Slug(
    "import/also-root", "A stage stands in a block and would start without it", Severity.warning
)
ASSUMED = Slug("import/assumed", "A part is read as what was likely meant", Severity.warning)
UNTYPED = Slug("import/untyped", "Nothing tells the type of a value", Severity.warning)
TANGLED = Slug("import/tangled", "Control jumps as no statement can")
